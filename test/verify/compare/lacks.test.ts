import { describe, expect, test } from 'vitest';
import { newLackIn } from '../../../src/verify/compare/lacks.ts';

describe('a lack', () => {
  test.each([
    "Error: EACCES: permission denied, open '/data/app.db'",
    "Error: Cannot find module 'express'",
    "ModuleNotFoundError: No module named 'flask'",
    './server: error while loading shared libraries: libpq.so.5: cannot open shared object file',
    '/bin/sh: 1: curl: not found',
    'bash: line 1: git: command not found',
    'open config.yaml: no such file or directory',
    'Error: Unable to access jarfile app.jar',
  ])('that was not heard before is told: %s', (line) => {
    expect(newLackIn(['starting', 'DATABASE_URL is not set'], ['starting', line])).toBe(line);
  });

  test('that was heard before, of something else, is none', () => {
    const before = ["cat: can't open '/root/a': No such file or directory"];
    expect(newLackIn(before, ["cat: can't open '/home/app/a': No such file or directory"])).toBeNull();
  });

  test('of one kind does not hide that of another', () => {
    const line = 'PermissionError: [Errno 13] Permission denied';
    expect(newLackIn(['open a: no such file or directory'], ['open a: no such file or directory', line])).toBe(line);
  });
});

test('other lines may differ', () => {
  expect(newLackIn(['12:01 listening, pid 7', 'GET /a 404 Not Found'], ['12:02 listening, pid 8'])).toBeNull();
  expect(newLackIn([], ['GET /favicon.ico 404 Not Found', 'user not found'])).toBeNull();
});

test('what is no longer said is none', () => {
  expect(newLackIn(['Permission denied'], [])).toBeNull();
});

test('the first line that says so is told', () => {
  const after = ['ready', 'open a: permission denied', "Cannot find module 'b'"];
  expect(newLackIn([], after)).toBe('open a: permission denied');
  expect(newLackIn([], ['ready'])).toBeNull();
});
