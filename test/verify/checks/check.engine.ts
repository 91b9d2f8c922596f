import { afterAll, describe, expect, test } from 'vitest';
import { checkImage } from '../../../src/verify/checks/check.ts';
import { LABEL } from '../../../src/verify/session.ts';
import type { Check, CheckResult } from '../../../src/verify/verified.ts';
import { buildReal, openReal } from '../support/real-engine.ts';

const session = await openReal();

afterAll(() => session?.close());

async function tried(dockerfile: string, check: Check): Promise<CheckResult> {
  const { engine, signal } = session!;
  const image = await buildReal(session!, `FROM busybox\n${dockerfile}`);
  const around = { engine, runOptions: ['--network=host'], signal, timeout: 60_000 };
  const result = await checkImage(image, check, around);
  const value = image.slice(image.indexOf(':') + 1).replace(/\.\d+$/, '');
  const left = (await engine.labelled(LABEL)).filter((found) => found.value === value && found.kind === 'container');
  expect(left).toEqual([]);
  return result;
}

/** Answers everything over HTTP in the same way. */
function serverOn(port: number, status: string, delay = 0): string {
  const answer = `printf 'HTTP/1.1 ${status}\\\\r\\\\nLocation: /x\\\\r\\\\nContent-Length: 0\\\\r\\\\n\\\\r\\\\n'`;
  return `CMD ["sh", "-c", "echo starting; sleep ${delay}; while :; do ${answer} | nc -l -p ${port} 127.0.0.1 > /dev/null; done"]\n`;
}

describe.skipIf(session === null)('on a real engine', () => {
  describe('over HTTP', () => {
    const http = (port: number, seconds = 10): Check => ({ kind: 'http', port, path: '/health', seconds });

    test('an answer passes, once it comes', async () => {
      const result = await tried(serverOn(38_411, '200 OK', 1), http(38_411));
      expect(result).toEqual({ passed: true, outcome: 'answers 200', log: ['starting'] });
    });

    test('a redirect is an answer', async () => {
      expect(await tried(serverOn(38_412, '302 Found'), http(38_412))).toMatchObject({
        passed: true,
        outcome: 'answers 302',
      });
    });

    test('an error does not pass', async () => {
      const result = await tried(serverOn(38_413, '500 Broken'), http(38_413));
      expect(result).toMatchObject({ passed: false, outcome: 'answers 500' });
    });

    test('no answer', async () => {
      const result = await tried('CMD ["sleep", "1000"]\n', http(38_414, 1));
      expect(result).toEqual({ passed: false, outcome: 'no answer within 1 s', log: [] });
    });

    test('an end', async () => {
      const result = await tried('CMD ["sh", "-c", "echo broken; exit 1"]\n', http(38_415, 60));
      expect(result).toEqual({ passed: false, outcome: 'ended with exit code 1 before it answered', log: ['broken'] });
    });

    test('a program that is not there', async () => {
      const one = await tried('LABEL a=1\nCMD ["server"]\n', http(38_416));
      const other = await tried('LABEL a=2\nCMD ["server"]\n', http(38_416));
      expect(one.outcome).toMatch(/^cannot be started: .*"server".*not found/);
      expect(one.passed).toBe(false);
      expect(other).toEqual(one);
    });
  });

  describe('only started', () => {
    const start: Check = { kind: 'start', seconds: 2 };

    test('it runs on', async () => {
      const result = await tried('CMD ["sh", "-c", "echo hello; sleep 1000"]\n', start);
      expect(result).toEqual({ passed: null, outcome: 'still running', log: ['hello'] });
    });

    test('it ends', async () => {
      const result = await tried('CMD ["sh", "-c", "exit 3"]\n', start);
      expect(result).toEqual({ passed: null, outcome: 'ended with exit code 3', log: [] });
    });

    test('a user that nobody knows', async () => {
      const one = await tried('USER nobodyknows\nCMD ["true"]\n', start);
      expect(one.outcome).toMatch(/^cannot be started: .*nobodyknows/);
      expect(await tried('LABEL a=1\nUSER nobodyknows\nCMD ["true"]\n', start)).toEqual(one);
    });

    test('it is well', async () => {
      const health = 'HEALTHCHECK CMD test -f /tmp/ready\nCMD ["sh", "-c", "sleep 3; touch /tmp/ready; sleep 1000"]\n';
      expect((await tried(health, start)).outcome).toBe('still running, healthy');
    });

    test('it is not well', async () => {
      const health = 'HEALTHCHECK CMD ["curl", "-f", "localhost"]\nCMD ["sleep", "1000"]\n';
      expect((await tried(health, start)).outcome).toBe('still running, not healthy');
    });
  });

  describe('a command', () => {
    const run = '"$ENGINE" run --rm --network=none "$IMAGE"';
    const command = (text: string): Check => ({ kind: 'command', command: text });

    test('passes, or does not', async () => {
      const dockerfile = 'CMD ["echo", "hello"]\n';
      expect(await tried(dockerfile, command(run))).toEqual({ passed: true, outcome: 'exit code 0', log: ['hello'] });
      const result = await tried(dockerfile, command(`${run} sh -c 'exit 5'`));
      expect(result).toEqual({ passed: false, outcome: 'exit code 5', log: [] });
    });

    test('what it leaves running is removed', async () => {
      const result = await tried('CMD ["sleep", "1000"]\n', command('docker run -d --network=none "$IMAGE"'));
      expect(result.outcome).toBe('exit code 0');
    });
  });
});
