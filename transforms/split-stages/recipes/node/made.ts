/** What all steps of a build make. */
import { inFolder } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';
import type { Tool } from './calls.ts';
import { outputsOf } from './outputs.ts';
import { toolsOfScript } from './scripts.ts';
import type { Subject } from './subject.ts';

/** What all steps of the build make; null when one of them is not known. */
export function allOutputs(app: App, { builds, manifest, installs }: Subject): readonly string[] | null {
  const folders = new Set<string>();
  const scripts = ['preinstall', 'install', 'postinstall', 'prepublish', 'prepare'].filter(
    (name) =>
      installs.length > 0 &&
      manifest.scripts.has(name) &&
      !installs.every(({ options }) => options.includes('--ignore-scripts')),
  );
  // npm compiles an addon of the project's own when nothing else is said. Source: docs.npmjs.com/cli/using-npm/scripts.
  const isAddon = installs.length > 0 && app.project.statOf(inFolder(manifest.folder, 'binding.gyp')) !== null;
  if (isAddon) folders.add('build');
  const names = [...scripts, ...builds.flatMap(({ what }) => (what.kind === 'script' ? [what.name] : []))];
  const tools: (readonly Tool[] | null)[] = [
    ...names.map((name) => toolsOfScript(manifest, name)),
    ...builds.map(({ what }) => (what.kind === 'tool' ? [what.tool] : [])),
  ];
  for (const tool of tools.flatMap((each): readonly (Tool | null)[] => each ?? [null])) {
    const outputs = tool === null ? null : outputsOf({ project: app.project, manifest }, tool);
    if (outputs === null) return null;
    for (const each of outputs) folders.add(each);
  }
  const all = [...folders].sort();
  return all.filter((each) => !all.some((other) => other !== each && each.startsWith(`${other}/`)));
}
