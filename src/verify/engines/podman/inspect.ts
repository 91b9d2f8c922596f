/** `podman image inspect` and `podman history`. */
import * as v from 'valibot';
import type { Image, Layer } from '../../container-engine.ts';
import { madeBy } from '../daemonless/made-by.ts';
import { ask, complaint } from '../daemonless/program.ts';
import { Config, configOf, HealthConfig } from '../image-config.ts';
import { parseJson } from '../parse-json.ts';

/** Source: containers/podman, pkg/inspect (ImageData). SHELL and ONBUILD are not in it, and the health check has a place of its own. */
const Inspected = v.object({
  Id: v.string(),
  Size: v.number(),
  Config: v.nullish(Config, null),
  Healthcheck: HealthConfig,
  History: v.nullish(v.array(v.object({ created_by: v.optional(v.string(), '') })), []),
});

/** Source: containers/podman, cmd/podman/images/history.go. */
const Rows = v.array(v.object({ CreatedBy: v.optional(v.string(), ''), size: v.number() }));

/** Throws when the image is not there. */
export async function inspect(image: string, label: string): Promise<Image> {
  const ran = await ask('podman', ['image', 'inspect', image]);
  if (ran.code !== 0) throw new Error(`${image} cannot be looked into: ${complaint('podman', ran)}`);
  const [found] = v.parse(v.tuple([Inspected]), JSON.parse(ran.stdout));
  const { Id, Size, Healthcheck, History } = found;
  const instructions = (History ?? []).map(({ created_by }) => madeBy(created_by));
  const config = {
    ...(found.Config ?? v.parse(Config, {})),
    Healthcheck: Healthcheck ?? found.Config?.Healthcheck ?? null,
    Shell: found.Config?.Shell ?? shellOf(instructions),
    OnBuild: found.Config?.OnBuild ?? onbuildOf(instructions),
  };
  return { id: Id, bytes: Size, layers: await layersOf(image), config: configOf(config, label) };
}

async function layersOf(image: string): Promise<readonly Layer[]> {
  const ran = await ask('podman', ['history', '--no-trunc', '--format=json', image]);
  if (ran.code !== 0) throw new Error(`the layers of ${image} cannot be listed: ${complaint('podman', ran)}`);
  return v
    .parse(Rows, JSON.parse(ran.stdout))
    .reverse()
    .flatMap(({ CreatedBy, size }) => (size > 0 ? [{ by: madeBy(CreatedBy), bytes: size }] : []));
}

/** The last one that was written. */
function shellOf(instructions: readonly string[]): readonly string[] | null {
  const last = instructions.findLast((text) => /^SHELL\s/.test(text));
  return last === undefined ? null : parseJson(v.array(v.string()), last.replace(/^SHELL\s+/, ''));
}

/** Those of a base image are among them: they are not told apart, and the same before and after. */
function onbuildOf(instructions: readonly string[]): readonly string[] {
  return instructions.flatMap((text) => (/^ONBUILD\s/.test(text) ? [text.replace(/^ONBUILD\s+/, '')] : []));
}
