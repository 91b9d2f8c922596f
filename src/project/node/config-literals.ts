/** Settings that a configuration in JavaScript or TypeScript has as plain text: `outDir: 'build'`. */
import type { Files } from '../files.ts';
import { inFolder } from '../paths.ts';

const ENDINGS = ['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'];

/** `unset`: the file has no such key, or there is no file. `unknown`: its value is put together. */
export type Literal = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unset' | 'unknown' };

/**
 * @param name without its ending: `vite.config`.
 * @param key whatever it is nested in: keys of the same name anywhere else make it `unknown`, unless all say the same.
 */
export function configLiteral(files: Files, folder: string, name: string, key: string): Literal {
  const path = ENDINGS.map((ending) => inFolder(folder, `${name}.${ending}`)).find(
    (each) => files.statOf(each) !== null,
  );
  const text = path === undefined ? '' : files.readText(path);
  return text === null ? { kind: 'unknown' } : literalIn(withoutComments(text), key);
}

function literalIn(text: string, key: string): Literal {
  const values = [...text.matchAll(new RegExp(`(?<![\\w$.])(['"]?)${key}\\1\\s*:\\s*(?=([^\\n]*))`, 'g'))].map(
    ([, , value]) => valueOf(value!),
  );
  // `{ outDir }`, `config.outDir = x`, `config['outDir']`.
  const isOpen = new RegExp(`[{,]\\s*${key}\\s*[,}]|\\.${key}\\s*=(?!=)|\\[\\s*['"\`]${key}['"\`]`).test(text);
  const [first, ...more] = new Set(values);
  if (first === undefined && !isOpen) return { kind: 'unset' };
  return isOpen || first === undefined || first === null || more.length > 0
    ? { kind: 'unknown' }
    : { kind: 'text', text: first };
}

function withoutComments(text: string): string {
  const parts = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|(?<!:)\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replaceAll(parts, (part) => (part.startsWith('/') ? ' ' : part));
}

/** `'dist'`, `path.resolve(__dirname, 'dist')`, `path.join(__dirname, 'a', 'b')`. */
function valueOf(written: string): string | null {
  const plain = /^(['"`])([^'"`$]+)\1\s*(?:[,})\];]|$)/.exec(written);
  if (plain !== null) return plain[2]!;
  const joined =
    /^(?:path\.)?(?:resolve|join)\(\s*(?:__dirname|process\.cwd\(\))\s*((?:,\s*['"][^'"]+['"]\s*)+)\)/.exec(written);
  return joined === null ? null : [...joined[1]!.matchAll(/['"]([^'"]+)['"]/g)].map(([, part]) => part).join('/');
}
