/** The config of an image, as the engines print it: all in Docker's words. */
import * as v from 'valibot';
import type { Healthcheck, ImageConfig } from '../container-engine.ts';

const names = v.nullish(v.record(v.string(), v.unknown()), {});
const words = v.nullish(v.array(v.string()), null);
type Words = readonly string[] | null | undefined;

/**
 * Sources: moby/moby, api/types/container (Config, HealthConfig); containers/image, manifest/docker_schema2.go
 * (Schema2Config, Schema2HealthConfig).
 */
export const HealthConfig = v.nullish(v.looseObject({ Test: words }), null);
export const Config = v.object({
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
  Healthcheck: HealthConfig,
});

type Given = Omit<v.InferOutput<typeof Config>, 'Shell' | 'OnBuild'> & {
  readonly Shell: Words;
  readonly OnBuild: Words;
};

/** @param label `name=value`: the one that is ours */
export function configOf(config: Given, label: string): ImageConfig {
  const ours = label.slice(0, label.indexOf('='));
  return {
    entrypoint: some(config.Entrypoint),
    cmd: some(config.Cmd),
    env: new Map((config.Env ?? []).map(variable)),
    user: config.User ?? '',
    workdir: config.WorkingDir === '/' ? '' : (config.WorkingDir ?? ''),
    ports: Object.keys(config.ExposedPorts ?? {}).sort(),
    volumes: Object.keys(config.Volumes ?? {}).sort(),
    labels: new Map(Object.entries(config.Labels ?? {}).filter(([name]) => !isOurLabel(name, ours))),
    stopSignal: config.StopSignal || null,
    shell: some(config.Shell),
    onbuild: config.OnBuild ?? [],
    healthcheck: healthcheckOf(config.Healthcheck ?? null),
  };
}

/** Of the run, or of one of its builds without the cache: daemonless/chains.ts. */
export function isOurLabel(label: string, name: string): boolean {
  return label === name || label === `${name}.build`;
}

function some(list: Words): readonly string[] | null {
  return list === null || list === undefined || list.length === 0 ? null : list;
}

function variable(text: string): [string, string] {
  const at = text.indexOf('=');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** A time of 0 is the engine's default. */
function healthcheckOf(given: v.InferOutput<typeof HealthConfig> | null): Healthcheck | null {
  const test = some(given?.Test);
  if (given === null || given === undefined || test === null) return null;
  const timing: Record<string, number> = {};
  for (const [name, value] of Object.entries(given)) if (typeof value === 'number' && value > 0) timing[name] = value;
  return { test, timing };
}
