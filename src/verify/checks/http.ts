/** Starts the image and asks it over HTTP until it answers. */
import { get } from 'node:http';
import { connect } from 'node:net';
import type { Container } from '../container-engine.ts';
import type { Check, CheckResult } from '../verified.ts';
import type { Around } from './check.ts';
import { endedWith } from './outcome.ts';
import { pause } from './pause.ts';
import { type Found, withContainer } from './with-container.ts';

type HttpCheck = Extract<Check, { kind: 'http' }>;

/** Milliseconds. */
const BETWEEN = 200;
/** Milliseconds that one question may take at least. */
const PATIENCE = 5_000;
/** `Service Unavailable`: for now, RFC 9110 section 15.6.4. What is still starting up says so. */
const NOT_YET = 503;

export async function checkByHttp(image: string, check: HttpCheck, around: Around): Promise<CheckResult> {
  const { port } = check;
  const isTaken = await isOpen(port);
  return withContainer({ image, options: around.runOptions, port }, around, false, async (container) => {
    // On the machine's own network somebody else would answer for it.
    if (isTaken && (await container.address()) === `127.0.0.1:${port}`)
      return { passed: false, outcome: `port ${port} of this machine is taken by something else` };
    return ask(container, check, around.signal);
  });
}

async function ask(container: Container, { path, seconds }: HttpCheck, signal: AbortSignal): Promise<Found> {
  const until = Date.now() + seconds * 1000;
  let last: number | null = null;
  while (!signal.aborted && Date.now() < until) {
    const left = until - Date.now();
    const address = await container.address();
    // One question that is lost must not be the only one.
    const patience = Math.min(left, Math.max(PATIENCE, left / 2));
    const status = address === null ? null : await statusOf(address, path, patience, signal);
    if (status !== null && status !== NOT_YET) return answers(status);
    last = status ?? last;
    const state = await container.state();
    if (!state.running) return { passed: false, outcome: `${endedWith(state.exitCode)} before it answered` };
    await pause(BETWEEN, signal);
  }
  return last === null ? { passed: false, outcome: `no answer within ${seconds} s` } : answers(last);
}

function answers(status: number): Found {
  return { passed: status < 400, outcome: `answers ${status}` };
}

/** Null when there is no answer: refused, reset, hung up, too late. Redirects are not followed. */
function statusOf(address: string, path: string, timeout: number, signal: AbortSignal): Promise<number | null> {
  const url = new URL(`http://${address}${path.startsWith('/') ? '' : '/'}${path}`);
  const either = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(timeout))]);
  return new Promise((resolve) => {
    const request = get(url, { signal: either, agent: false }, (response) => {
      resolve(response.statusCode ?? null);
      response.on('error', () => undefined).destroy();
    });
    request.on('error', () => resolve(null));
  });
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.on('connect', () => end(true)).on('error', () => end(false));
  });
}
