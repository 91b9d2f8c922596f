/** What keeps any app from being split, whatever it is written in. */
import { contextCalled, replacedIn } from '../../../src/app/replaced.ts';
import { type Document, findStage, type Instruction, type Stage } from '../../../src/dockerfile/document.ts';
import { baseOf, descendants, parentOf } from '../../../src/dockerfile/state.ts';
import type { BaseImage } from '../../../src/facts/base-images.ts';
import { isBelow } from '../../../src/project/paths.ts';
import type { Project } from '../../../src/project/project.ts';
import type { App } from '../app.ts';
import { hasName } from '../leftovers/names.ts';
import type { Plan, Refusal } from '../recipe.ts';
import { refuse } from '../recipe.ts';

/** What can be said before anything is read. */
export function refuseFile(doc: Document, project: Project, stage: Stage): Refusal | null {
  const base = baseOf(doc, stage);
  const place = project.dockerfile ?? '';
  if (/(?:^|\/)\.devcontainer\//.test(place) || /devcontainers?\//.test(base.reference))
    return refuse({ code: 'dev-container', what: /devcontainers?\//.test(base.reference) ? base.reference : place });
  if (!base.known || base.family === null) return refuse({ code: 'unknown-builder', image: base.reference });
  const platform = stage.from.arguments.flags.find(({ name }) => name === 'platform')?.value ?? null;
  if (platform !== null && !/^\$\{?TARGETPLATFORM\}?$/.test(platform))
    return refuse({ code: 'platform-set', platform });
  const replaced = replacedIn(doc, project.uses);
  if (replaced !== null) return refuse({ code: 'replaced', ...replaced });
  const onbuild = doc.instructions.find(({ keyword }) => keyword === 'ONBUILD');
  return onbuild === undefined ? null : refuse({ code: 'base-of-others', line: onbuild.startLine }, onbuild);
}

/** An additional context would be taken for the image that the app is to run on. */
export function refuseRuntime({ uses }: App, image: string): Refusal | null {
  const replaced = contextCalled(uses, image);
  return replaced === null ? null : refuse({ code: 'replaced', ...replaced });
}

/** What its users do with it: they mount their sources over it. */
export function refuseUses({ uses, final: { workdir } }: App): Refusal | null {
  for (const { mounts, file } of uses) {
    const over = mounts.find(
      ({ type, target, source }) =>
        type === 'bind' &&
        workdir !== '/' &&
        (isBelow(workdir, target) || (source === '.' && isBelow(target, workdir))),
    );
    if (over !== undefined) return refuse({ code: 'mounted-over', path: over.target, file });
  }
  return null;
}

/** A volume starts with what the image has there; what a later step writes into it is lost. */
export function refuseVolumes({ instructions }: App, { carries }: Plan): Refusal | null {
  for (const volume of instructions.filter(({ keyword }) => keyword === 'VOLUME')) {
    const over = volume.arguments.words.find((path) =>
      carries.some((carry) => isBelow(carry.path, path.replace(/\/$/, ''))),
    );
    if (over !== undefined) return refuse({ code: 'volume-over-app', path: over, line: volume.startLine }, volume);
  }
  return null;
}

/** Users and groups that the runtime stage names have to be there: the image has its own, or a RUN makes them. */
export function refuseUsers(
  { instructions, final, stage }: App,
  runtime: BaseImage,
  own: readonly Instruction[],
  made: readonly string[],
): Refusal | null {
  const user = instructions.findLast(({ keyword }) => keyword === 'USER');
  const named = [
    ...namesIn(final.user ?? '').map((name) => ({ name, at: user ?? stage.from })),
    ...own.flatMap((each) => ownersIn(each).map((name) => ({ name, at: each }))),
  ];
  const missing = named.find(({ name }) => !hasName(runtime, name, made));
  return missing === undefined
    ? null
    : refuse({ code: 'user-missing', user: missing.name, image: runtime.reference }, missing.at);
}

function ownersIn({ keyword, arguments: { flags, words } }: Instruction): readonly string[] {
  if (keyword === 'USER') return namesIn(words[0] ?? '');
  return flags.flatMap(({ name, value }) => (name === 'chown' ? namesIn(value ?? '') : []));
}

/** A variable is not looked into. */
function namesIn(text: string): readonly string[] {
  return /\$/.test(text) ? [] : text.split(':').filter((name) => name !== '' && name !== 'root');
}

/** The builder is a stage that others use as it is, and the plan would have to change what it holds. */
export function refuseShared({ doc, project, stage }: App, { finishes, edits }: Plan): Refusal | null {
  const parent = parentOf(doc, stage);
  if (parent === null || (finishes.length === 0 && edits.length === 0)) return null;
  const name = parent.name ?? `${parent.index}`;
  const use = project.uses.find(({ target }) => target !== null && target.toLowerCase() === parent.name?.toLowerCase());
  if (use !== undefined) return refuse({ code: 'stage-used', stage: name, file: use.file });
  const isShared =
    descendants(doc, parent).some((other) => other !== stage) ||
    doc.instructions.some((each) =>
      each.arguments.flags.some(
        (flag) => flag.name === 'from' && flag.value !== null && findStage(doc, flag.value, each.stage ?? 0) === parent,
      ),
    );
  return isShared ? refuse({ code: 'stage-used', stage: name, file: project.dockerfile ?? 'Dockerfile' }) : null;
}
