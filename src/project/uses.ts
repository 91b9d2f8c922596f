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

/**
 * What stands behind the name of an additional context. BuildKit takes it for every stage, image and `--from` that is
 * called so.
 */
export type NamedContext =
  /** A folder of the repository, relative as `Use.file` is; '' for the root. */
  | { readonly kind: 'folder'; readonly folder: string }
  /** An image or a URL, which the builder fetches. */
  | { readonly kind: 'fetched'; readonly reference: string }
  /**
   * As written. `outside` of the repository; the `result` of another build; `unknown` before it is built; `other`: some
   * other way to a file of this machine.
   */
  | { readonly kind: 'outside' | 'result' | 'unknown' | 'other'; readonly written: string };

/** A secret, or a way to an SSH agent or key, that a build is to have. */
export interface BuildSecret {
  readonly kind: 'secret' | 'ssh';
  /** Null when it is known at build time only. */
  readonly id: string | null;
  /**
   * Relative as `Use.file` is, when it lies in the repository; else absolute, or as written with a `~` or a variable in
   * front. Of `ssh` null means the agent.
   */
  readonly path: string | null;
  /** The variable of the environment that holds it. */
  readonly variable: string | null;
}

/** What a build is given besides its context, target and arguments. Null: not said, or known at build time only. */
export interface BuildGiven {
  readonly contexts: ReadonlyMap<string, NamedContext>;
  /** `linux/arm64`. */
  readonly platform: string | null;
  /** Of RUN: `none`, `host`, `default` or a network's name. */
  readonly network: string | null;
  /** `name:address`, one address each. */
  readonly hosts: readonly string[];
  /** `128m`. */
  readonly shmSize: string | null;
  readonly secrets: readonly BuildSecret[];
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
  readonly build: BuildGiven;
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
