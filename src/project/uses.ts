/** What else uses a Dockerfile, and how: compose services, bake targets, skaffold artefacts, commands in CI and Makefiles. */

/** A mount of a compose service over a path in the image. */
export interface UseMount {
  /** `bind` has a folder or file of the host behind it, `volume` a named or anonymous volume. */
  readonly type: 'bind' | 'volume' | 'tmpfs';
  /** As written: `.`, `./data`, `pgdata`; null for an anonymous volume. */
  readonly source: string | null;
  /** Absolute path in the container. */
  readonly target: string;
}

/** One way in which this Dockerfile is built or run, as a file of the repository says. Null: not said. */
export interface Use {
  readonly kind: 'compose' | 'bake' | 'skaffold' | 'command';
  /** The file that says so, relative to the repository's root (in memory: to the context's), and the 1-based line. */
  readonly file: string;
  readonly line: number | null;
  /** Of the service, target or image; null for a command. */
  readonly name: string | null;
  /** Folder of the build context, relative as `file` is; '' for the root. */
  readonly context: string | null;
  /** The stage that is built; null for the last. */
  readonly target: string | null;
  /** Build arguments; null is a value that is known at build time only. */
  readonly args: ReadonlyMap<string, string | null>;
  /** What the container is run with, compose only. A string is one in shell form or not split. */
  readonly command: string | readonly string[] | null;
  readonly entrypoint: string | readonly string[] | null;
  /** What is run in the container to see whether it is well. */
  readonly health: readonly string[] | null;
  readonly user: string | null;
  readonly workdir: string | null;
  readonly environment: ReadonlyMap<string, string | null>;
  readonly mounts: readonly UseMount[];
  /** Absolute paths in the container, to which changed files are copied while it runs: compose watch, skaffold sync. */
  readonly syncs: readonly string[];
  /** Ports inside the container that are published or exposed. */
  readonly ports: readonly number[];
  /** privileged, cap_add, devices, network_mode: host, pid: host: keys that are set, as written. */
  readonly rights: readonly string[];
}

/** A Dockerfile beside this one that may be built from the same context. */
export interface Sibling {
  /** Relative to the context's root. */
  readonly path: string;
  readonly text: string;
}
