/** What the runtime image itself sets otherwise than the builder's: the fix has to say so. */

import { stateAfter, stateBefore } from '../../../src/dockerfile/state.ts';
import type { ContractField, Declared } from '../../../src/engine/transform.ts';
import type { BaseImage } from '../../../src/facts/base-images.ts';
import { settingsOf } from '../../../src/facts/image-users.ts';
import type { App } from '../app.ts';
import type { Plan } from '../recipe.ts';
import type { Parts } from './parts.ts';
import type { Settings } from './settings.ts';

type Change = Omit<Declared, 'target'>;

const LOST: ReadonlySet<ContractField> = new Set([
  'CMD',
  'ENTRYPOINT',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'STOPSIGNAL',
  'VOLUME',
]);

/** Fields that a base image may set without anybody knowing. */
const HIDDEN: readonly ContractField[] = ['EXPOSE', 'VOLUME', 'STOPSIGNAL', 'HEALTHCHECK'];
/** Of these one value counts: the file's own takes the place of the image's. */
const SINGLE: ReadonlySet<ContractField> = new Set(['STOPSIGNAL', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD', 'USER', 'SHELL']);

/** What a split changes: the image, and the variables that only the build had. */
export function declaresOf(app: App, plan: Plan, runtime: BaseImage, { dropped }: Settings): readonly Change[] {
  const found = [...imageChanges(app, runtime)];
  for (const key of new Set([...dropped, ...linesKeys(plan)]))
    if (!found.some((one) => one.key === key)) found.push({ field: 'ENV', key });
  const more = plan.declares.filter(({ field, key }) => !found.some((one) => one.field === field && one.key === key));
  return [...found, ...more].filter(({ key }) => key === undefined || !isSaidAgain(app, plan, key));
}

/** What is set otherwise when the image is another one, and the file does not set it. */
export function imageChanges(app: App, runtime: BaseImage): readonly Change[] {
  const { base, instructions } = app;
  if (settingsOf(base) === settingsOf(runtime)) return [];
  const isSet = (field: ContractField) => SINGLE.has(field) && instructions.some(({ keyword }) => keyword === field);
  const found: Change[] = [];
  const add = (field: ContractField, isOther: boolean) => {
    if (isOther && !isSet(field)) found.push({ field });
  };
  for (const field of HIDDEN) add(field, !(base.quiet && runtime.quiet));
  add('LABEL', !(isWithoutLabels(base) && isWithoutLabels(runtime)));
  add('ENTRYPOINT', differs(base.entrypoint, runtime.entrypoint));
  const isCmdCleared = instructions.some(({ keyword }) => keyword === 'ENTRYPOINT');
  if (!isCmdCleared) add('CMD', differs(base.cmd, runtime.cmd));
  add('SHELL', JSON.stringify(base.shell) !== JSON.stringify(runtime.shell));
  for (const key of inheritedKeys(app, runtime)) found.push({ field: 'ENV', key });
  return found;
}

function isWithoutLabels({ quiet, family }: BaseImage): boolean {
  return quiet && family !== 'ubuntu';
}

/** Two values that are not known are not the same: the images are not. */
function differs(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return a === null || b === null || JSON.stringify(a) !== JSON.stringify(b);
}

/** Variables of the image, and those of the file that are made from the image's, such as `PATH=/opt/bin:$PATH`. */
function inheritedKeys({ base, instructions }: App, runtime: BaseImage): readonly string[] {
  const keys = new Set<string>();
  const set = new Set<string>();
  const args = new Set<string>();
  for (const {
    keyword,
    arguments: { pairs },
  } of instructions) {
    if (keyword === 'ARG') for (const { key } of pairs) args.add(key);
    if (keyword !== 'ENV') continue;
    const before = new Set(set);
    for (const { key, value } of pairs) {
      set.add(key);
      const names = [...value.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name);
      const isInherited = names.some((name) => (!before.has(name) && !args.has(name)) || keys.has(name));
      if (isInherited) keys.add(key);
      else keys.delete(key);
    }
  }
  for (const key of new Set([...Object.keys(base.env), ...Object.keys(runtime.env)]))
    if (!set.has(key) && base.env[key] !== runtime.env[key]) keys.add(key);
  return [...keys];
}

/** Variables that the plan's own lines set. */
function linesKeys({ lines }: Plan): readonly string[] {
  return lines.flatMap((line) => /^ENV\s+(\w+)=/i.exec(line)?.[1] ?? []);
}

/** Whether a line of the plan says of a variable what the builder's image says of it. */
function isSaidAgain({ base }: App, { lines }: Plan, key: string): boolean {
  return Object.hasOwn(base.env, key) && lines.includes(`ENV ${key}=${base.env[key]}`);
}

/** What a builder that keeps its name loses to the runtime stage. */
export function movedFrom({ doc, stage, final }: App, { moved, tail }: Parts): readonly Change[] {
  const gone = [...moved, ...tail];
  const fields = new Set<ContractField>();
  for (const { keyword } of gone) if (LOST.has(keyword as ContractField)) fields.add(keyword as ContractField);
  // An ENTRYPOINT had dropped the command of the image.
  if (fields.has('ENTRYPOINT')) fields.add('CMD');
  const [first] = tail;
  const before = first === undefined ? final : stateBefore(doc, first);
  if (before.user !== final.user) fields.add('USER');
  if (before.workdir !== final.workdir) fields.add('WORKDIR');
  const keys = new Set(
    tail.flatMap(({ keyword, arguments: { pairs } }) => (keyword === 'ENV' ? pairs.map(({ key }) => key) : [])),
  );
  const changed = [...keys].filter((key) => before.env.get(key) !== stateAfter(doc, stage).env.get(key));
  return [...[...fields].map((field) => ({ field })), ...changed.map((key) => ({ field: 'ENV' as const, key }))];
}
