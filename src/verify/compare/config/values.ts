/** Values of an image's configuration: for people, and reduced to what they mean. */
import { absolute } from '../../../project/absolute.ts';
import type { Healthcheck } from '../../container-engine.ts';

export interface Value {
  /** For people; null where it is not set. */
  readonly shown: string | null;
  /** The same text for values that mean the same. */
  readonly meaning: string;
}

/** What a signal's number is called in Linux, as far as it ends programs. Source: signal(7). */
const SIGNALS: Readonly<Record<string, string>> = {
  1: 'HUP',
  2: 'INT',
  3: 'QUIT',
  9: 'KILL',
  10: 'USR1',
  12: 'USR2',
  15: 'TERM',
  28: 'WINCH',
};
/** Source: Dockerfile reference, SHELL. */
const DEFAULT_SHELL = '["/bin/sh","-c"]';
/**
 * By the engines' names in lower case; times in nanoseconds. What is left out, or 0, has these.
 * Source: Dockerfile reference, HEALTHCHECK.
 */
const DEFAULT_TIMING: Readonly<Record<string, number>> = {
  interval: 30e9,
  timeout: 30e9,
  startperiod: 0,
  startinterval: 5e9,
  retries: 3,
};

/** A text that is as good as not set when it is empty. */
function textOf(shown: string, meaning: string): Value {
  return { shown: shown === '' ? null : shown, meaning };
}

/** A command, or the instructions of ONBUILD. */
export function listOf(list: readonly string[] | null): Value {
  const text = list === null || list.length === 0 ? '' : JSON.stringify(list);
  return textOf(text, text);
}

export function shellOf(shell: readonly string[] | null): Value {
  const { shown } = listOf(shell);
  return { shown, meaning: shown ?? DEFAULT_SHELL };
}

/** A number without a protocol is TCP. Source: Dockerfile reference, EXPOSE. */
export function portsOf(ports: readonly string[]): Value {
  return setOf(ports.map((port) => (port.includes('/') ? port.toLowerCase() : `${port}/tcp`)));
}

export function volumesOf(volumes: readonly string[]): Value {
  return setOf(volumes.map(absolute));
}

function setOf(texts: readonly string[]): Value {
  const sorted = [...new Set(texts)].sort();
  return textOf(sorted.join(', '), JSON.stringify(sorted));
}

/** Nobody is root, and root's own group is what it has without one. */
export function userOf(user: string): Value {
  const [name = '', group = ''] = user.split(':');
  const isRoot = ['', 'root', '0'].includes(name) && ['', 'root', '0'].includes(group);
  return textOf(user, isRoot ? '' : user);
}

export function pathOf(path: string): Value {
  return textOf(path, absolute(path));
}

/** Not set is SIGTERM. Source: Dockerfile reference, STOPSIGNAL. */
export function signalOf(signal: string | null): Value {
  const name = (signal ?? '').toUpperCase().replace(/^SIG/, '');
  return textOf(signal ?? '', SIGNALS[name] ?? (name === '' ? 'TERM' : name));
}

/** NONE in an image does what no check does. */
export function healthcheckOf(check: Healthcheck | null): Value {
  if (check === null || check.test.length === 0 || check.test[0] === 'NONE') return { shown: null, meaning: '' };
  const set = Object.entries(check.timing).filter(([, value]) => value !== 0);
  const other = set.filter(([name, value]) => DEFAULT_TIMING[name.toLowerCase()] !== value);
  const timing = other.map(([name, value]) => `${name.toLowerCase()}=${inWords(name, value)}`).sort();
  const shown = [JSON.stringify(check.test), ...timing].join(' ');
  return { shown, meaning: shown };
}

function inWords(name: string, value: number): string {
  return name.toLowerCase() === 'retries' ? `${value}` : `${value / 1e9}s`;
}
