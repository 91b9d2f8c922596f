import { expect, test } from 'vitest';
import { chains } from '../../../../src/verify/engines/daemonless/chains.ts';

const LABEL = 'org.slimify.run=host.1.abc';
const label = (build: string): string => `LABEL org.slimify.run=host.1.abc org.slimify.run.build=${build}`;

test('a build without the cache has a label at the beginning of each stage', () => {
  const dockerfile = '# x\nARG A=b\nFROM a AS \\\n  one\nRUN x\n\nFROM one';
  expect(chains(LABEL).textOf({ dockerfile, isCold: true })).toBe(
    `# x\nARG A=b\nFROM a AS \\\n  one\n${label('1.0')}\nRUN x\n\nFROM one\n${label('1.1')}`,
  );
});

test('with line ends as they are', () => {
  const dockerfile = 'FROM a\r\nRUN x\r\n';
  expect(chains(LABEL).textOf({ dockerfile, isCold: true })).toBe(`FROM a\r\n${label('1.0')}\r\nRUN x\r\n`);
});

test('what is built from the same text later has the same one; every other text is as it was', () => {
  const { textOf } = chains(LABEL);
  const dockerfile = 'FROM a\n';
  expect(textOf({ dockerfile, isCold: false })).toBe(dockerfile);
  expect(textOf({ dockerfile, isCold: true })).toBe(`FROM a\n${label('1.0')}\n`);
  expect(textOf({ dockerfile: 'FROM b\n', isCold: true })).toBe(`FROM b\n${label('2.0')}\n`);
  expect(textOf({ dockerfile, isCold: false })).toBe(`FROM a\n${label('1.0')}\n`);
  expect(textOf({ dockerfile, isCold: true })).toBe(`FROM a\n${label('3.0')}\n`);
  expect(textOf({ dockerfile: 'FROM c\n', isCold: false })).toBe('FROM c\n');
});

test('a text that cannot be read is built as it is', () => {
  expect(chains(LABEL).textOf({ dockerfile: 'no Dockerfile', isCold: true })).toBe('no Dockerfile');
});
