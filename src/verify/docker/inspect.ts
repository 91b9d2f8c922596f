/** `docker image inspect` and `docker history`. */
import * as v from 'valibot';
import type { Healthcheck, Image, ImageConfig, Layer } from '../container-engine.ts';
import { complaint, docker } from './command.ts';

const names = v.nullish(v.record(v.string(), v.unknown()), {});
const words = v.nullish(v.array(v.string()), null);

/** Source: moby/moby, api/types/container (Config, HealthConfig). */
const Inspected = v.object({
  Id: v.string(),
  Size: v.number(),
  Config: v.nullish(
    v.object({
      Entrypoint: words,
      Cmd: words,
      Env: words,
      User: v.nullish(v.string(), ''),
      WorkingDir: v.nullish(v.string(), ''),
      ExposedPorts: names,
      Volumes: names,
      Labels: v.nullish(v.record(v.string(), v.string()), {}),
      StopSignal: v.nullish(v.string(), ''),
      Shell: words,
      OnBuild: words,
      Healthcheck: v.nullish(v.looseObject({ Test: words }), null),
    }),
    {},
  ),
});
type Config = v.InferOutput<typeof Inspected>['Config'];

const Row = v.object({ CreatedBy: v.string(), Size: v.pipe(v.string(), v.transform(Number), v.number()) });

/** Throws when the image is not there, or the engine. */
export async function inspect(image: string, label: string): Promise<Image> {
  const ran = await docker(['image', 'inspect', '--format', '{{json .}}', image]);
  if (ran.code !== 0) throw new Error(`${image} cannot be looked into: ${complaint(ran)}`);
  const { Id, Size, Config } = v.parse(Inspected, JSON.parse(ran.stdout));
  return { id: Id, bytes: Size, layers: await layersOf(image), config: configOf(Config, label) };
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

/** `RUN /bin/sh -c npm ci # buildkit`, and `/bin/sh -c #(nop) COPY …` of the builder that was before it. */
export function instructionOf(createdBy: string): string {
  const text = createdBy.replace(/\s+# buildkit$/, '').trim();
  const nop = /^\/bin\/sh -c #\(nop\)\s+/;
  if (nop.test(text)) return text.replace(nop, '').trim();
  // Build arguments come first: `RUN |1 VERSION=3 /bin/sh -c npm ci`; a shell may have options of its own.
  return text.replace(/^(?:RUN )?(?:\|\d+ [\s\S]*?)?\/bin\/\w*sh (?:-\w+ (?:pipefail )?)*?-\w*c /, 'RUN ');
}

function configOf(config: Config, label: string): ImageConfig {
  const [ours] = label.split('=', 1);
  return {
    entrypoint: some(config.Entrypoint),
    cmd: some(config.Cmd),
    env: new Map((config.Env ?? []).map(variable)),
    user: config.User ?? '',
    workdir: config.WorkingDir === '/' ? '' : (config.WorkingDir ?? ''),
    ports: Object.keys(config.ExposedPorts ?? {}).sort(),
    volumes: Object.keys(config.Volumes ?? {}).sort(),
    labels: new Map(Object.entries(config.Labels ?? {}).filter(([name]) => name !== ours)),
    stopSignal: config.StopSignal || null,
    shell: some(config.Shell),
    onbuild: config.OnBuild ?? [],
    healthcheck: healthcheckOf(config.Healthcheck ?? null),
  };
}

function some(list: readonly string[] | null | undefined): readonly string[] | null {
  return list === null || list === undefined || list.length === 0 ? null : list;
}

function variable(text: string): [string, string] {
  const at = text.indexOf('=');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** A time of 0 is the engine's default. */
function healthcheckOf(given: NonNullable<Config['Healthcheck']> | null): Healthcheck | null {
  const test = some(given?.Test);
  if (given === null || test === null) return null;
  const timing: Record<string, number> = {};
  for (const [name, value] of Object.entries(given)) if (typeof value === 'number' && value > 0) timing[name] = value;
  return { test, timing };
}
