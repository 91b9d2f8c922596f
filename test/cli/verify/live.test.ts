/** What is said while images are built. */
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLive, type Live } from '../../../src/cli/verify/live.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Screened {
  readonly live: Live;
  /** What was written since it was last asked. */
  said(): string;
}

function on(terminal: { isTTY?: boolean; columns?: number; rows?: number }, isQuiet = false, total = 2): Screened {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const live = createLive({ screen: Object.assign(stream, terminal), isQuiet, total });
  const said = (): string => {
    const all = text;
    text = '';
    return all;
  };
  return { live, said };
}

const TERMINAL = { isTTY: true, columns: 50, rows: 20 };

describe('without a terminal', () => {
  test('a line when something else is begun, not for every instruction', () => {
    const { live, said } = on({}, false, 1);
    live.begin('Dockerfile');
    live.phase('Dockerfile', { doing: 'build', side: 'before', step: null });
    live.phase('Dockerfile', { doing: 'build', side: 'before', step: 'RUN npm ci' });
    live.phase('Dockerfile', { doing: 'check', side: 'after' });
    live.phase('Dockerfile', { doing: 'compare' });
    live.phase('Dockerfile', { doing: 'rebuild', side: 'after', step: null });
    live.phase('Dockerfile', { doing: 'wait' });
    live.phase('Dockerfile', { doing: 'rebuild', side: 'after', step: null });
    live.phase('Dockerfile', { doing: 'bisect', attempt: 2, step: 'RUN npm ci' });
    live.end('Dockerfile');
    live.close();
    expect(said().split('\n')).toEqual([
      'Dockerfile: building before',
      'Dockerfile: trying after',
      'Dockerfile: comparing',
      'Dockerfile: building after with a changed file',
      'Dockerfile: waiting for other builds',
      'Dockerfile: building after with a changed file',
      'Dockerfile: looking for what broke it, attempt 2',
      '',
    ]);
  });
  test.each([{ isTTY: true, columns: 0, rows: 0 }])('nor with one that has no size: %j', (terminal) => {
    const { live, said } = on(terminal);
    live.begin('Dockerfile');
    live.phase('Dockerfile', { doing: 'compare' });
    live.close();
    expect(said()).toBe('Dockerfile: comparing\n');
  });
  test('of several files, how many are done', () => {
    const { live, said } = on({});
    for (const path of ['a/Dockerfile', 'b/Dockerfile']) {
      live.begin(path);
      live.phase(path, { doing: 'compare' });
      live.end(path);
    }
    live.close();
    expect(said().split('\n')).toEqual([
      'a/Dockerfile: comparing',
      'a/Dockerfile: done, 1 of 2',
      'b/Dockerfile: comparing',
      'b/Dockerfile: done, 2 of 2',
      '',
    ]);
  });
});

describe('names of files', () => {
  test.each([['plain', {}] as const, ['a list', TERMINAL] as const])('do not steer a terminal: %s', (_, terminal) => {
    const { live, said } = on(terminal);
    live.begin('a\u001b[2Jb');
    live.phase('a\u001b[2Jb', { doing: 'compare' });
    vi.advanceTimersByTime(100);
    const text = said();
    expect(text).toContain('a\u241b[2Jb');
    expect(text).not.toContain('a\u001b');
    live.close();
  });
  test('of a long one the end is shown, and what is done beside it', () => {
    const { live, said } = on(TERMINAL);
    const path = `${'folder/'.repeat(20)}Dockerfile`;
    live.begin(path);
    live.phase(path, { doing: 'compare' });
    vi.advanceTimersByTime(100);
    expect(said()).toContain(' \u2026lder/folder/Dockerfile  comparing 0s');
    live.close();
  });
});

describe('on a terminal', () => {
  test('a line a file, with what is done and the seconds, and how many are done', () => {
    const { live, said } = on(TERMINAL);
    live.begin('a/Dockerfile');
    live.begin('b/Dockerfile');
    live.phase('a/Dockerfile', { doing: 'build', side: 'before', step: 'RUN npm  ci' });
    vi.advanceTimersByTime(2100);
    const text = said();
    expect(text).toContain('a/Dockerfile  building before: RUN npm ci 2s');
    expect(text).toContain('b/Dockerfile  beginning 2s');
    expect(text).toContain('0 of 2 done');
    live.end('a/Dockerfile');
    vi.advanceTimersByTime(100);
    expect(said()).toContain('1 of 2 done');
    live.close();
  });
  test('while it waits for other builds, that is what is said, and no step', () => {
    const { live, said } = on(TERMINAL);
    live.begin('Dockerfile');
    live.phase('Dockerfile', { doing: 'rebuild', side: 'after', step: 'RUN make' });
    live.phase('Dockerfile', { doing: 'wait' });
    vi.advanceTimersByTime(100);
    const text = said();
    expect(text).toContain('Dockerfile  waiting for other builds 0s');
    expect(text).not.toContain('RUN make');
    live.close();
  });
  test('what is longer than a line is cut, and what steers terminals is shown', () => {
    const { live, said } = on(TERMINAL);
    live.begin('Dockerfile');
    live.phase('Dockerfile', { doing: 'build', side: 'before', step: `RUN echo \u001b[2J${'x'.repeat(99)}` });
    vi.advanceTimersByTime(100);
    const line = said()
      .split('\n')
      .find((each) => each.includes('building'))!;
    expect(line).toContain('RUN echo \u241b[2J');
    expect(line).toMatch(/x\u2026 0s$/);
    expect([...line.slice(line.indexOf('Dockerfile'))].length).toBeLessThan(50);
    live.close();
  });
  test('it is taken away while something else is printed', async () => {
    const { live, said } = on(TERMINAL);
    live.begin('Dockerfile');
    vi.advanceTimersByTime(100);
    said();
    const during = await live.aside(async () => {
      const cleared = said();
      vi.advanceTimersByTime(500);
      return [cleared, said()];
    });
    expect(during[0]).toContain('\u001b[2K');
    expect(during[0]).not.toContain('Dockerfile');
    expect(during[1]).toBe('');
    expect(said()).toContain('Dockerfile  beginning');
    live.close();
  });
  test('closed, it says no more', () => {
    const { live, said } = on(TERMINAL);
    live.begin('Dockerfile');
    vi.advanceTimersByTime(100);
    expect(said()).toContain('Dockerfile  beginning');
    live.close();
    expect(said()).not.toContain('Dockerfile');
    live.close();
    vi.advanceTimersByTime(1000);
    expect(said()).toBe('');
  });
});

test('--quiet: nothing', async () => {
  for (const terminal of [{}, TERMINAL]) {
    const { live, said } = on(terminal, true);
    live.begin('Dockerfile');
    live.phase('Dockerfile', { doing: 'compare' });
    vi.advanceTimersByTime(1000);
    expect(await live.aside(async () => 'done')).toBe('done');
    live.end('Dockerfile');
    live.close();
    expect(said()).toBe('');
  }
});
