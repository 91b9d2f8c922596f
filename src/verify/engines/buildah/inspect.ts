/** `buildah inspect --type image`. */
import * as v from 'valibot';
import type { Image, Layer } from '../../container-engine.ts';
import { madeBy } from '../daemonless/made-by.ts';
import { ask, complaint } from '../daemonless/program.ts';
import { Config, configOf } from '../image-config.ts';

/** Source: containers/buildah, buildah.go (BuilderInfo). */
const Inspected = v.object({
  FromImageID: v.string(),
  /** JSON in JSON. */
  Manifest: v.string(),
  Docker: v.object({
    config: v.nullish(Config, null),
    history: v.nullish(
      v.array(v.object({ created_by: v.optional(v.string(), ''), empty_layer: v.optional(v.boolean(), false) })),
      [],
    ),
  }),
});
/**
 * Layers of what was built here are not compressed, so these are their real sizes. Source: containers/buildah,
 * image.go (NewImageSource).
 */
const Manifest = v.object({ layers: v.array(v.object({ size: v.number() })) });

/** Throws when the image is not there. */
export async function inspect(image: string, label: string): Promise<Image> {
  const ran = await ask('buildah', ['inspect', '--type', 'image', image]);
  if (ran.code !== 0) throw new Error(`${image} cannot be looked into: ${complaint('buildah', ran)}`);
  const { FromImageID, Manifest: manifest, Docker } = v.parse(Inspected, JSON.parse(ran.stdout));
  const sizes = v.parse(Manifest, JSON.parse(manifest)).layers.map(({ size }) => size);
  return {
    id: FromImageID,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    layers: layersOf(sizes, Docker.history ?? []),
    config: configOf(Docker.config ?? v.parse(Config, {}), label),
  };
}

/** The history has an entry for each layer, and others. If it does not, nobody knows what made which. */
function layersOf(
  sizes: readonly number[],
  history: readonly { readonly created_by: string; readonly empty_layer: boolean }[],
): readonly Layer[] {
  const makers = history.filter(({ empty_layer }) => !empty_layer).map(({ created_by }) => madeBy(created_by));
  const known = makers.length === sizes.length;
  return sizes.flatMap((bytes, at) => (bytes > 0 ? [{ by: (known ? makers[at] : undefined) ?? '', bytes }] : []));
}
