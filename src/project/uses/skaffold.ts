/** Artefacts of skaffold files. Source: the skaffold.yaml reference, build. */

import { absolute } from '../absolute.ts';
import type { BuildGiven, BuildSecret } from '../uses.ts';
import { asText, entriesOf, field, isMapping, listOf } from '../value.ts';
import { absoluteIn, type Declared, declare, NOT_RUN, type Repository, readShort } from './declared.ts';
import { hostsFrom, NOTHING_GIVEN, secretPath } from './given.ts';
import { isRemote, resolveIn } from './written-paths.ts';
import { readYaml } from './yaml.ts';

const NAME = /^skaffold(?:[._-].*)?\.ya?ml$/i;
/** Builders that read no Dockerfile. */
const OTHERS = ['jib', 'buildpacks', 'bazel', 'ko', 'custom'];
const MAX_ARTEFACTS = 300;

export function isSkaffoldName(name: string): boolean {
  return NAME.test(name);
}

/** All builds of a skaffold file, those of its profiles too. */
export function readSkaffold(repository: Repository, folder: string, name: string): Declared[] {
  const file = folder === '' ? name : `${folder}/${name}`;
  const text = readShort(repository.files, file);
  if (text === null || !text.includes('artifacts')) return [];
  const home = absoluteIn(repository, folder);
  return readYaml(text).flatMap(({ value, lineOf }) =>
    [value, ...listOf(field(value, 'profiles'))]
      .flatMap((each) => listOf(field(field(each, 'build'), 'artifacts')))
      .slice(0, MAX_ARTEFACTS)
      .flatMap((artefact) => readArtefact(repository, file, home, artefact, lineOf(['build', 'artifacts']))),
  );
}

function readArtefact(
  repository: Repository,
  file: string,
  home: string,
  artefact: unknown,
  line: number | null,
): readonly Declared[] {
  if (!isMapping(artefact) || OTHERS.some((name) => field(artefact, name) !== undefined)) return [];
  const docker = field(artefact, 'docker') ?? field(artefact, 'kaniko');
  const written = asText(field(artefact, 'context')) ?? '.';
  const dockerfile = asText(field(docker, 'dockerfile')) ?? 'Dockerfile';
  if (isRemote(written) || isTemplate(written) || isTemplate(dockerfile)) return [];
  const context = resolveIn(home, written);
  const args = new Map(entriesOf(field(docker, 'buildArgs')).map(([name, value]) => [name, known(asText(value))]));
  return declare(
    repository,
    {
      kind: 'skaffold',
      file,
      line,
      name: asText(field(artefact, 'image')),
      context,
      dockerfile: resolveIn(context, dockerfile),
      target: asText(field(docker, 'target')),
      args,
      build: readGiven(docker, home),
    },
    { ...NOT_RUN, syncs: readSyncs(field(artefact, 'sync')) },
  );
}

/** Source: skaffold.yaml reference, docker: the paths of secrets are those of the command line, which starts beside the file. */
function readGiven(docker: unknown, home: string): BuildGiven {
  const secrets = listOf(field(docker, 'secrets')).map((each): BuildSecret => {
    const textOf = (name: string): string | null => known(asText(field(each, name)));
    return { kind: 'secret', id: textOf('id'), path: secretPath(textOf('src'), home), variable: textOf('env') };
  });
  const ssh = known(asText(field(docker, 'ssh')));
  const agent: BuildSecret = { kind: 'ssh', id: ssh, path: null, variable: null };
  return {
    ...NOTHING_GIVEN,
    network: known(asText(field(docker, 'network')))?.toLowerCase() ?? null,
    hosts: listOf(field(docker, 'addHost')).flatMap((each) => hostsFrom(known(asText(each)) ?? '')),
    secrets: ssh === null ? secrets : [...secrets, agent],
  };
}

/** Source: skaffold.yaml reference, sync. Where files go that are inferred, the COPYs say: somewhere in the image. */
function readSyncs(sync: unknown): readonly string[] {
  const manual = listOf(field(sync, 'manual')).flatMap((each) => {
    const target = asText(field(each, 'dest'));
    return target === null || isTemplate(target) ? [] : [absolute(target)];
  });
  const isInferred = listOf(field(sync, 'infer')).length > 0 || field(sync, 'auto') === true;
  return isInferred ? [...manual, '/'] : manual;
}

function known(value: string | null): string | null {
  return value === null || isTemplate(value) ? null : value;
}

function isTemplate(text: string): boolean {
  return text.includes('{{');
}
