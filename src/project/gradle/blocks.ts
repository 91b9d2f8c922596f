/** The blocks of a build script, in Groovy or Kotlin: what stands where, without knowing what it means. */
import { withoutComments } from './groovy.ts';

export interface Block {
  /** What stands in front of the brace, on its line: `tasks.named<Jar>("shadowJar")`; '' for the script itself. */
  readonly head: string;
  /** The text of the block itself, blocks inside it left out. */
  readonly own: string;
  readonly blocks: readonly Block[];
}

/** Deeper than any script that somebody wrote. */
const MAX_DEPTH = 50;

interface Open {
  readonly head: string;
  own: string;
  readonly blocks: Block[];
}

/** Never throws; braces that do not match end the block that they stand in. */
export function readBlocks(text: string): Block {
  const code = withoutComments(text);
  const root: Open = { head: '', own: '', blocks: [] };
  const open: Open[] = [root];
  const close = (): void => {
    const done = open.pop()!;
    open.at(-1)!.blocks.push(done);
  };
  for (let at = 0; at < code.length; at++) {
    const char = code[at]!;
    const top = open.at(-1)!;
    const quoted = char === '"' || char === "'" ? stringAt(code, at) : '';
    if (quoted !== '') {
      top.own += quoted;
      at += quoted.length - 1;
    } else if (char === '{' && open.length < MAX_DEPTH) {
      const start = Math.max(top.own.lastIndexOf('\n'), top.own.lastIndexOf(';')) + 1;
      open.push({ head: top.own.slice(start).trim(), own: '', blocks: [] });
      top.own = top.own.slice(0, start);
    } else if (char === '}' && open.length > 1) close();
    else top.own += char;
  }
  while (open.length > 1) close();
  return root;
}

function stringAt(code: string, at: number): string {
  return (
    /^(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/.exec(code.slice(at, at + 5000))?.[0] ??
    ''
  );
}

/** The block and all inside it. */
export function everyBlock(block: Block): readonly Block[] {
  return [block, ...block.blocks.flatMap(everyBlock)];
}

/**
 * What a name is set to: `x = 'a'`, `x 'a'`, `x.set("a")`, `setX("a")` is not read.
 * @returns undefined where nothing sets it; null where that is no plain string.
 */
export function literalOf({ own }: Block, name: string): string | null | undefined {
  const set = new RegExp(
    String.raw`(?:^|[\n;])[ \t]*(?:project\.|this\.)?${name}(?:\s*=\s*|\.set\s*\(\s*|\.value\s*\(\s*|[ \t]+(?=["']))(.*)`,
    'g',
  );
  const last = [...own.matchAll(set)].at(-1);
  if (last === undefined) return undefined;
  const quoted = /^(?:"([^"$\\\n]*)"|'([^'\\\n]*)')\s*\)?\s*(?:[;\n]|$)/.exec(last[1]!);
  return quoted?.[1] ?? quoted?.[2] ?? null;
}
