/** Buildah's containers: they have no labels, so their names say whose they are. */
import * as v from 'valibot';
import { ask, complaint } from '../daemonless/program.ts';
import { parseJson } from '../parse-json.ts';

/** Source: containers/buildah, cmd/buildah/containers.go. */
const Rows = v.array(v.object({ id: v.string(), containername: v.string() }));
const NAME = /^slimify-(.+)-\d+$/;

let containers = 0;

export type Made = { readonly ok: true; readonly name: string } | { readonly ok: false; readonly why: string };

/** @param label `name=value` */
export async function makeContainer(image: string, label: string, options: readonly string[] = []): Promise<Made> {
  const name = `slimify-${label.slice(label.indexOf('=') + 1)}-${++containers}`;
  const ran = await ask('buildah', ['from', ...options, '--pull-never', '--name', name, image]);
  return ran.code === 0 ? { ok: true, name } : { ok: false, why: complaint('buildah', ran) };
}

/** What its name says; null when it is not one of ours. */
export function runOf(name: string): string | null {
  return NAME.exec(name)?.[1] ?? null;
}

export async function listContainers(): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const { stdout } = await ask('buildah', ['containers', '--json']);
  return (parseJson(Rows, stdout) ?? []).map(({ id, containername }) => ({ id, name: containername }));
}
