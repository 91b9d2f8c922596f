import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/cli/read.ts';
import { type Arguments, type Onbuild, readArguments, readOnbuild } from '../../src/dockerfile/arguments.ts';
import { readLines } from '../../src/dockerfile/lines.ts';

interface ExpectedNode {
  readonly cmd: string;
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly args?: readonly string[];
  readonly flags?: readonly string[];
  readonly attrs?: { readonly json?: boolean };
  readonly sub?: ExpectedNode;
  readonly heredocs?: readonly { content: string; name: string; expand: boolean; chomp: boolean; fd: number }[];
}
interface Expected {
  readonly ok: boolean;
  readonly escape?: string;
  readonly nodes?: readonly ExpectedNode[];
}

const folder = new URL('../grammar/', import.meta.url);
const expected: Record<string, Expected> = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'));
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What we read of a case, in the shape that BuildKit's answers have. */
function read(text: string): Expected {
  const result = readLines(text);
  if (!result.ok || result.lines.instructions.length === 0) return { ok: false };
  const { escape, instructions } = result.lines;
  const nodes: ExpectedNode[] = [];
  for (const raw of instructions) {
    const parsed = readArguments(raw, escape);
    if (!parsed.ok) return { ok: false };
    const heredocs = raw.heredocs.map(({ body, name, expand, chomp, fd }) => ({
      content: text.slice(body.start, body.end),
      name,
      expand,
      chomp,
      fd,
    }));
    const tree = withSub(raw.logical, parsed.arguments, raw.keyword === 'ONBUILD' ? readOnbuild(raw, escape) : null);
    nodes.push({ ...tree, start: raw.startLine, end: raw.endLine, ...(heredocs.length === 0 ? {} : { heredocs }) });
  }
  return { ok: true, escape, nodes };
}

function withSub(original: string, own: Arguments, inner: Onbuild | null): ExpectedNode {
  const { flags, json, words } = own;
  const cmd = original.split(/[\t\v\f\r ]/)[0]!;
  return {
    cmd,
    start: 0,
    end: 0,
    original,
    ...node(flags, json, words, cmd === 'ONBUILD'),
    ...(inner === null ? {} : { sub: withSub(original.replace(/^\S+\s+/, ''), inner.arguments, inner.inner) }),
  };
}

function node(
  flags: readonly { name: string; value: string | null }[],
  json: readonly string[] | null,
  words: readonly string[],
  bare: boolean,
) {
  return {
    ...(flags.length === 0
      ? {}
      : { flags: flags.map(({ name, value }) => `--${name}${value === null ? '' : `=${value}`}`) }),
    ...(json === null ? {} : { attrs: { json: true } }),
    ...(bare || words.length === 0 ? {} : { args: words }),
  };
}

describe('reads the grammar cases as BuildKit does', () => {
  const names = readdirSync(new URL('cases/', folder)).filter((name) => !name.startsWith('B8-'));
  test('there are 119 of them', () => expect(names).toHaveLength(119));
  test.each(names)('%s', (name) => {
    const text = decoder.decode(readFileSync(new URL(`cases/${name}`, folder)));
    const want = expected[name]!;
    const got = read(text);
    expect(got.ok).toBe(want.ok);
    if (!want.ok) return;
    expect(got.escape).toBe(want.escape);
    expect(got.nodes).toEqual(want.nodes);
  });
});

test('the case that is not UTF-8 is refused before anything is parsed', () => {
  const bytes = readFileSync(new URL('cases/B8-invalid-utf8.Dockerfile', folder));
  const result = decode(bytes);
  expect(result.ok ? null : result.error.code).toBe('not-utf-8');
});
