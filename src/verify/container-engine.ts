/**
 * What verify asks of the user's own engine: build, look into an image, start a container. One adaptor an engine
 * (engines/). Everything that one makes carries the label of this run (session.ts).
 */
import type { Readable } from 'node:stream';
import type { Abort } from './process.ts';

export const ENGINES = ['docker', 'podman', 'buildah'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Opens an engine; without one that can build, `why` says so in one line. */
export type OpenEngine = (options: EngineOptions) => Promise<Opened>;

export type Opened =
  | { readonly ok: true; readonly engine: ContainerEngine }
  | { readonly ok: false; readonly why: string };

export interface EngineOptions {
  /** A buildx builder; null for the one that is chosen. Docker only. */
  readonly builder: string | null;
  /** `name=value`, on every image and container of this run. */
  readonly label: string;
  /** A folder of this run, for what an engine has to be given as a file. It is removed at the end. */
  readonly folder: string;
}

export interface ContainerEngine {
  readonly name: EngineName;
  /** What answered, for people: `docker 26.1.5, buildx 0.13.1`. */
  readonly version: string;
  /** Never throws for a build that fails. */
  build(request: BuildRequest): Promise<BuildResult>;
  inspect(image: string): Promise<Image>;
  /** What lies at and below these absolute paths of an image, in a tar archive a path; a path that is not there has none. */
  archives(image: string, paths: readonly string[], abort: Abort): AsyncIterable<Archive>;
  /** Starts a container of the image as `run` would, in the background. */
  start(request: StartRequest): Promise<Started>;
  /** Removes an image of this run. One that is gone is no error. */
  remove(image: string): Promise<void>;
  /** Whether it still answers: a build that fails because the engine went away says nothing about the Dockerfile. */
  isAlive(): Promise<boolean>;
  /** The values of this label on images and containers, with what carries them: for what killed runs have left. */
  labelled(name: string): Promise<readonly Labelled[]>;
  removeLabelled(found: readonly Labelled[]): Promise<void>;
}

export interface BuildRequest {
  /** The image's name. */
  readonly tag: string;
  /** Text of the Dockerfile. It is never written into the context. */
  readonly dockerfile: string;
  /** Text of the ignore file that holds for this build; null for none. The one in the context does not count. */
  readonly ignore: string | null;
  readonly context: BuildContext;
  /** The stage; null for the last one. */
  readonly target: string | null;
  readonly args: ReadonlyMap<string, string>;
  /** Further options of the engine's build, the user's own last: `--network=host`. */
  readonly options: readonly string[];
  /** Nothing from the cache. */
  readonly isCold: boolean;
  readonly abort: Abort;
  /** Told of each instruction that begins, as the engine prints it: `RUN npm ci`. */
  readonly onStep?: (text: string) => void;
}

export type BuildContext =
  /** A folder on disk, as it is; absolute. */
  | { readonly kind: 'folder'; readonly folder: string }
  /** A tar archive that holds just what is in the build, owned by root. Called at most once a build. */
  | { readonly kind: 'archive'; readonly open: () => Readable };

/** One instruction of a build, FROM left out. */
export interface BuildStep {
  /** As the engine prints it, without its number: `RUN npm ci`. */
  readonly text: string;
  /** The stage's name as the engine prints it; null for the last one, or where it has none. */
  readonly stage: string | null;
  readonly cached: boolean;
  /**
   * What it is made from that was not in the cache: an earlier step; or no step, but the build context or what is
   * downloaded, which have to be looked at each time; or neither. Null where the engine does not say.
   */
  readonly fresh: 'step' | 'context' | 'nothing' | null;
  /** Null where the engine does not say. */
  readonly seconds: number | null;
}

export interface Built {
  readonly ok: true;
  /** In the order in which they began. */
  readonly steps: readonly BuildStep[];
  /** In which at least one instruction was running: base images fetched and layers exported do not count. */
  readonly seconds: number;
}

export interface NotBuilt {
  readonly ok: false;
  /**
   * - `failed`: an instruction, or the file itself.
   * - `timeout`: it was still running when its time was up.
   * - `aborted`: by the user.
   * - `no-space`: the engine's disk, or ours, is full. `engine-gone`: it does not answer any more. Neither says
   *   anything about the Dockerfile.
   */
  readonly cause: 'failed' | 'timeout' | 'aborted' | 'no-space' | 'engine-gone';
  /** The instruction that was at fault or under way; null when none was. */
  readonly step: string | null;
  /** One line. */
  readonly message: string;
  /** The end of what that step, or else the engine, printed; escape sequences of terminals are taken out. */
  readonly log: readonly string[];
}

export type BuildResult = Built | NotBuilt;

export interface Image {
  readonly id: string;
  /** Uncompressed, as the engine counts it. */
  readonly bytes: number;
  /** From the bottom up, base image included; what has no bytes (ENV, CMD) is left out. */
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
}

export interface Layer {
  /** The instruction that made it, as far as the engine knows: `RUN npm ci`. */
  readonly by: string;
  readonly bytes: number;
}

/** Without the labels of this run. */
export interface ImageConfig {
  readonly entrypoint: readonly string[] | null;
  readonly cmd: readonly string[] | null;
  readonly env: ReadonlyMap<string, string>;
  readonly user: string;
  /** '' is the root. */
  readonly workdir: string;
  /** `3000/tcp`, sorted. */
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  readonly stopSignal: string | null;
  readonly shell: readonly string[] | null;
  readonly onbuild: readonly string[];
  readonly healthcheck: Healthcheck | null;
}

export interface Healthcheck {
  /** `['CMD', 'curl', …]`, `['CMD-SHELL', 'curl …']` or `['NONE']`. */
  readonly test: readonly string[];
  /** Nanoseconds and counts, as the engine has them; what is left out has the engine's default. */
  readonly timing: Readonly<Record<string, number>>;
}

export interface Archive {
  /** The path that was asked for. */
  readonly path: string;
  /** Entries are named from that path's own name on: `app/`, `app/server.js`. */
  readonly tar: Readable;
}

export interface StartRequest {
  readonly image: string;
  /** Further options of the engine's run, as the user gave them: `--env=PORT=3000`. */
  readonly options: readonly string[];
  /** A port inside the container that has to be reached from here; null for none. */
  readonly port: number | null;
}

export type Started =
  | { readonly ok: true; readonly container: Container }
  /** It could not even be started: a program that is not there, a user that nobody knows. */
  | { readonly ok: false; readonly why: string };

export interface Container {
  /** Where the port that was asked for is reached: `127.0.0.1:49153`; null when it is not published (any more). */
  address(): Promise<string | null>;
  state(): Promise<{ readonly running: true } | { readonly running: false; readonly exitCode: number }>;
  /** The exit code of a command that is run inside; null where it cannot be run. */
  exec(command: readonly string[], abort: Abort): Promise<number | null>;
  /** The end of what it has printed. */
  logs(): Promise<readonly string[]>;
  /** Stops it at once and removes it with its anonymous volumes. */
  remove(): Promise<void>;
}

/** Something that carries a label. */
export interface Labelled {
  readonly kind: 'container' | 'image';
  readonly id: string;
  /** Of the label. */
  readonly value: string;
  /** Of a container: name or id of the image that it was started from, where the engine says so. */
  readonly image?: string;
}
