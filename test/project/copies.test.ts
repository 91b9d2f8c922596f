import { describe, expect, test } from 'vitest';
import type { Instruction } from '../../src/dockerfile/document.ts';
import { type Copies, contextPathOf, imagePathOf, readCopies } from '../../src/project/copies.ts';
import { memoryProject } from '../../src/project/project.ts';
import { documentOf } from '../support/preset.ts';

const FILES = {
  'package.json': '{}',
  'package-lock.json': '{}',
  'src/a.js': '',
  'src/lib/b.js': '',
  'sub/c.js': '',
  'app.tar.gz': '',
  'two words': '',
  '.env': '',
  '^c': '',
  'a/package.json': '',
  'b/package.json': '',
  secret: '',
  '.dockerignore': 'secret\n',
};

/** Reads the last instruction of a stage from busybox. */
function read(lines: string, files: Readonly<Record<string, string>> = FILES): Copies {
  const doc = documentOf(`FROM busybox\n${lines}\n`);
  return readCopies(doc, memoryProject(files), doc.instructions.at(-1) as Instruction);
}

/** `source -> target` of each. */
function shown(copies: Copies): string | readonly string[] {
  return copies.ok ? copies.copied.map(({ from, to }) => `${from === '' ? '.' : from} -> ${to}`) : copies.why;
}

describe('where a COPY puts what', () => {
  test.each<[string, string | readonly string[]]>([
    ['COPY package.json /app/', ['package.json -> /app/package.json']],
    ['COPY package.json /app/.', ['package.json -> /app']],
    ['COPY package.json /app/p.json', ['package.json -> /app/p.json']],
    ['COPY ./package.json /app', ['package.json -> /app']],
    [
      'COPY package.json package-lock.json /q/',
      ['package.json -> /q/package.json', 'package-lock.json -> /q/package-lock.json'],
    ],
    ['COPY src /app', ['src -> /app']],
    ['COPY src/ /app/', ['src -> /app']],
    ['COPY src/. /app', ['src -> /app']],
    ['COPY . /app', ['. -> /app']],
    ['COPY / /app', ['. -> /app']],
    ['COPY ../package.json /a/', ['package.json -> /a/package.json']],
    ['COPY src sub /q', ['src -> /q', 'sub -> /q']],
    ['COPY package*.json /app/', ['package-lock.json -> /app/package-lock.json', 'package.json -> /app/package.json']],
    ['COPY package.jso[n] /app', ['package.json -> /app']],
    ['COPY s* /q/', ['src -> /q', 'sub -> /q']],
    ['COPY */package.json /q/', ['a/package.json -> /q/package.json', 'b/package.json -> /q/package.json']],
    ['COPY nothing* /q/', []],
    ['COPY package.json nothing* /q/', ['package.json -> /q/package.json']],
    ['COPY src package.json /q', ['src -> /q', 'package.json -> /q/package.json']],
    ['COPY a/* /q/', ['a/package.json -> /q/package.json']],
    ['COPY src/* /q/', ['src/a.js -> /q/a.js', 'src/lib -> /q']],
    ['COPY .e* /q/', ['.env -> /q/.env']],
    ['COPY ^* /q/', ['^c -> /q/^c']],
    ['COPY [!a]* /q/', ['a -> /q', 'app.tar.gz -> /q/app.tar.gz']],
    ['COPY package.json //q//r/', ['package.json -> /q/r/package.json']],
    ['COPY package.json /x/y/..', ['package.json -> /x']],
    ['COPY ["two words", "/a b/"]', ['two words -> /a b/two words']],
    ['COPY --chown=1:1 --chmod=644 --link package.json /app/', ['package.json -> /app/package.json']],
    ['ADD package.json /app/', ['package.json -> /app/package.json']],
    ['ENV D=/srv\nCOPY package.json $D/', ['package.json -> /srv/package.json']],
    ['WORKDIR /w\nCOPY package.json .', ['package.json -> /w/package.json']],
    ['WORKDIR /w\nCOPY package.json ./', ['package.json -> /w/package.json']],
    ['WORKDIR /w\nCOPY package.json x/', ['package.json -> /w/x/package.json']],
    ['WORKDIR /w\nCOPY package.json x', ['package.json -> /w/x']],
    ['WORKDIR /w/y\nCOPY package.json ..', ['package.json -> /w/package.json']],
  ])('%s', (lines, expected) => {
    expect(shown(read(lines))).toEqual(expected);
  });
});

describe('a target that is a folder by then', () => {
  const into = ['package.json -> /app/package.json'];
  test.each([
    'WORKDIR /app\nCOPY package.json /app',
    'WORKDIR /app/x\nCOPY package.json /app',
    'WORKDIR /app\nWORKDIR /b\nCOPY package.json /app',
    'RUN mkdir -p /app/x && true\nCOPY package.json /app',
    'RUN install -d -m 755 /app\nCOPY package.json /app',
    'WORKDIR /\nRUN mkdir app\nCOPY package.json /app',
    'COPY src /app\nCOPY package.json /app',
    'COPY src/a.js /app/\nCOPY package.json /app',
    'COPY src/a.js /app/a.js\nCOPY package.json /app',
    'COPY --from=x /y /app/\nCOPY package.json /app',
    'RUN rm -rf /app && mkdir /app\nCOPY package.json /app',
    'RUN mkdir /app && rm -rf /app/x /tmp/*\nCOPY package.json /app',
    'COPY src /app/.\nCOPY package.json /app',
    'WORKDIR /app\nRUN rm -rf /app\nRUN true\nCOPY package.json /app',
    'ENV A=/app\nWORKDIR $A\nWORKDIR /b\nCOPY package.json /app',
    'RUN mkdir -p /app\nCOPY package.json /app/.',
  ])('%s', (lines) => {
    expect(shown(read(lines))).toEqual(into);
  });

  test.each([
    'RUN if x; then mkdir /app; fi\nCOPY package.json /app',
    'RUN cd /x && mkdir app\nCOPY package.json /app',
    'COPY src/a.js /app\nCOPY package.json /app',
    'COPY --from=x /y /app\nCOPY package.json /app',
    'COPY package.json /app\nWORKDIR /app2',
    // Tried: what is taken away is no folder any more.
    'RUN mkdir -p /app && rm -rf /app\nCOPY package.json /app',
    'RUN mkdir /app; rmdir /app\nCOPY package.json /app',
    'WORKDIR /app\nRUN rm -rf /app\nCOPY package.json /app',
    'RUN mkdir -p /app/x && mv /app /y\nCOPY package.json /app',
  ])('not known to be one: %s', (lines) => {
    const doc = documentOf(`FROM busybox\n${lines}\n`);
    const copy = doc.instructions.findLast(({ keyword }) => keyword === 'COPY') as Instruction;
    expect(shown(readCopies(doc, memoryProject(FILES), copy))).toEqual(['package.json -> /app']);
  });

  test('in a stage that this one is FROM', () => {
    const doc = documentOf('FROM busybox AS a\nWORKDIR /app\nFROM a\nWORKDIR /b\nCOPY package.json /app\n');
    expect(shown(readCopies(doc, memoryProject(FILES), doc.instructions.at(-1) as Instruction))).toEqual(into);
  });

  test('in every distribution, and not from scratch', () => {
    const last = (text: string) => {
      const doc = documentOf(text);
      return shown(readCopies(doc, memoryProject(FILES), doc.instructions.at(-1) as Instruction));
    };
    expect(last('FROM debian\nCOPY package.json /opt\n')).toEqual(['package.json -> /opt/package.json']);
    // Not in every image of that kind.
    expect(shown(read('COPY package.json /opt'))).toEqual(['package.json -> /opt']);
    expect(shown(read('COPY package.json /etc'))).toEqual(['package.json -> /etc/package.json']);
    const doc = documentOf('FROM scratch\nCOPY package.json /usr/local/bin\n');
    expect(shown(readCopies(doc, memoryProject(FILES), doc.instructions.at(-1) as Instruction))).toEqual([
      'package.json -> /usr/local/bin',
    ]);
  });

  test('a linked layer does not see it', () => {
    expect(shown(read('WORKDIR /app\nCOPY --link package.json /app'))).toBe('flags');
    expect(shown(read('WORKDIR /app\nCOPY --link package.json .'))).toEqual(into);
  });
});

describe('what cannot be told', () => {
  test.each([
    ['COPY --from=a package.json /a', 'stage'],
    ['COPY --parents a /a/', 'flags'],
    ['COPY --exclude=a . /a/', 'flags'],
    ['ADD --checksum=sha256:1 package.json /a', 'flags'],
    ['COPY <<EOF /a\nx\nEOF', 'heredoc'],
    ['ADD https://example.com/a /a', 'remote'],
    ['ADD git@github.com:a/b.git /a', 'remote'],
    ['ADD app.tar.gz /a', 'archive'],
    ['COPY $X /a', 'variable'],
    ['ARG T\nCOPY package.json $T/', 'variable'],
    ['WORKDIR $X\nCOPY package.json .', 'variable'],
    ['COPY missing /a', 'missing'],
    ['COPY secret /a', 'missing'],
    ['COPY package.json missing /a/', 'missing'],
    // Tried: the last one takes the path, or the first, if the second is not there.
    ['COPY package.json package-lock.json /a', 'target'],
    ['COPY package*.json /a', 'target'],
    ['COPY package.json nothing* /a', 'target'],
    ['COPY package.json src /a', 'target'],
    ['COPY package.json package-lock.json /a/.', 'target'],
  ])('%s', (lines, why) => {
    expect(shown(read(lines))).toBe(why);
  });

  test('COPY unpacks nothing', () => {
    expect(shown(read('COPY app.tar.gz /a'))).toEqual(['app.tar.gz -> /a']);
  });
});

describe('from the image to the context and back', () => {
  const copied = (lines: string) => {
    const copies = read(lines);
    if (!copies.ok) throw new Error(copies.why);
    return copies.copied;
  };

  test('files and folders', () => {
    const all = copied('COPY src package.json /app/');
    expect(contextPathOf(all, '/app/a.js')).toBe('src/a.js');
    expect(contextPathOf(all, '/app/package.json')).toBe('package.json');
    expect(contextPathOf(all, '/app')).toBe('src');
    expect(contextPathOf(all, '/apps/a.js')).toBeNull();
    expect(imagePathOf(all, 'src/lib/b.js')).toBe('/app/lib/b.js');
    expect(imagePathOf(all, 'package.json')).toBe('/app/package.json');
    expect(imagePathOf(all, 'sub/c.js')).toBeNull();
  });

  test('the whole context at the root', () => {
    const all = copied('COPY . /');
    expect(contextPathOf(all, '/src/../src/a.js')).toBe('src/a.js');
    expect(imagePathOf(all, './src/a.js')).toBe('/src/a.js');
    expect(imagePathOf(all, '../x')).toBeNull();
  });

  test('of two folders in one, the one that holds the file', () => {
    const all = copied('COPY src sub /q/');
    expect(contextPathOf(all, '/q/a.js', memoryProject(FILES))).toBe('src/a.js');
    expect(contextPathOf(all, '/q/c.js', memoryProject(FILES))).toBe('sub/c.js');
    expect(contextPathOf(all, '/q/none', memoryProject(FILES))).toBeNull();
  });
});
