/** Artefacts of skaffold files. Source: the skaffold.yaml reference, build. */

import { absolute } from '../absolute.ts';
import { asText, entriesOf, field, isMapping, listOf } from '../value.ts';
import {
  absoluteIn,
  type Declared,
  declare,
  isRemote,
  NOT_RUN,
  type Repository,
  readShort,
  resolveIn,
} from './declared.ts';
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
    },
    { ...NOT_RUN, syncs: readSyncs(field(artefact, 'sync')) },
  );
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
