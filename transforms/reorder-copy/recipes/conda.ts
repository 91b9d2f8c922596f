/** conda, mamba and micromamba: environment.yml with its pip section. */

import { type CallWords, hasOption, optionOf, programOf, readWords } from '../../../src/app/call-words.ts';
import { folderOf } from '../../../src/project/paths.ts';
import { readCondaEnvironment } from '../../../src/project/python/conda.ts';
import { readRequirementLines } from '../../../src/project/python/requirements.ts';
import { type Recipe, refuse, type Step } from '../recipe.ts';
import { fileAt, from } from './in-image.ts';
import { localPaths } from './local-paths.ts';
import { brokenManifest, needOf } from './need.ts';

/** Source: `conda env create --help`, `micromamba create --help`. */
const VALUED: ReadonlySet<string> = new Set(
  '-f --file -n --name -p --prefix -c --channel --solver --platform --subdir -r --root-prefix --experimental'.split(
    ' ',
  ),
);
const PROGRAMS = /^(?:conda|mamba|micromamba)$/;

export const conda: Recipe = (step) => {
  const { name, args } = programOf(step.call);
  if (!PROGRAMS.test(name)) return null;
  const words = readWords(args, VALUED);
  const verbs = words.rest.map(({ value }) => value ?? '').join(' ');
  if (isAside(verbs, words)) return needOf({ tool: 'conda', reads: [] });
  const isEnvironment = /^env (?:create|update)$/.test(verbs);
  if ((!isEnvironment && !/^(?:create|install|update)$/.test(verbs)) || hasOption(words, ['--help', '-h'])) return null;
  const given = optionOf(words, ['-f', '--file']);
  if (given === null) return refuse({ code: 'dynamic-command', text: `${name} --file` });
  if (given === undefined && !isEnvironment) return null;
  if (words.options.filter((option) => /^(?:-f|--file)$/.test(option.name)).length > 1)
    return refuse({ code: 'dynamic-command', text: `${name} --file --file` });
  return fromFile(
    step,
    `${name} ${verbs}`,
    from(step.cwd, given ?? 'environment.yml'),
    optionOf(words, ['-p', '--prefix']),
  );
};

/** A package by its name: `numpy`, `python=3.11`, `conda-forge::x`. */
const PACKAGE = /^[\w.-]+(?:::[\w.-]+)?(?:[=<>!~]=?[\w.*,<>=!-]+)*$/;

/** What works on the system alone, and goes along with an install. */
function isAside(verbs: string, words: CallWords): boolean {
  if (/^(?:clean|init|config|info)\b/.test(verbs)) return words.rest.every(({ value }) => value !== null);
  if (!/^(?:install|update)\b/.test(verbs) || hasOption(words, ['-f', '--file', '-p', '--prefix'])) return false;
  const packages = words.rest.slice(1);
  return (
    packages.length > 0 &&
    packages.every(({ value }) => value !== null && PACKAGE.test(value) && !/\.(?:conda|tar|bz2)\b/.test(value))
  );
}

function fromFile(step: Step, command: string, place: string, prefix: string | null | undefined): ReturnType<Recipe> {
  const { project } = step;
  const path = step.toContext(place);
  if (path === null) return null;
  if (fileAt(step, place) === null) return refuse({ code: 'not-in-build', path, isIgnored: project.isIgnored(path) });
  const writes = prefix === undefined || prefix === null ? [] : [step.toContext(from(step.cwd, prefix))];
  if (!/\.ya?ml$/.test(path)) return needOf({ tool: 'conda', reads: [path], writes });
  const read = readCondaEnvironment(project, path);
  if (read?.ok === false) return refuse(brokenManifest(read.broken));
  const environment = read?.value;
  const channel = environment?.channels.find((each) => /^(?:file:|[./])/.test(each));
  if (channel !== undefined) return refuse({ code: 'reads-sources', command, what: channel });
  // conda runs pip in the folder of the file. Source: conda's env/installers/pip.py.
  const pip = readRequirementLines(project, path, (environment?.pip ?? []).join('\n'), folderOf(path));
  if (pip.broken !== null) return refuse(brokenManifest(pip.broken));
  const [missing] = pip.missing;
  if (missing !== undefined)
    return refuse({ code: 'not-in-build', path: missing, isIgnored: project.isIgnored(missing) });
  const [unknown] = pip.unknown;
  if (unknown !== undefined) return refuse({ code: 'reads-sources', command, what: unknown.text });
  const links = pip.links.map((link) => ({ path: link, text: link, isStore: true }));
  const locals = localPaths(step, [...pip.locals, ...links], command);
  if ('code' in locals) return refuse(locals);
  return needOf({
    tool: 'conda',
    reads: [path, ...pip.files, ...locals.reads],
    writes,
    assumptions: locals.assumptions,
  });
}
