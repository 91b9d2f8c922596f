/** `docker image inspect` and `docker history`. */
import * as v from 'valibot';
import type { Image, Layer } from '../../container-engine.ts';
import { Config, configOf } from '../image-config.ts';
import { instructionOf } from '../layer-history.ts';
import { complaint, docker } from './command.ts';

/** Source: moby/moby, api/types/image (InspectResponse). */
const Inspected = v.object({ Id: v.string(), Size: v.number(), Config: v.nullish(Config, {}) });
const Row = v.object({ CreatedBy: v.string(), Size: v.pipe(v.string(), v.transform(Number), v.number()) });

/** Throws when the image is not there, or the engine. */
export async function inspect(image: string, label: string): Promise<Image> {
  const ran = await docker(['image', 'inspect', '--format', '{{json .}}', image]);
  if (ran.code !== 0) throw new Error(`${image} cannot be looked into: ${complaint(ran)}`);
  const { Id, Size, Config: config } = v.parse(Inspected, JSON.parse(ran.stdout));
  return { id: Id, bytes: Size, layers: await layersOf(image), config: configOf(config, label) };
}

async function layersOf(image: string): Promise<readonly Layer[]> {
  const ran = await docker(['history', '--no-trunc', '--human=false', '--format', '{{json .}}', image]);
  if (ran.code !== 0) throw new Error(`the layers of ${image} cannot be listed: ${complaint(ran)}`);
  const rows = ran.stdout.split('\n').filter((line) => line.trim() !== '');
  return rows
    .map((row) => v.parse(Row, JSON.parse(row)))
    .reverse()
    .flatMap(({ CreatedBy, Size }) => (Size > 0 ? [{ by: instructionOf(CreatedBy), bytes: Size }] : []));
}
