/** The tools that scripts of package.json run, seen through scripts that call scripts. */
import { invocations } from '../../../../src/dockerfile/commands.ts';
import { readScript } from '../../../../src/dockerfile/shell.ts';
import type { Manifest } from '../../../../src/project/node/manifest.ts';
import { type NodeCall, readManager, readNodeCall, type Tool } from './calls.ts';

/** Scripts that call scripts that call scripts. */
const DEEPEST = 6;
/** They run what stands behind their own words, which set variables. */
const WRAPPERS = /^(?:cross-env|cross-env-shell|dotenv|env-cmd)$/;

/** @returns every tool in order; null where a script cannot be read, or is not there. */
export function toolsOfScript(manifest: Manifest, name: string, depth = 0): readonly Tool[] | null {
  if (depth > DEEPEST || !manifest.scripts.has(name)) return null;
  const found: Tool[] = [];
  for (const each of [`pre${name}`, name, `post${name}`]) {
    const text = manifest.scripts.get(each) ?? '';
    if (text.trim() === '') continue;
    const reading = readScript(text);
    if (!reading.readable) return null;
    for (const call of invocations(reading.list)) {
      if (call.name === null) return null;
      const words = call.args.map(({ value }) => value);
      const tools = toolsOf(manifest, readNodeCall(call), unwrapped({ name: call.name, words }), depth);
      if (tools === null) return null;
      found.push(...tools);
    }
  }
  return found;
}

function toolsOf(manifest: Manifest, call: NodeCall | null, tool: Tool | null, depth: number): readonly Tool[] | null {
  if (tool === null) return null;
  const own = call ?? managed(tool);
  switch (own?.kind) {
    case undefined: {
      const names = scriptNames(manifest, tool);
      if (names === null) return [tool];
      const all = names.map((name) => toolsOfScript(manifest, name, depth + 1));
      return all.some((each) => each === null) ? null : all.flatMap((each) => each ?? []);
    }
    case 'script':
      // yarn and pnpm take the name of a tool as well.
      if (own.folder === null && !manifest.scripts.has(own.name) && own.manager !== 'npm')
        return [{ name: own.name, words: tool.words.slice(1) }];
      return own.folder === null ? toolsOfScript(manifest, own.name, depth + 1) : null;
    case 'tool':
      return [own.tool];
    case 'quiet':
      return [];
    default:
      return null;
  }
}

/** Behind a wrapper the manager is found too: `cross-env A=1 npm run x`. */
function managed({ name, words }: Tool): NodeCall | null {
  return name === 'npm' || name === 'yarn' || name === 'pnpm' || name === 'bun' ? readManager(name, words) : null;
}

/** Whether a tool starts another one that it is given. */
export function isWrapper(name: string): boolean {
  return WRAPPERS.test(name);
}

/** The tool that is started in the end; null when it is known at build time only. */
export function unwrapped(tool: Tool): Tool | null {
  if (!WRAPPERS.test(tool.name)) return tool;
  const at = tool.words.findIndex(
    (word, i) =>
      word === null || !(/^[\w.]+=/.test(word) || /^-/.test(word) || /^-[ef]$/.test(tool.words[i - 1] ?? '')),
  );
  const name = tool.words[at];
  return name === undefined || name === null ? null : unwrapped({ name, words: tool.words.slice(at + 1) });
}

/** The scripts that npm-run-all and concurrently run; null for other tools. */
function scriptNames({ scripts }: Manifest, { name, words }: Tool): readonly string[] | null {
  if (!/^(?:run-s|run-p|npm-run-all2?|concurrently)$/.test(name)) return null;
  return words.flatMap((word) => {
    if (word === null || word.startsWith('-')) return [];
    const script = word.replace(/^npm:/, '');
    if (!script.includes('*')) return [script];
    const pattern = new RegExp(`^${script.replaceAll(/[^\w*]/g, '\\$&').replaceAll('*', '[^:]+')}$`);
    return [...scripts.keys()].filter((each) => pattern.test(each));
  });
}
