/** Random RUN bodies whose commands are stubs, and a run of such bodies under a real shell. Seeded: a seed, a text. */
import { spawn } from 'node:child_process';

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Names of the stubs that each RUN may call. */
export const STUBS: readonly (readonly string[])[] = [
  ['a', 'b', 'c', 'g'],
  ['d', 'e', 'f', 'h'],
  ['i', 'j', 'k', 'l'],
];

const ERREXIT = ['set -e', 'set -eu', 'set -ex', 'set -eux', 'set -o errexit', 'set -efx'];
const LEAKS = [
  'cd /usr',
  'cd /',
  'cd /tmp',
  'export V=1',
  'export V=2',
  'unset V',
  'umask 077',
  'set -x',
  'set -u',
  'set -f',
  'W=7',
  'readonly Y=1',
  'shift 0',
  'true',
];

/** Shapes in which errexit holds or is missed in a part only. */
export const ERREXIT_SHAPES: readonly ((one: string, two: string) => string)[] = [
  (one, two) => `( set -e; ${one}; ${two} )`,
  (one, two) => `W=$(${one}; ${two})`,
  (one, two) => `W=$(set -e; ${one}; ${two})`,
  (one, two) => `! { ${one}; ${two}; }`,
  (one, two) => `until ${one}; do ${two}; break; done`,
  (one, two) => `[ -n "$(${one}; ${two})" ]`,
];

/** Bodies of random shape; the text may go over several lines and hold comments. */
export class Bodies {
  constructor(
    private readonly random: () => number,
    /** More shapes of a part, of the names of two stubs. */
    private readonly more: readonly ((one: string, two: string) => string)[] = [],
  ) {}

  body(stubs: readonly string[]): string {
    const text = this.shape(stubs);
    const ended = this.chance(0.08) && !/[;&]$/.test(text) ? `${text};` : text;
    return this.chance(0.12) ? `${ended} # note ${stubs[0]}` : ended;
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)]!;
  }

  private shape(stubs: readonly string[]): string {
    const parts = this.parts(stubs);
    switch (
      this.pick([
        'chain',
        'chain',
        'chain',
        'or',
        'list',
        'errexit',
        'errexit',
        'errexit-chain',
        'leaky',
        'leaky-list',
        'one',
      ])
    ) {
      case 'chain':
        return this.joined(parts, () => '&&');
      case 'or':
        return this.joined(parts, () => this.pick(['&&', '||']));
      case 'list':
        return this.joined(parts, () => this.pick([';', ';', '&&', '||']));
      case 'errexit':
        return `${this.pick(ERREXIT)}${this.gap(';')}${this.joined(parts, () => this.pick([';', ';', ';', '&&', '||']))}`;
      case 'errexit-chain':
        return this.joined([this.pick(ERREXIT), ...parts], () => '&&');
      case 'leaky':
        return this.joined(this.with(this.pick(LEAKS), parts), () => '&&');
      case 'leaky-list':
        return this.joined(this.with(this.pick([...LEAKS, ...ERREXIT, 'set +e']), parts), () =>
          this.pick([';', ';', '&&', '||']),
        );
      default:
        return this.part(stubs[0]!, stubs[1]!);
    }
  }

  private with(part: string, parts: readonly string[]): string[] {
    const at = this.chance(0.7) ? 0 : Math.floor(this.random() * (parts.length + 1));
    return [...parts.slice(0, at), part, ...parts.slice(at)];
  }

  private parts(stubs: readonly string[]): string[] {
    const count = 1 + Math.floor(this.random() * stubs.length);
    return stubs
      .slice(0, count)
      .map((stub, i) => (this.chance(0.3) ? this.part(stub, stubs[(i + 1) % stubs.length]!) : this.simple(stub)));
  }

  private simple(stub: string): string {
    return this.pick([
      stub,
      stub,
      stub,
      `${stub} x "y  z"`,
      `${stub} '#'`,
      `X=1 ${stub}`,
      `${stub} "\${W-}"`,
      `${stub} >&1`,
    ]);
  }

  private part(one: string, two: string): string {
    const inner = this.pick(['&&', ';', '||']);
    return this.pick([
      `! ${one}`,
      `: | ${one}`,
      `printf x | ${one}`,
      `( ${one}${inner === ';' ? ';' : ` ${inner}`} ${two} )`,
      `(cd /usr && ${one})`,
      `{ ${one}${inner === ';' ? ';' : ` ${inner}`} ${two}; }`,
      `if ${one}; then ${two}; fi`,
      `if ${one}; then ${two}; else exit 1; fi`,
      `if [ -n "\${V-}" ]; then ${one}; ${two}; fi`,
      `for n in 1 2; do ${one} $n; done`,
      `for n in 1 2; do ${one}; ${two}; done`,
      `for n in 1 2; do ${one} || exit 1; done`,
      `case x in x) ${one};; *) ${two};; esac`,
      `while ${one}; do ${two}; break; done`,
      `exit 0`,
      `exit 3`,
      `${one} || exit 1`,
      `exec true`,
      `exec false`,
      `trap '${one}' EXIT`,
      `eval "${one}; ${two}"`,
      `W=$(${one})`,
      `t() { ${one}; } && t`,
      `${one} "$(printf '%s' "\${W-none}")"`,
      ...this.more.map((shape) => shape(one, two)),
    ]);
  }

  private joined(parts: readonly string[], operator: () => string): string {
    return parts.reduce((text, part) => `${text}${this.gap(operator())}${part}`);
  }

  /** An operator with blanks, or with a line break and maybe a comment on one of its sides. */
  private gap(operator: string): string {
    const spaced = operator === ';' ? '; ' : ` ${operator} `;
    if (this.chance(0.6)) return spaced;
    const comment = this.chance(0.25) ? '    # why\n' : '';
    if (operator === ';') return `; \\\n${comment}    `;
    return this.chance(0.5) ? ` ${operator} \\\n${comment}    ` : ` \\\n${comment}    ${operator} `;
  }
}

export interface Comparison {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** `set -e` and the like that the SHELL itself sets. */
  readonly options: string;
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: shell variables in shell text
/** Every stub logs its name, arguments, folder, the exported V and the umask; the one that is named by FAIL fails. */
const PRELUDE = [
  'stub() { printf "%s|%s|%s|" "$*" "$PWD" "${V-}"; umask; [ "$1" != "$FAIL" ]; }',
  ...STUBS.flat().map((name) => `${name}() { stub ${name} "$@"; }`),
].join('\n');
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: shell variables in shell text

/**
 * Runs the bodies before and after in one shell, each body in a subshell of its own and only while those before it
 * succeed, for no failure and for each single one.
 * @returns for each comparison the outputs per scenario, `before` and `after`.
 */
export async function compare(
  shell: string,
  comparisons: readonly Comparison[],
): Promise<readonly (readonly [string, string])[]> {
  const script = [PRELUDE, 'exec 2>/dev/null', 'cd /'];
  for (const [i, { before, after, options }] of comparisons.entries()) {
    const names = STUBS.slice(0, before.length)
      .flat()
      .filter((name) => before.some((body) => new RegExp(`\\b${name}\\b`).test(body)));
    script.push(`before() { ${sequence(before, options)}; }`, `after() { ${sequence(after, options)}; }`);
    for (const name of ['none', ...names]) {
      for (const side of ['before', 'after']) script.push(`FAIL=${name}; echo "@${i} ${side} ${name}"; ${side}`);
    }
  }
  const output = await run(shell, script.join('\n'));
  const found = comparisons.map((): [string, string] => ['', '']);
  let at: [number, number] | null = null;
  for (const line of output.trimEnd().split('\n')) {
    const mark = /^@(\d+) (before|after) (\w+)$/.exec(line);
    if (mark !== null) at = [Number(mark[1]), mark[2] === 'before' ? 0 : 1];
    if (at !== null) found[at[0]]![at[1]] += `${mark === null ? line : `@${mark[3]}`}\n`;
  }
  return found;
}

function sequence(bodies: readonly string[], options: string): string {
  const steps = bodies.map(
    (body) => `( ${options} eval ${quoted(body)} ); rc=$?; [ $rc -eq 0 ] || { echo failed; return 0; }`,
  );
  return [...steps, 'echo succeeded'].join('; ');
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The same as a real build does it, one process a body: slow, so for a sample. */
export async function runApart(
  shell: string,
  bodies: readonly string[],
  options: string,
  fail: string,
): Promise<string> {
  let output = '';
  for (const body of bodies) {
    const wrapped = `${PRELUDE}\nFAIL=${fail}\nexec 2>/dev/null\ncd /\n"$0" -c 'exit 0'\n${options}\n`;
    const result = await run(shell, `${wrapped}${body}`, true);
    const code = /\n?@exit (\d+)$/.exec(result)!;
    output += result.slice(0, code.index + (result[code.index] === '\n' ? 1 : 0));
    if (code[1] !== '0') return `${output}failed\n`;
  }
  return `${output}succeeded\n`;
}

function run(shell: string, script: string, withStatus = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = withStatus
      ? spawn(shell, ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'], env: ENVIRONMENT })
      : spawn(shell, ['-s'], { stdio: ['pipe', 'pipe', 'ignore'], env: ENVIRONMENT });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(withStatus ? `${output}@exit ${code}` : output));
    child.stdin?.end(script);
  });
}

const ENVIRONMENT: Readonly<Record<string, string>> = { PATH: '/usr/bin:/bin', HOME: '/', LC_ALL: 'C' };
