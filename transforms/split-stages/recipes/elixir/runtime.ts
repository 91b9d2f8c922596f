/** What a release runs on: it brings Erlang, and needs the libraries that Erlang was built with. */
import { slimOf } from '../../../../src/facts/runtime-images.ts';
import type { App } from '../../app.ts';
import { type Refusal, refuse } from '../../recipe.ts';

export interface Runtime {
  readonly image: string;
  /** By names that all releases have. */
  readonly packages: readonly string[];
  /** An image of the system alone, which sets no language. */
  readonly isBare: boolean;
}

/** What Erlang links, and certificates. Sources: the documentation of `mix phx.gen.release --docker`; hexpm/bob. */
const DEBIAN = ['libstdc++6', 'openssl', 'libncurses6', 'ca-certificates'];
const ALPINE = ['libstdc++', 'openssl', 'ncurses-libs', 'ca-certificates'];
/** `1.17.2-erlang-27.0.1-debian-bookworm-20240701-slim`. Source: hexpm/bob, README. */
const BUILT_ON = /^[\w.-]+?-erlang-[\w.]+-(debian|ubuntu|alpine)-([\w.]+(?:-\d+)?)(-slim)?$/;

/** The slim or Alpine twin of the builder, or why there is none. */
export function runtimeOf({ base, stage }: App): Runtime | Refusal {
  const { image } = stage;
  if (stage.parent !== null || image.includes('@')) return refuse({ code: 'unknown-builder', image });
  if (base.name === 'elixir') {
    // The slim image is built without certificates.
    const slim = slimOf(image, base);
    // Older ones stand on systems whose packages are on the servers no more. Source: debian.org/releases.
    if (slim !== null && /^1\.(?:\d|1[01])(?:\D|$)/.test(base.tag ?? ''))
      return refuse({ code: 'package-not-known', package: 'ca-certificates', image: slim });
    if (slim !== null) return { image: slim, packages: ['ca-certificates'], isBare: false };
    const isSmall = /(?:^|-)(?:slim|alpine)(?:$|[\d.])/.test(base.tag ?? '');
    return isSmall ? { image, packages: [], isBare: false } : refuse({ code: 'unknown-builder', image });
  }
  const [, system = '', release = '', slim = ''] = BUILT_ON.exec(base.tag ?? '') ?? [];
  if (system === '') return refuse({ code: 'unknown-builder', image });
  // The release of the system would no longer move with the variable.
  if (image.includes('$')) return refuse({ code: 'unknown-release', image, write: base.reference });
  const tag = system === 'debian' && slim === '' ? `${release}-slim` : `${release}${slim}`;
  return { image: `${system}:${tag}`, packages: system === 'alpine' ? ALPINE : DEBIAN, isBare: true };
}
