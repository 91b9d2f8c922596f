import { describe, expect, test } from 'vitest';
import { type Invocation, invocations } from '../../src/dockerfile/commands.ts';
import { type Document, type Instruction, parseDocument } from '../../src/dockerfile/document.ts';
import type { Span } from '../../src/dockerfile/edit.ts';
import { type List, type Node, readScript, readShell, type ShellBody } from '../../src/dockerfile/shell.ts';

function parse(text: string): Document {
  const result = parseDocument(text);
  if (!result.ok) throw new Error(result.problem.message);
  return result.document;
}

function runOf(document: Document): Instruction {
  return document.instructions.find(({ keyword }) => keyword === 'RUN' || keyword === 'ONBUILD')!;
}

/** The body of the RUN of a Dockerfile that has one. */
function read(run: string): ShellBody & { readonly document: Document } {
  const document = parse(`FROM a\n${run}\nCMD ["z"]\n`);
  const reading = readShell(runOf(document));
  if (!reading.readable) throw new Error(reading.reason);
  return { ...reading, document };
}

function opaque(run: string): string | null {
  const reading = readShell(runOf(parse(`FROM a\n${run}\nCMD ["z"]\n`)));
  return reading.readable ? null : reading.reason;
}

/** A list as nested words: what was understood, without spans. */
function shape(list: List): string {
  return list.items
    .map(({ node, background, terminator }) => show(node) + (background ? ' &' : terminator === null ? '' : ' ;'))
    .join(' ');
}

function show(node: Node): string {
  switch (node.kind) {
    case 'command':
      return [...node.assignments.map(({ name }) => `${name}=`), ...node.words.map(({ text }) => text)].join(' ');
    case 'pipeline':
      return `${node.timed ? 'time ' : ''}${node.negated ? '! ' : ''}<${node.commands.map(show).join(' | ')}>`;
    case 'and-or':
      return `[${node.items.map((item, i) => (i === 0 ? show(item) : `${node.operators[i - 1]!.text} ${show(item)}`)).join(' ')}]`;
    case 'subshell':
      return `(${shape(node.body)})`;
    case 'group':
      return `{${shape(node.body)}}`;
    case 'compound':
      return `${node.keyword}(${node.bodies.map(shape).join(' / ')})`;
  }
}

describe('the tree', () => {
  test.each([
    ['RUN a b', 'a b'],
    ['RUN a && b || c', '[a && b || c]'],
    ['RUN a; b ; c;', 'a ; b ; c ;'],
    ['RUN set -eux; a; b', 'set -eux ; a ; b'],
    ['RUN a | b |& c', '<a | b | c>'],
    ['RUN ! a', '! <a>'],
    ['RUN a & b', 'a & b'],
    ['RUN (a; b) && { c; d; }', '[(a ; b) && {c ; d ;}]'],
    ['RUN A=1 B=$x a', 'A= B= a'],
    ['RUN A=1', 'A='],
    ['RUN if a; then b; else c; fi', 'if(a ; / b ; / c ;)'],
    ['RUN for i in 1 2; do a; b; done', 'for(a ; b ;)'],
    ['RUN while a; do b; done', 'while(a ; / b ;)'],
    ['RUN until a; do b; done', 'while(a ; / b ;)'],
    ['RUN case "$x" in a) b ;; *) c; d ;; esac', 'case(b / c ; d)'],
    ['RUN f() { a; }; f', 'function({a ;}) ; f'],
    ['RUN [[ -f x ]] && a', '[[[() && a]'],
    ['RUN if a; then b; fi && c', '[if(a ; / b ;) && c]'],
    ['RUN for i in a b; do c; done > x', 'for(c ;)'],
    ['RUN a "b c" \'d e\' f\\ g', 'a "b c" \'d e\' f\\ g'],
  ])('%s', (run, wanted) => {
    expect(shape(read(run).list)).toBe(wanted);
  });

  test('time is a mark of the pipeline or a command of its own', () => {
    const names = invocations(read('RUN time a').list).map(({ name }) => name);
    expect(names).toEqual(['a']);
  });
});

describe('words', () => {
  function words(run: string) {
    const node = read(run).list.items[0]!.node;
    if (node.kind !== 'command') throw new Error(node.kind);
    return node.words.slice(1);
  }

  test.each<[string, string | null]>([
    ['plain', 'plain'],
    ['"b c"', 'b c'],
    ["'b c'", 'b c'],
    ['b\\ c', 'b c'],
    ['"b"\'c\'d', 'bcd'],
    ['"a\\"b"', 'a"b'],
    ["'a\\b'", 'a\\b'],
    ['""', ''],
    ['$x', null],
    [`"\${x:-y}"`, null],
    ["'$x'", '$x'],
    ['"\\$x"', '$x'],
    ['$(b)', null],
    ['`b`', null],
    ['"a $(b) c"', null],
    ['~/x', null],
    ['a=b', 'a=b'],
    ['--a="b c"', '--a=b c'],
    ['--a=$x', null],
    ['a=$x', null],
  ])('%s is %j', (word, value) => {
    expect(words(`RUN a ${word}`)[0]?.value).toBe(value);
  });

  test.each([
    ['*.txt', true],
    ['a?', true],
    ['[ab]', true],
    ['{a,b}', true],
    ['"*"', false],
    ['\\*', false],
    ['plain', false],
  ])('%s may match names: %s', (word, hasGlob) => {
    expect(words(`RUN a ${word}`)[0]?.hasGlob).toBe(hasGlob);
  });

  test('a # inside a word is no comment', () => {
    expect(words('RUN a b#c "# d" \\#e').map(({ value }) => value)).toEqual(['b#c', '# d', '#e']);
  });

  test('redirections are no words', () => {
    const body = read('RUN a > "b c" 2>&1 < d >> e');
    const node = body.list.items[0]!.node;
    if (node.kind !== 'command') throw new Error(node.kind);
    expect(node.words.map(({ text }) => text)).toEqual(['a']);
    expect(node.redirects.map(({ operator, fd, target }) => [operator, fd, target?.value])).toEqual([
      ['>', null, 'b c'],
      ['>&', 2, '1'],
      ['<', null, 'd'],
      ['>>', null, 'e'],
    ]);
  });

  test('an assignment has its value where it is known', () => {
    const node = read('RUN A=1 B="x y" C=$z D= a').list.items[0]!.node;
    if (node.kind !== 'command') throw new Error(node.kind);
    expect(node.assignments.map(({ name, value }) => [name, value])).toEqual([
      ['A', '1'],
      ['B', 'x y'],
      ['C', null],
      ['D', ''],
    ]);
  });
});

/** Every span of a tree with the text that it should hold; nodes in backticks and the like are left out. */
function spansOf(list: List): { span: Span; text: string | null }[] {
  const found: { span: Span; text: string | null }[] = [];
  const visit = (node: Node): void => {
    found.push({ span: node.span, text: null });
    switch (node.kind) {
      case 'command':
        for (const word of node.words) found.push({ span: word.span, text: word.text });
        return;
      case 'pipeline':
        node.commands.forEach(visit);
        return;
      case 'and-or':
        node.items.forEach(visit);
        found.push(...node.operators);
        return;
      case 'subshell':
      case 'group':
        visitList(node.body);
        return;
      case 'compound':
        node.bodies.forEach(visitList);
    }
  };
  const visitList = (inner: List): void => {
    for (const { node, terminator } of inner.items) {
      visit(node);
      if (terminator !== null) found.push({ span: terminator, text: ';' });
    }
  };
  visitList(list);
  return found;
}

describe('spans', () => {
  const long = [
    'RUN set -eux; \\',
    '    # why',
    '    apt-get update && \\',
    '',
    '    apt-get install -y \\  ',
    '      curl \\',
    '      # the editor',
    '      "vi m" \\',
    '  ; if a; then \\',
    '      b | c; \\',
    '    fi \\',
    '  && ( d; e ) || f',
  ].join('\n');

  test.each([
    ['LF', long],
    ['CRLF', long.replaceAll('\n', '\r\n')],
  ])('equal the slices of the text over several lines: %s', (_, run) => {
    const { list, document } = read(run);
    const spans = spansOf(list);
    expect(spans.length).toBeGreaterThan(20);
    for (const { span, text } of spans) {
      const slice = document.text.slice(span.start, span.end);
      if (text !== null) expect(slice).toBe(text);
      else expect(slice).toMatch(/^\S[\s\S]*\S$|^\S$/);
    }
    const [, , third] = list.items;
    expect(document.text.slice(third!.node.span.start).startsWith('if a')).toBe(true);
  });

  test('of a word that is broken over lines include the break', () => {
    const { list, document } = read('RUN cu\\\nrl x');
    const node = list.items[0]!.node;
    if (node.kind !== 'command') throw new Error(node.kind);
    const [word] = node.words;
    expect(word?.value).toBe('curl');
    expect(document.text.slice(word!.span.start, word!.span.end)).toBe('cu\\\nrl');
  });

  test('an operator that is broken over lines is one', () => {
    const { list } = read('RUN a &\\\n& b');
    expect(shape(list)).toBe('[a && b]');
  });

  test('flags are not part of the body', () => {
    const { list, text, document } = read('RUN --mount=type=cache,target=/x \\\n  --network=none \\\n  a b');
    expect(text).toBe('a b');
    expect(document.text.slice(list.span.start, list.span.end)).toBe('a b');
  });

  test('a BOM in front shifts nothing', () => {
    const document = parse('\uFEFFFROM a\nRUN b c\n');
    const reading = readShell(runOf(document));
    expect(reading.readable && document.text.slice(reading.list.span.start, reading.list.span.end)).toBe('b c');
  });

  test('the RUN in an ONBUILD is read as one', () => {
    const { list, document } = read('ONBUILD RUN a \\\n  && b');
    expect(shape(list)).toBe('[a && b]');
    expect(document.text.slice(list.span.start, list.span.end)).toBe('a \\\n  && b');
  });

  test('a terminator is the semicolon itself', () => {
    const { list, document } = read('RUN a  ; \\\n # note\n b ;');
    expect(list.items.map(({ terminator }) => document.text.slice(terminator!.start, terminator!.end))).toEqual([
      ';',
      ';',
    ]);
  });
});

describe('comments', () => {
  test('inside a continuation are none of the shell', () => {
    const { list, tail } = read('RUN a \\\n  # one; two && three\n  && b');
    expect(shape(list)).toBe('[a && b]');
    expect(tail).toBeNull();
  });

  test('an apostrophe in one opens no string', () => {
    expect(shape(read("RUN a \\\n  # don't\n  && b \\\n  # isn't\n  && c").list)).toBe('[a && b && c]');
  });

  test.each([
    ['RUN a # b', '# b'],
    ['RUN a; # b', '# b'],
    ['RUN a & # b', '# b'],
    ['RUN a && b # c && d', '# c && d'],
    ['RUN a #', '#'],
    ['RUN (a) # b', '# b'],
    ['RUN if a; then b; fi # c', '# c'],
    ['RUN a > x # b', '# b'],
    ['RUN # b', '# b'],
  ])('%s has the tail %s', (run, text) => {
    const body = read(run);
    expect(body.tail?.text).toBe(text);
    expect(body.document.text.slice(body.tail!.span.start, body.tail!.span.end)).toBe(text);
  });

  test.each(['RUN a b#c', 'RUN a "# b"', "RUN a '# b'", 'RUN a \\# b', `RUN a \${x#y}`, 'RUN a $#', 'RUN a $((2#11))'])(
    '%s has none',
    (run) => {
      expect(read(run).tail).toBeNull();
    },
  );

  test('a tail swallows the lines that continue it', () => {
    const body = read('RUN a # note \\\n  && b');
    expect(shape(body.list)).toBe('a');
    expect(body.tail?.text).toBe('# note   && b');
    const { start, end } = body.tail!.span;
    expect(body.document.text.slice(start, end)).toBe('# note \\\n  && b');
  });
});

describe('what cannot be read', () => {
  test.each([
    ['RUN ["a", "b"]', 'exec-form'],
    ['RUN <<EOF\na\nEOF', 'heredoc'],
    ['RUN cat <<EOF > x\na\nEOF', 'heredoc'],
    ['RUN', 'empty'],
    ['RUN a "b', 'syntax-error'],
    ['RUN if a; then b', 'syntax-error'],
    ['RUN a && ', 'syntax-error'],
    ['RUN a )', 'syntax-error'],
    ['RUN a $(b "c)', 'syntax-error'],
    ['ONBUILD COPY a b', 'not-a-run'],
    ['ONBUILD RUN ["a"]', 'exec-form'],
  ])('%s: %s', (run, reason) => {
    expect(opaque(run)).toBe(reason);
  });

  test('an instruction that is no RUN', () => {
    expect(readShell(parse('FROM a\nCMD b\n').instructions[1]!)).toEqual({ readable: false, reason: 'not-a-run' });
  });

  test('the same instruction is read once', () => {
    const run = runOf(parse('FROM a\nRUN b\n'));
    expect(readShell(run)).toBe(readShell(run));
  });

  test('here-strings can be read', () => {
    expect(opaque('RUN a <<< b')).toBeNull();
  });
});

describe('invocations', () => {
  function all(run: string): readonly Invocation[] {
    return invocations(read(run).list);
  }

  test.each<[string, readonly (string | null)[]]>([
    ['a && b; c | d', ['a', 'b', 'c', 'd']],
    ['/usr/bin/apt-get update', ['apt-get']],
    ['"apt-get" update', ['apt-get']],
    ['$APT update', [null]],
    ['sudo apt-get update', ['apt-get']],
    ['sudo -E -u root apt-get update', ['apt-get']],
    ['sudo A=1 apt-get update', ['apt-get']],
    ['env A=1 B=2 apt-get update', ['apt-get']],
    ['env -i PATH=/x apt-get update', ['apt-get']],
    ['env -u HOME apt-get update', ['apt-get']],
    ['A=1 apt-get update', ['apt-get']],
    ['time apt-get update', ['apt-get']],
    ['command apt-get update', ['apt-get']],
    ['exec a', ['a']],
    ['nice -n 5 a', ['a']],
    ['timeout 30 a', ['a']],
    ['timeout -s KILL 30 a', ['a']],
    ['echo x | xargs -n 1 a -b', ['echo', 'a']],
    ['sudo env A=1 timeout 5 a', ['a']],
    ['sh -c "a && b"', ['a', 'b']],
    ["bash -exc 'a; b'", ['a', 'b']],
    ['sudo bash -c "a | b"', ['a', 'b']],
    ['bash -c "$x"', ['bash']],
    ['bash script.sh', ['bash']],
    ['(a; b) && { c; }', ['a', 'b', 'c']],
    ['if a; then b; else c; fi', ['a', 'b', 'c']],
    ['for i in x y; do a; done', ['a']],
    ['case x in a) b;; esac', ['b']],
    ['f() { a; }; f', ['a', 'f']],
    ['a "$(b)" `c`', ['b', 'c', 'a']],
    ['X=$(a) b', ['a', 'b']],
    ['X=$(a)', ['a']],
    ['a > "$(b)"', ['b', 'a']],
    ['for i in $(a); do b; done', ['a', 'b']],
    ['[ -f x ] && a', ['[', 'a']],
    ['A=1', []],
  ])('%s runs %j', (body, names) => {
    expect(all(`RUN ${body}`).map(({ name }) => name)).toEqual(names);
  });

  test('command -v runs nothing but itself', () => {
    expect(all('RUN command -v a').map(({ name }) => name)).toEqual(['command']);
  });

  test('wrappers are named, outermost first', () => {
    expect(all('RUN sudo env A=1 sh -c "nice a"')[0]?.wrappers).toEqual(['sudo', 'env', 'sh', 'nice']);
  });

  test('variables of one command are known', () => {
    const [invocation] = all('RUN A=1 B=$x env C=3 a');
    expect([...invocation!.env]).toEqual([
      ['A', '1'],
      ['B', null],
      ['C', '3'],
    ]);
  });

  test.each<[string, readonly boolean[]]>([
    ['a && b', [false, false]],
    ['a || b', [false, true]],
    ['a || b && c', [false, true, true]],
    ['if a; then b; fi', [true, true]],
    ['for i in x; do a; done', [true]],
    ['(a || b) && c', [false, true, false]],
    ['{ a; }', [false]],
    ['a; b', [false, false]],
  ])('%s may be left out: %j', (body, wanted) => {
    expect(all(`RUN ${body}`).map(({ conditional }) => conditional)).toEqual(wanted);
  });

  test.each<[string, readonly boolean[]]>([
    ['a', [true]],
    ['sudo a', [true]],
    ['sh -c "a"', [false]],
    ['a $(b)', [false, true]],
    ['(a)', [true]],
  ])('%s can be edited: %j', (body, wanted) => {
    expect(all(`RUN ${body}`).map(({ editable }) => editable)).toEqual(wanted);
  });

  test('the place in the list is known', () => {
    expect(all('RUN a && b; c; (d && e)').map(({ path }) => [path.item, path.part])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [2, 0],
      [2, 0],
    ]);
  });

  test('arguments are those of the program in the end', () => {
    const [invocation] = all('RUN sudo -E env A=1 apt-get install -y "a b"');
    expect(invocation?.args.map(({ value }) => value)).toEqual(['install', '-y', 'a b']);
  });
});

test('a script of its own is read with its own offsets', () => {
  const reading = readScript('#!/bin/sh\nset -e\napt-get update\n');
  if (!reading.readable) throw new Error(reading.reason);
  expect(invocations(reading.list).map(({ name }) => name)).toEqual(['set', 'apt-get']);
  const [, second] = reading.list.items;
  expect(second?.node.span).toEqual({ start: 17, end: 31 });
});
