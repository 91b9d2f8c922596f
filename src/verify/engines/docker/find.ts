/** Whether there is an engine that can build. */
import * as v from 'valibot';
import { parseJson } from '../parse-json.ts';
import { hostOf } from '../ports.ts';
import { quick } from '../quick.ts';
import { complaint, docker } from './command.ts';

/** rawjson progress: the release notes of buildx 0.13. */
const OLDEST_BUILDX = [0, 13] as const;
/** For an engine on another machine to answer; a builder in a cluster. Milliseconds. */
const PATIENCE = 30_000;
const Version = v.object({ Server: v.object({ Version: v.string() }) });

export type Found =
  | {
      readonly ok: true;
      readonly version: string;
      /** The machine that it is on, as seen from here. */
      readonly host: string;
    }
  | { readonly ok: false; readonly why: string };

export async function findDocker(builder: string | null): Promise<Found> {
  const engine = await docker(['version', '--format', '{{json .}}'], quick(PATIENCE));
  if (engine.stopped === 'not-found') return { ok: false, why: 'there is no docker command on the PATH' };
  const version = parseJson(Version, engine.stdout)?.Server.Version;
  if (version === undefined)
    return { ok: false, why: `Docker does not answer (${await where()}): ${complaint(engine)}` };
  const buildx = await findBuildx();
  if (!buildx.ok) return buildx;
  const problem = await builderProblem(builder);
  if (problem !== null) return { ok: false, why: problem };
  return { ok: true, version: `docker ${version}, buildx ${buildx.version}`, host: hostOf(await endpoint()) };
}

/** The answer to "is it still there?"; it has not long for it. */
export async function isAlive(builder: string | null): Promise<boolean> {
  const ran = await docker(['version', '--format', '{{.Server.Version}}'], quick(PATIENCE));
  return ran.code === 0 && (builder === null || (await builderProblem(builder)) === null);
}

async function findBuildx(): Promise<
  { readonly ok: true; readonly version: string } | { readonly ok: false; readonly why: string }
> {
  const { code, stdout } = await docker(['buildx', 'version'], quick(PATIENCE));
  if (code !== 0)
    return { ok: false, why: 'docker has no buildx, which has to build: install the docker-buildx plugin' };
  if (!stdout.includes('buildx')) return { ok: false, why: `this docker is not Docker's own: ${stdout.trim()}` };
  const [version, major = '', minor = ''] = /(?<=\sv?)(\d+)\.(\d+)\.\d+/.exec(stdout) ?? [];
  // One that was built from sources has no number.
  if (version === undefined) return { ok: true, version: 'of unknown version' };
  const isTooOld = Number(major) === OLDEST_BUILDX[0] && Number(minor) < OLDEST_BUILDX[1];
  return isTooOld
    ? { ok: false, why: `buildx ${version} is too old: ${OLDEST_BUILDX.join('.')} or newer is needed` }
    : { ok: true, version };
}

/** Null when it can build. One that sleeps is woken by the build. */
async function builderProblem(builder: string | null): Promise<string | null> {
  const ran = await docker(['buildx', 'inspect', ...(builder === null ? [] : [builder])], quick(PATIENCE));
  const name = builder === null ? 'the chosen buildx builder' : `the buildx builder ${builder}`;
  if (ran.code !== 0) return `${name} cannot be used: ${complaint(ran)}`;
  // Of these there is one for each context, and buildx builds with none but that of the chosen one.
  const isOfContext = /^Driver: *docker$/m.test(ran.stdout);
  if (builder !== null && isOfContext && builder !== (await contextName()))
    return `${name} is that of another context: choose it with DOCKER_CONTEXT=${builder}, without a builder`;
  const errors = [...ran.stdout.matchAll(/^Error: *(.+)$/gm)].map(([, error = '']) => error.trim());
  const nodes = [...ran.stdout.matchAll(/^Endpoint:/gm)].length;
  return errors.length > 0 && errors.length >= nodes ? `${name} does not answer: ${errors[0]}` : null;
}

/** How the engine was chosen that does not answer. */
async function where(): Promise<string> {
  const host = process.env.DOCKER_HOST;
  if (host !== undefined && host !== '') return `DOCKER_HOST is ${host}`;
  const context = await contextName();
  return context === null ? 'no DOCKER_HOST is set' : `context ${context}`;
}

async function contextName(): Promise<string | null> {
  const { code, stdout } = await docker(['context', 'show'], quick(PATIENCE));
  return code === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}

async function endpoint(): Promise<string> {
  const format = '{{.Endpoints.docker.Host}}';
  const { code, stdout } = await docker(['context', 'inspect', '--format', format], quick(PATIENCE));
  return code === 0 ? stdout.trim() : (process.env.DOCKER_HOST ?? '');
}
