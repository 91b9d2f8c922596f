/** What a script does, command by command, as far as it has to do with images, containers and files of the repository. */
import type { Build, Container } from './engine-calls.ts';
import type { Script } from './scripts.ts';
import { Teller } from './teller.ts';

export type Step = Doing & {
  readonly file: string;
  readonly line: number | null;
  /** Which part of the file it stands in. */
  readonly part: number;
  /** As written. */
  readonly text: string;
};

/** Paths are relative to the root of the repository; null for one that is not known or not below it. */
export type Doing =
  | {
      readonly kind: 'build';
      readonly dockerfile: string | null;
      readonly context: string | null;
      readonly build: Build;
    }
  | {
      readonly kind: 'cp';
      readonly container: string;
      readonly from: string;
      readonly to: string | null;
      readonly written: string;
    }
  | {
      readonly kind: 'run';
      readonly container: Container;
      readonly output: string | null;
      readonly isPiped: boolean;
      readonly volumes: readonly Volume[];
    }
  | { readonly kind: 'exec'; readonly container: string }
  | { readonly kind: 'make-folder' | 'remove' | 'chmod'; readonly paths: readonly (string | null)[] }
  /** It changes nothing that is copied. */
  | { readonly kind: 'harmless' }
  | { readonly kind: 'other' };

export interface Volume {
  readonly host: string | null;
  /** In the container. */
  readonly target: string;
  readonly isReadOnly: boolean;
}

export interface Story {
  readonly steps: readonly Step[];
  /** Containers by name, as the script calls them: the image, and what it ran; null for one that was only created. */
  readonly containers: ReadonlyMap<string, { readonly image: string; readonly ran: Container | null }>;
  /** Parts that cannot be read. */
  readonly unread: number;
}

const told = new WeakMap<Script, Map<string, Story>>();

/** @param start where it is run, relative to the root. */
export function tell(script: Script, start: string): Story {
  const known = told.get(script) ?? new Map<string, Story>();
  told.set(script, known);
  const story = known.get(start) ?? tellAnew(script, start);
  known.set(start, story);
  return story;
}

function tellAnew(script: Script, start: string): Story {
  const teller = new Teller(script.file, start);
  for (const [i, part] of script.parts.entries()) teller.part(part, i);
  return { steps: teller.steps, containers: teller.containers, unread: teller.unread };
}
