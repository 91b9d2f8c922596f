/** What holds at an instruction. */
import type { Arguments } from './arguments.ts';
import { type Document, type Instruction, type Stage, stageOf } from './document.ts';
import { expandWord, type Lookup } from './expand.ts';
import { baseOf, globalArgs, isPredefinedArg, parentOf } from './stages.ts';

export {
  baseOf,
  descendants,
  imageNamed,
  isShipped,
  laterInstructions,
  type Mount,
  mountsOf,
  parentOf,
  roleOf,
  type StageRole,
} from './stages.ts';

/** How RUN bodies are run here. `login`: a POSIX shell that reads startup files (-l, -i, BASH_ENV; zsh always does). */
export type ShellKind = 'posix' | 'login' | 'other';

export interface State {
  /** As USER has it (`root`, `1000:1000`, `$APP_USER` replaced when known); null when not known. */
  readonly user: string | null;
  /** Absolute; null when not known. */
  readonly workdir: string | null;
  /** The argv in front of a shell-form body. On an unknown base that sets none itself: the default, see `isShellCertain`. */
  readonly shell: readonly string[];
  readonly shellKind: ShellKind;
  /** False on an unknown base without a SHELL of this file above: the base may have set another one. */
  readonly isShellCertain: boolean;
  /**
   * ENV and ARG in scope, those of local parents and known bases too. An ARG has its default; null is a value known at
   * build time only.
   */
  readonly env: ReadonlyMap<string, string | null>;
}

/** A State, and which of its variables are ENV: those win over an ARG of the same name. */
interface Scope extends State {
  readonly fixed: ReadonlySet<string>;
}

const DEFAULT_SHELL: readonly string[] = ['/bin/sh', '-c'];
/** Source: moby/buildkit, the default of Windows images. */
const WINDOWS_SHELL: readonly string[] = ['cmd', '/S', '/C'];

const cache = new WeakMap<Document, Scope[][]>();

/** What holds right before an instruction runs. Above the first FROM, and at a FROM, only global ARGs do. */
export function stateBefore(document: Document, instruction: Instruction): State {
  const stage = stageOf(document, instruction);
  if (stage === null || instruction === stage.from) return outside(document);
  const scopes = scopesOf(document, stage);
  return scopes[instruction.index - stage.from.index - 1]!;
}

/** What holds at the end of a stage, where the image is made. */
export function stateAfter(document: Document, stage: Stage): State {
  return scopesOf(document, stage).at(-1)!;
}

/** The scope in front of each instruction of a stage, and the one behind the last. */
function scopesOf(document: Document, stage: Stage): readonly Scope[] {
  let stages = cache.get(document);
  if (stages === undefined) {
    stages = [];
    cache.set(document, stages);
  }
  const known = stages[stage.index];
  if (known !== undefined) return known;
  let scope = startOf(document, stage);
  const scopes = [scope];
  for (const { keyword, arguments: args } of stage.instructions) {
    scope = step(document, scope, keyword, args);
    scopes.push(scope);
  }
  stages[stage.index] = scopes;
  return scopes;
}

/** A parent's end with its ONBUILD triggers run, or what is known of the base image. */
function startOf(document: Document, stage: Stage): Scope {
  const parent = parentOf(document, stage);
  if (parent !== null) {
    let scope = scopesOf(document, parent).at(-1)!;
    for (const { onbuild } of parent.instructions)
      if (onbuild !== null) scope = step(document, scope, onbuild.keyword, onbuild.arguments);
    return scope;
  }
  const base = baseOf(document, stage);
  const shell = base.shell ?? (base.family === 'windows' ? WINDOWS_SHELL : DEFAULT_SHELL);
  const env = new Map<string, string | null>(Object.entries(base.env));
  return {
    user: base.user,
    workdir: base.workdir,
    shell,
    shellKind: kindOf(shell, env),
    isShellCertain: base.known,
    env,
    fixed: new Set(env.keys()),
  };
}

function outside(document: Document): State {
  const env = globalArgs(document);
  return { user: null, workdir: null, shell: DEFAULT_SHELL, shellKind: 'posix', isShellCertain: false, env };
}

function step(document: Document, scope: Scope, keyword: string, args: Arguments): Scope {
  // What nobody in this file has set, the base image may have.
  const lookup: Lookup = (name) => scope.env.get(name) ?? null;
  const expand = (word: string) => expandWord(word, lookup, document.escape);
  switch (keyword) {
    case 'USER':
      return { ...scope, user: expand(args.rest) };
    case 'WORKDIR':
      return { ...scope, workdir: resolve(scope.workdir, expand(args.rest)) };
    case 'SHELL': {
      const shell = args.json ?? DEFAULT_SHELL;
      return { ...scope, shell, shellKind: kindOf(shell, scope.env), isShellCertain: true };
    }
    case 'ENV': {
      const env = new Map(scope.env);
      const fixed = new Set(scope.fixed);
      for (const { key, value } of args.pairs) {
        const name = expand(key);
        if (name === null) continue;
        env.set(name, expand(value));
        fixed.add(name);
      }
      return { ...scope, env, fixed, shellKind: kindOf(scope.shell, env) };
    }
    case 'ARG': {
      const env = new Map(scope.env);
      for (const { key, value, form } of args.pairs) {
        // Whether a default sees the ARGs in front of it in the same instruction depends on the builder's age.
        const isMixed = args.pairs.some((other) => other.key !== key && value.includes(other.key));
        const own = form === 'name' ? globalArgs(document).get(key) : isMixed ? null : expand(value);
        // Behind an ENV of the same name a default wins in BuildKit, against its documentation, and loses elsewhere.
        if (scope.fixed.has(key)) {
          if (own !== undefined && own !== scope.env.get(key)) env.set(key, null);
        } else env.set(key, isPredefinedArg(key) ? null : (own ?? null));
      }
      return { ...scope, env, shellKind: kindOf(scope.shell, env) };
    }
    default:
      return scope;
  }
}

/** As the builder does: cleaned of `.`, `..` and doubled slashes. Windows paths are not for us. */
function resolve(before: string | null, path: string | null): string | null {
  if (path === null || path === '' || /^[A-Za-z]:|\\/.test(path)) return null;
  if (!path.startsWith('/') && before === null) return null;
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${before}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const POSIX_SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh']);

function kindOf(argv: readonly string[], env: ReadonlyMap<string, string | null>): ShellKind {
  const [program = '', ...rest] = /(?:^|\/)env$/.test(argv[0] ?? '') ? argv.slice(1) : argv;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (!POSIX_SHELLS.has(name)) return 'other';
  let flags = '';
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word === '--login') flags += 'l';
    else if (word === '--norc' || word === '--noprofile' || word === '--posix') continue;
    else if (!/^-[a-zA-Z]+$/.test(word)) return 'other';
    else {
      flags += word.slice(1);
      // Each `o` takes the next word: `-euo pipefail`.
      for (const char of word) if (char === 'o') at++;
    }
  }
  if (!flags.includes('c')) return 'other';
  const startup = env.get('BASH_ENV');
  const readsFiles = name === 'zsh' || /[li]/.test(flags) || (startup !== undefined && startup !== '');
  return readsFiles ? 'login' : 'posix';
}
