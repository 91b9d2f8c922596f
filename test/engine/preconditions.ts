/** What has to be there before an app can be built: the daemon, a builder, and the images that it is made of. */
import { parseDocument } from '../../src/dockerfile/document.ts';
import { expandKnown } from '../../src/dockerfile/expand.ts';
import { globalArgs, mountsOf, parentOf } from '../../src/dockerfile/stages.ts';
import { docker, dockerGiven } from './docker.ts';

/** Where nothing can be built, the suite fails instead of saying why it was skipped. */
export const isEngineRequired = process.env.SLIMIFY_REQUIRE_ENGINE === '1';

/** Why nothing can be built here; null when the daemon (at DOCKER_HOST, else docker's own choice) and a builder answer. */
export async function missingEngine(): Promise<string | null> {
  const daemon = await docker('version', '--format', '{{.Server.Version}}');
  if (daemon.code !== 0) return `no Docker engine answers: ${lastLine(daemon.all) || 'there is no docker command'}`;
  const builder = await docker('buildx', 'inspect');
  return builder.code === 0 ? null : `no builder answers: ${lastLine(builder.all)}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/**
 * The images that a Dockerfile is built from: of FROM, COPY --from and mounts, variables replaced by their defaults.
 * Stages and scratch are none.
 */
export function imagesOf(text: string): readonly string[] {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error(`line ${parsed.problem.line}: ${parsed.problem.message}`);
  const { document } = parsed;
  const globals = globalArgs(document);
  const bases = document.stages
    .filter((stage) => parentOf(document, stage) === null)
    .map(({ image }) => expandKnown(image, (name) => globals.get(name) ?? undefined, document.escape));
  const copied = document.instructions.flatMap((instruction) => {
    const names = instruction.arguments.flags.flatMap(({ name, value }) => (name === 'from' ? (value ?? []) : []));
    return [...names, ...mountsOf(instruction).flatMap(({ from }) => from ?? [])];
  });
  const stages = new Set(document.stages.flatMap(({ name, index }) => [name?.toLowerCase(), String(index)]));
  const images = [...bases, ...copied.filter((name) => !stages.has(name.toLowerCase()))];
  return [...new Set(images)].filter((name) => name.toLowerCase() !== 'scratch');
}

const known = new Map<string, Promise<string | null>>();

/** Why nothing can be built on an image; null when the engine has it, or a registry does. Each is tried once. */
function whyMissing(image: string): Promise<string | null> {
  const asked = known.get(image) ?? look(image);
  known.set(image, asked);
  return asked;
}

/**
 * Besides, it makes the image known to the builder: what is built on an image that another build is the first to use is
 * not found in the cache as long as that build runs (see src/verify/sharing.ts), and would be measured twice.
 */
async function look(image: string): Promise<string | null> {
  const isHere = (await docker('image', 'inspect', '--format', '{{.Id}}', image)).code === 0;
  const asked = isHere ? null : await docker('buildx', 'imagetools', 'inspect', image);
  if (asked !== null && asked.code !== 0) return `there is no image ${image} (${lastLine(asked.all)})`;
  const text = `FROM ${image}\nWORKDIR /slimify-test\n`;
  const { code, all } = await dockerGiven(text, 'buildx', 'build', '--quiet', '--output=type=cacheonly', '-');
  return code === 0 ? null : `nothing can be built on ${image}: ${lastLine(all)}`;
}

/** Why these Dockerfiles cannot be built; null when all of their images are there. */
export async function missingImage(texts: readonly string[]): Promise<string | null> {
  const reasons = await Promise.all([...new Set(texts.flatMap(imagesOf))].map(whyMissing));
  return reasons.find((reason) => reason !== null) ?? null;
}

/** Whether an image was made here, as setup/ does, in place of the official one: those come with a digest. */
export async function isStandIn(image: string): Promise<boolean> {
  const { code, out } = await docker('image', 'inspect', '--format', '{{len .RepoDigests}}', image);
  return code === 0 && out.trim() === '0';
}
