/** What the suite knows of an application: how it is used, and what has to come of it. */
import type { SkipCode } from '../../src/engine/skips.ts';

/** One request, and what has to come back. */
export interface Exchange {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string;
  readonly answer: string;
  readonly status?: number;
}

export type Talk =
  /** A server on $PORT. */
  | { readonly over: 'http'; readonly exchanges: readonly Exchange[] }
  | { readonly over: 'stdin'; readonly input: string; readonly output: string }
  /** A tool: a script that is run in the image by its sh; left out, the output has to be that of the image before. */
  | { readonly over: 'shell'; readonly script: string; readonly output?: string };

export interface App {
  /** Its folder below apps/. */
  readonly name: string;
  readonly title: string;
  /** Where its Dockerfile is, if not at the root. */
  readonly dockerfile?: string;
  /** It has the build argument MODULES: where Go modules come from. */
  readonly hasModules?: true;
  /** What a checkout does not hold, or not so: files that lie about on somebody's machine, and permissions. */
  readonly untracked?: Readonly<Record<string, string>>;
  readonly modes?: Readonly<Record<string, number>>;
  /** Its Dockerfile has the line ends of Windows, which a checkout would not keep. */
  readonly hasCrlf?: true;
  /** It is about these transforms alone. */
  readonly only?: readonly string[];
  /** Nothing may be missing from the image or be in it besides, caches left out: not only in the folder of the app. */
  readonly keepsAll?: true;
  /** Nothing about it may change. */
  readonly staysAsIs?: true;
  /** What must be refused, and with which code, by transform; `file` is the file as a whole. */
  readonly refused?: Readonly<Record<string, SkipCode>>;
  /** A trap: what counts is that it still works, be it as root. */
  readonly mayStayRoot?: true;
  /** It is parted into a builder and a runtime stage, and the image is smaller by at least this share; left out: it is not. */
  readonly split?: number;
  /** Its last stage starts from a smaller image instead, and is smaller by at least this share. */
  readonly rebased?: number;
  /** Neither, and still smaller by at least this share: caches, what one RUN wrote and another removed. */
  readonly shrinks?: number;
  /** It runs as a user of its own before. */
  readonly hasUser?: true;
  /** A text in one of its sources that shows in its answers: it is changed, as a day's work would change it. */
  readonly source: { readonly file: string; readonly text: string } | null;
  /** How the step begins that has to come from the cache after that change; null where there is nothing to reorder. */
  readonly install: string | null;
  readonly talk: Talk;
}

/** What its Dockerfile is called. */
export function dockerfileOf({ dockerfile = 'Dockerfile' }: App): string {
  return dockerfile;
}
