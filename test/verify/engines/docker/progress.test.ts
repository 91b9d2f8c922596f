import { expect, test } from 'vitest';
import { progressReader, type Status } from '../../../../src/verify/engines/docker/progress.ts';

function read(...lines: readonly string[]): { readonly statuses: readonly Status[]; readonly text: readonly string[] } {
  const statuses: Status[] = [];
  const text: string[] = [];
  const take = progressReader({ onStatus: (status) => statuses.push(status), onText: (line) => text.push(line) });
  for (const line of lines) take(line);
  return { statuses, text };
}

const STATUS = { vertexes: [{ digest: 'a', name: '[2/2] RUN true', started: '2024-05-05T05:05:05.123456789Z' }] };
const READ = {
  vertexes: [{ ...STATUS.vertexes[0], inputs: [], completed: null, cached: false, error: '' }],
  logs: [],
};

test('an object over several lines is read at its end', () => {
  const lines = JSON.stringify(STATUS, null, 2).split('\n');
  expect(read(...lines.slice(0, -1)).statuses).toEqual([]);
  expect(read(...lines)).toEqual({ statuses: [READ], text: [] });
});

test('an object a line is read as well', () => {
  expect(read(JSON.stringify(STATUS), JSON.stringify(STATUS)).statuses).toEqual([READ, READ]);
});

test('what is not progress is text', () => {
  const { statuses, text } = read(
    'Dockerfile:2',
    JSON.stringify(STATUS),
    '   2 | >>> RUN {',
    'ERROR: failed to solve: no',
  );
  expect(statuses).toEqual([READ]);
  expect(text).toEqual(['Dockerfile:2', '   2 | >>> RUN {', 'ERROR: failed to solve: no']);
});

test('what looks like an object and is none, or none of ours, is text', () => {
  const { statuses, text } = read('{"vertexes": 3}', '{ not json }', '{', '  not json', '}', JSON.stringify(STATUS));
  expect(statuses).toEqual([READ]);
  expect(text).toEqual(['{"vertexes": 3}', '{ not json }', '{', '  not json', '}']);
});
