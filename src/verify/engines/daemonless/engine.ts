/** What Podman and Buildah do alike: they build with the same builder and keep images in the same store. */
import type { ContainerEngine, EngineOptions, Labelled, Opened } from '../../container-engine.ts';
import { build } from './build.ts';
import { chains } from './chains.ts';
import { find, isAlive } from './find.ts';
import { madeImages } from './made-images.ts';
import type { Program } from './program.ts';

/** What each does in its own way. */
export interface Ways extends Pick<ContainerEngine, 'inspect' | 'archives' | 'start' | 'removeLabelled'> {
  /** One that is gone is no error. */
  removeImage(image: string): Promise<void>;
  labelled(name: string): Promise<readonly Labelled[]>;
}

export async function open(program: Program, options: EngineOptions, ways: Ways): Promise<Opened> {
  const found = await find(program, options);
  if (!found.ok) return found;
  const answers = (): Promise<boolean> => isAlive(program);
  const made = madeImages(program, options.label);
  const builder = { program, options, chains: chains(options.label), isAlive: answers, onMade: made.add };
  /** Images that are there, or are being built: what was made on the way to one is the cache of the next. */
  const names = new Set<string>();
  const engine: ContainerEngine = {
    ...ways,
    name: program,
    version: found.version,
    build: async (request) => {
      names.add(request.tag);
      const result = await build(request, builder);
      if (!result.ok) names.delete(request.tag);
      return result;
    },
    remove: async (image) => {
      await ways.removeImage(image);
      names.delete(image);
      if (names.size === 0) await made.remove();
    },
    isAlive: answers,
    labelled: async (name) => {
      const found = await ways.labelled(name);
      const others = (await made.list(name)).filter(({ id }) => !found.some((one) => one.id === id));
      return [...found, ...others];
    },
  };
  return { ok: true, engine };
}
