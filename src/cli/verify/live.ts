/** Says on standard error what is being built: a list that changes in place on a terminal, plain lines elsewhere. */
import type { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import type { Phase } from '../../verify/verified.ts';
import { printable } from '../printable.ts';

export interface Live {
  begin(path: string): void;
  phase(path: string, phase: Phase): void;
  end(path: string): void;
  /** Takes the list away while something else is printed, and brings it back. */
  aside<T>(print: () => Promise<T>): Promise<T>;
  /** For good. The cursor is there again. */
  close(): void;
}

/** Of `process.stderr`. */
export type Screen = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number };

export interface LiveOptions {
  readonly screen: Screen & NodeJS.WritableStream;
  readonly isQuiet: boolean;
  /** Files that are to be built. */
  readonly total: number;
}

export function createLive({ screen, isQuiet, total }: LiveOptions): Live {
  if (isQuiet) return silent;
  const { isTTY, columns = 0 } = screen;
  // One without a size, as in some containers, shows no list.
  const isTerminal = isTTY === true && columns > 0 && process.env.TERM !== 'dumb';
  return isTerminal ? createList(screen, columns, total) : createLines(screen, total);
}

const silent: Live = {
  begin: () => {},
  phase: () => {},
  end: () => {},
  aside: (print) => print(),
  close: () => {},
};

/** One line when something else is begun: the instructions of a build would be too many. Of several files, how far it is. */
function createLines(screen: Screen, total: number): Live {
  const last = new Map<string, string>();
  let done = 0;
  const say = (path: string, words: string): void => void screen.write(`${printable(path)}: ${words}\n`);
  return {
    ...silent,
    phase(path, phase) {
      const words = wordsOf({ ...phase, step: null });
      if (last.get(path) === words) return;
      last.set(path, words);
      say(path, words);
    },
    end(path) {
      last.delete(path);
      done++;
      if (total > 1) say(path, `done, ${done} of ${total}`);
    },
  };
}

interface Work {
  words: string;
  readonly since: number;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

function createList(screen: LiveOptions['screen'], width: number, total: number): Live {
  const log = createLogUpdate(screen);
  const works = new Map<string, Work>();
  let done = 0;
  let frame = 0;
  let isAside = false;
  let isClosed = false;
  const render = (): void => {
    if (isAside || isClosed || works.size === 0) return;
    const columns = screen.columns ?? width;
    const lines = [...works].map(([path, work]) => lineOf(path, work, FRAMES[frame] ?? '', columns));
    log([...lines, `${done} of ${total} done`].join('\n'));
  };
  const timer = setInterval(() => {
    frame = (frame + 1) % FRAMES.length;
    render();
  }, FRAME_MS);
  timer.unref();
  return {
    begin: (path) => void works.set(path, { words: 'beginning', since: Date.now() }),
    phase(path, phase) {
      const work = works.get(path);
      if (work !== undefined) work.words = wordsOf(phase);
    },
    end(path) {
      works.delete(path);
      done++;
      if (works.size === 0) log.clear();
    },
    async aside(print) {
      isAside = true;
      log.clear();
      try {
        return await print();
      } finally {
        isAside = false;
        render();
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(timer);
      log.clear();
      log.done();
    },
  };
}

function lineOf(path: string, { words, since }: Work, sign: string, columns: number): string {
  const seconds = ` ${Math.floor((Date.now() - since) / 1000)}s`;
  const room = columns - seconds.length - 1;
  const head = `${sign} ${endOf(printable(path), Math.floor(room / 2))}`;
  return `${cut(`${head}  ${words}`, room)}${seconds}`;
}

type Shown = Phase | (Phase & { readonly step: null });

function wordsOf(phase: Shown): string {
  const step = 'step' in phase && phase.step !== null ? `: ${printable(phase.step.replaceAll(/\s+/g, ' '))}` : '';
  switch (phase.doing) {
    case 'build':
      return `building ${phase.side}${step}`;
    case 'check':
      return `trying ${phase.side}`;
    case 'rebuild':
      return `building ${phase.side} with a changed file${step}`;
    case 'wait':
      return 'waiting for other builds';
    case 'compare':
      return 'comparing';
    case 'bisect':
      return `looking for what broke it, attempt ${phase.attempt}${step}`;
  }
}

function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(width - 1, 1)).join('')}…`;
}

/** The end of a path tells more than its beginning; what is done has to have room beside it. */
function endOf(path: string, width: number): string {
  const characters = [...path];
  return characters.length <= width ? path : `…${characters.slice(-Math.max(width - 1, 1)).join('')}`;
}
