/**
 * An engine in memory, for tests of what asks one. A script says what comes of a build and how a container behaves;
 * containers with a port really answer on it. What was asked of it stands in `calls`.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type {
  Archive,
  BuildRequest,
  BuildResult,
  BuildStep,
  Container,
  ContainerEngine,
  Image,
  ImageConfig,
  Labelled,
  StartRequest,
} from '../../../src/verify/container-engine.ts';

/** How a container of an image behaves. */
export interface FakeContainer {
  /** It cannot even be started. */
  readonly why?: string;
  /** When it ends; without it, it runs on. `after` is in milliseconds. */
  readonly ends?: { readonly exitCode: number; readonly after?: number };
  /** The status of the answer to a path; null: the connection is closed without one. Without it nothing listens. */
  readonly answers?: (path: string, nth: number) => number | null;
  /** Milliseconds until something listens. */
  readonly listensAfter?: number;
  /** Exit codes of commands that are run inside; without it 0. */
  readonly exec?: (command: readonly string[], nth: number) => number | null;
  readonly logs?: readonly string[];
}

export interface FakeFile {
  readonly text?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly type?: 'file' | 'directory' | 'symlink';
  readonly linkname?: string;
}

/** What a build gives: an image; what is left out is dull. */
export interface FakeImage {
  readonly steps?: readonly BuildStep[];
  readonly seconds?: number;
  readonly bytes?: number;
  readonly layers?: Image['layers'];
  readonly config?: Partial<ImageConfig>;
  readonly container?: FakeContainer;
  /** By their absolute paths. */
  readonly files?: Readonly<Record<string, FakeFile>>;
}

export type FakeBuild = { readonly fails: Partial<Extract<BuildResult, { readonly ok: false }>> } | FakeImage;

export interface FakeScript {
  /** @param nth counts builds from 1. Without it every build gives a dull image. */
  readonly build?: (request: BuildRequest, nth: number) => FakeBuild | Promise<FakeBuild>;
  /** What is there from the beginning. */
  readonly labelled?: readonly Labelled[];
  /** Ids that cannot be removed together with others, or (`'always'`) at all. */
  readonly stubborn?: Readonly<Record<string, 'in company' | 'always'>>;
}

export interface FakeEngine extends ContainerEngine {
  /** In order: `build slimify:1`, `start slimify:1`, `remove slimify:1`, `removeLabelled a b`. */
  readonly calls: readonly string[];
  readonly requests: readonly BuildRequest[];
  /** Names of the images that are there. */
  readonly images: ReadonlyMap<string, FakeImage>;
  /** How many containers are there. */
  readonly containers: () => number;
  /** What carries a label and was not removed, the run's own images and containers included. */
  readonly left: () => readonly Labelled[];
  /** The engine goes away: nothing answers any more. `'hangs'`: nothing even fails. */
  goAway(how?: 'fails' | 'hangs'): void;
  /** Somebody else, such as a smoke test, starts one. */
  leaveBehind(labelled: Labelled): void;
}

const DULL: ImageConfig = {
  entrypoint: null,
  cmd: ['app'],
  env: new Map([['PATH', '/usr/bin:/bin']]),
  user: '',
  workdir: '/app',
  ports: [],
  volumes: [],
  labels: new Map(),
  stopSignal: null,
  shell: null,
  onbuild: [],
  healthcheck: null,
};

/** @param label `name=value`, as an engine is opened with. */
export function createFakeEngine(script: FakeScript = {}, label = 'org.slimify.run=test.1.0'): FakeEngine {
  const value = label.slice(label.indexOf('=') + 1);
  const calls: string[] = [];
  const requests: BuildRequest[] = [];
  const images = new Map<string, FakeImage>();
  const started = new Set<RunningContainer>();
  const others = new Map((script.labelled ?? []).map((found) => [found.id, found]));
  let gone: 'fails' | 'hangs' | null = null;
  let count = 0;

  const answer = async (call: string): Promise<void> => {
    calls.push(call);
    if (gone === 'hangs') await new Promise(() => undefined);
    if (gone === 'fails') throw new Error('Cannot connect to the engine');
  };
  const imageOf = (name: string): FakeImage => {
    const image = images.get(name);
    if (image === undefined) throw new Error(`No such image: ${name}`);
    return image;
  };
  const left = (): readonly Labelled[] => [
    ...others.values(),
    ...[...started].map(({ id, image }) => ({ kind: 'container' as const, id, value, image })),
    ...[...images.keys()].map((id) => ({ kind: 'image' as const, id, value })),
  ];

  return {
    name: 'docker',
    version: 'fake 1',
    calls,
    requests,
    images,
    left,
    containers: () => started.size,
    goAway: (how = 'fails') => {
      gone = how;
    },
    leaveBehind: (labelled) => {
      others.set(labelled.id, labelled);
    },
    async build(request) {
      requests.push(request);
      calls.push(`build ${request.tag}`);
      if (request.abort.signal.aborted) return notBuilt({ cause: 'aborted', message: 'interrupted' });
      if (gone !== null) return notBuilt({ cause: 'engine-gone', message: 'Cannot connect to the engine' });
      const result = (await script.build?.(request, requests.length)) ?? {};
      if ('fails' in result) return notBuilt(result.fails);
      const steps = result.steps ?? dullSteps(request.dockerfile);
      for (const { text } of steps) request.onStep?.(text);
      images.set(request.tag, result);
      return { ok: true, steps, seconds: result.seconds ?? 1 };
    },
    async inspect(name) {
      await answer(`inspect ${name}`);
      const { bytes = 1_000_000, layers, config } = imageOf(name);
      return { id: `sha256:${name}`, bytes, layers: layers ?? [{ by: 'COPY', bytes }], config: { ...DULL, ...config } };
    },
    async *archives(name, paths) {
      await answer(`archives ${name} ${paths.join(' ')}`);
      for (const path of paths) yield* archive(path, imageOf(name).files ?? {});
    },
    async start(request) {
      await answer(`start ${request.image}`);
      const { container = {} } = imageOf(request.image);
      if (container.why !== undefined) return { ok: false, why: container.why };
      const running = new RunningContainer(`c${++count}`, request, container, () => started.delete(running));
      started.add(running);
      await running.listen();
      const ask = <T>(what: string, work: () => T): Promise<T> => answer(`${what} ${request.image}`).then(work);
      return {
        ok: true,
        container: {
          address: () => ask('address', () => running.address()),
          state: () => ask('state', () => running.state()),
          exec: (command) => ask(`exec ${command.join(' ')} in`, () => running.exec(command)),
          logs: () => ask('logs', () => container.logs ?? []),
          remove: () => ask('stop', () => running.remove()),
        },
      };
    },
    async remove(name) {
      await answer(`remove ${name}`);
      images.delete(name);
    },
    async isAlive() {
      if (gone === 'hangs') await new Promise(() => undefined);
      return gone === null;
    },
    async labelled() {
      await answer('labelled');
      return left();
    },
    async removeLabelled(found) {
      await answer(`removeLabelled ${found.map(({ id }) => id).join(' ')}`);
      for (const { id } of found) {
        const stubborn = script.stubborn?.[id];
        if (stubborn === 'always' || (stubborn !== undefined && found.length > 1)) throw new Error(`${id} is in use`);
        others.delete(id);
        images.delete(id);
        for (const container of started) if (container.id === id) container.remove();
      }
    },
  };
}

class RunningContainer {
  readonly id: string;
  readonly image: string;
  private readonly behaviour: FakeContainer;
  private readonly since = Date.now();
  private readonly server: Server | null;
  private readonly onRemove: () => void;
  private asked = 0;
  private executed = 0;

  constructor(id: string, request: StartRequest, behaviour: FakeContainer, onRemove: () => void) {
    this.id = id;
    this.image = request.image;
    this.behaviour = behaviour;
    this.onRemove = onRemove;
    this.server = request.port === null || behaviour.answers === undefined ? null : this.serve(behaviour.answers);
  }

  private serve(answers: NonNullable<FakeContainer['answers']>): Server {
    return createServer((request, response) => {
      const isReady = Date.now() - this.since >= (this.behaviour.listensAfter ?? 0);
      const status = isReady ? answers(request.url ?? '', ++this.asked) : null;
      if (status === null) request.socket.destroy();
      else response.writeHead(status, { location: '/elsewhere' }).end('fake');
    });
  }

  async listen(): Promise<void> {
    const { server } = this;
    if (server !== null) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  address(): string | null {
    if (this.server === null || !this.state().running) return null;
    const { port } = this.server.address() as AddressInfo;
    return `127.0.0.1:${port}`;
  }

  state(): Awaited<ReturnType<Container['state']>> {
    const { ends } = this.behaviour;
    if (ends === undefined || Date.now() - this.since < (ends.after ?? 0)) return { running: true };
    return { running: false, exitCode: ends.exitCode };
  }

  exec(command: readonly string[]): number | null {
    if (!this.state().running) return null;
    this.executed++;
    return this.behaviour.exec === undefined ? 0 : this.behaviour.exec(command, this.executed);
  }

  remove(): void {
    this.server?.closeAllConnections();
    this.server?.close();
    this.onRemove();
  }
}

function notBuilt(fails: Partial<Extract<BuildResult, { ok: false }>>): BuildResult {
  return { cause: 'failed', step: null, message: 'it failed', log: [], ...fails, ok: false };
}

/** One a line, FROM and comments left out. */
function dullSteps(dockerfile: string): readonly BuildStep[] {
  const lines = dockerfile.split('\n').filter((line) => /^(RUN|COPY|ADD|WORKDIR)\b/i.test(line));
  return lines.map((text) => ({ text, stage: null, cached: false, fresh: null, seconds: 0.1 }));
}

function* archive(path: string, files: Readonly<Record<string, FakeFile>>): Iterable<Archive> {
  const below = Object.entries(files).filter(
    ([name]) => name === path || name.startsWith(`${path.replace(/\/$/, '')}/`),
  );
  if (below.length === 0) return;
  const tar = pack();
  const parent = path.slice(0, path.lastIndexOf('/') + 1);
  for (const [name, { text = '', type = 'file', ...header }] of below) {
    const entry = { ...header, name: name.slice(parent.length), type };
    if (type === 'file') tar.entry(entry, text);
    else tar.entry(entry);
  }
  tar.finalize();
  yield { path, tar: Readable.from(tar) };
}
