/** The command line. Says what was typed; whether it makes sense is for settings.ts to say. */
import { type Command, Option } from 'commander';
import { addFixOptions, addOutputOptions, CONTEXT_HELP, createCommand, parseArguments } from './command-line.ts';
import { didYouMean } from './suggest.ts';

export const FORMATS = ['pretty', 'json', 'patch'] as const;
export type Format = (typeof FORMATS)[number];

/** What the first word can be besides a path. */
export const COMMANDS: readonly string[] = ['verify', 'list', 'explain', 'fold', 'help'];

/** The first argument of a thread of ours (pool.ts), where a user's would stand. */
export const THREAD_ARGUMENT = '\0thread';

/** Options of a run as commander gives them. */
export interface Flags {
  readonly write?: true;
  readonly check?: true;
  readonly risk?: string;
  readonly only?: string[];
  readonly skip?: string[];
  readonly set?: string[];
  readonly format: Format;
  readonly explainSkips?: true;
  /** A folder, or false for `--no-context`. */
  readonly context?: string | false;
  readonly stdinFilename?: string;
  /** A file, or false for `--no-config`. */
  readonly config?: string | false;
  readonly quiet?: true;
  readonly color?: boolean;
}

export type Request =
  | { readonly command: 'rewrite'; readonly paths: readonly string[]; readonly flags: Flags }
  | { readonly command: 'list'; readonly color: boolean | undefined }
  | { readonly command: 'explain'; readonly id: string; readonly color: boolean | undefined }
  | {
      readonly command: 'fold';
      readonly build: string;
      readonly image: string;
      readonly flags: Flags;
      /** Flags of a run that it cannot do anything with, as typed: `--check`. */
      readonly foreign: readonly string[];
    }
  /** What was typed behind the word: src/cli/verify/settings/arguments.ts reads it. */
  | { readonly command: 'verify'; readonly argv: readonly string[] }
  /** Help, the version or a usage error: already printed. */
  | { readonly command: 'nothing'; readonly exitCode: number };

/** Reads the arguments behind the program's name. */
export function readArguments(argv: readonly string[], version: string): Request {
  const ofVerify = argumentsOfVerify(argv);
  if (ofVerify !== null) return { command: 'verify', argv: ofVerify };
  let request: Request = { command: 'nothing', exitCode: 0 };
  const program = createProgram(version)
    .argument('[paths...]', 'files, folders (searched, .gitignore honoured), patterns, or - for standard input')
    .action((paths: string[], flags: Flags) => {
      request = { command: 'rewrite', paths, flags };
    });
  program
    .command('verify')
    .description('build images before and after on a real engine, compare them, and say what broke')
    .argument('[paths...]')
    // It has options of its own, and a help text.
    .allowUnknownOption()
    .helpOption(false)
    .action(() => {
      request = { command: 'verify', argv: argv.toSpliced(argv.indexOf('verify'), 1) };
    });
  program
    .command('list')
    .description('list the transforms in the order in which they run')
    .action(() => {
      request = { command: 'list', color: program.opts<Flags>().color };
    });
  program
    .command('explain')
    .argument('<id>')
    .description('say what a transform does, why, and show examples')
    .action((id: string) => {
      request = { command: 'explain', id, color: program.opts<Flags>().color };
    });
  program
    .command('fold')
    .summary('make one Dockerfile of two, when a script copies what the first builds into the second')
    .description(FOLD)
    .argument('<build>', 'the file that builds: Dockerfile.build')
    .argument('<image>', 'the file that is shipped: Dockerfile; the one that becomes both')
    .option('-w, --write', 'write it into the second file')
    .option('--context <dir>', 'build context of both')
    .addHelpText('after', `\n${FOLD_HELP}`)
    .action((build: string, image: string, _own: unknown, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      request = { command: 'fold', build, image, flags, foreign: foreignTo(FOLD_FLAGS, program) };
    });
  program
    .command('help')
    .argument('[command]')
    .description('show this, or what a command takes')
    .action((name?: string) => {
      if (name === 'verify') request = { command: 'verify', argv: ['--help'] };
      else helpOf(program, name).help();
    });
  const exitCode = parseArguments(program, argv);
  return exitCode === null ? request : { command: 'nothing', exitCode };
}

/** `slimify verify ...`, or a run with the flag --verify: what is behind the word, or beside it. */
function argumentsOfVerify(argv: readonly string[]): readonly string[] | null {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  const rest = [...flags.filter((word) => word !== '--verify'), ...(end < 0 ? [] : argv.slice(end))];
  if (argv[0] === 'verify') return rest.slice(1);
  return rest.length < argv.length && !COMMANDS.includes(argv[0]!) ? rest : null;
}

function helpOf(program: Command, name: string | undefined): Command {
  if (name === undefined) return program;
  const found = program.commands.find((command) => command.name() === name);
  return found ?? program.error(`there is no command ${name}${didYouMean(name, COMMANDS)}; slimify --help shows them`);
}

function createProgram(version: string): Command {
  const program = createCommand('slimify')
    .description(
      'Rewrites Dockerfiles so that the image is smaller and rebuilds faster. Without a flag: prints the diff, and where it is known an estimate of what is saved.',
    )
    .version(version, '-V, --version')
    .addOption(new Option('-w, --write', 'write in place').conflicts('check'))
    .option('--check', 'exit 1 if anything would change')
    .option('--verify', 'build before and after first; with --write, what works is written (slimify verify --help)');
  addFixOptions(program)
    .addOption(new Option('--format <name>', 'what is printed').choices(FORMATS).default('pretty'))
    .option('--explain-skips', 'say everything that was left alone, and what could be done about it')
    .option('--context <dir>', CONTEXT_HELP)
    .option('--no-context', 'judge the Dockerfiles without their context')
    .option('--stdin-filename <path>', 'path to report for standard input');
  return addOutputOptions(program).addHelpText('after', () => `\n${HELP}`);
}

const FOLD_FLAGS: ReadonlySet<string> = new Set(['--write', '--context', '--color', '--no-color', '--quiet']);

/** What was typed of the flags of a run that is not among these. */
function foreignTo(known: ReadonlySet<string>, program: Command): readonly string[] {
  return program.options.flatMap(({ long, negate }) => {
    const name = long === null || long === undefined ? null : long;
    if (name === null || known.has(name)) return [];
    const key = camelCase(name.replace(/^--(?:no-)?/, ''));
    const isTyped = program.getOptionValueSource(key) === 'cli' && (program.getOptionValue(key) === false) === negate;
    return isTyped ? [name] : [];
  });
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const FOLD =
  'Makes one Dockerfile with two stages of two: the first builds, a script copies what it made out of its image (docker create, docker cp), and the second copies that in. Without a flag: prints the diff of the second. No other file is changed.';

const FOLD_HELP = `What goes where is read from scripts, Makefiles and CI files; without one, only
what go build -o and compilers write is known. What is not certain is not
folded, and why is said.

Example:
  slimify fold Dockerfile.build Dockerfile
  slimify fold -w Dockerfile.build Dockerfile

Exit code: 0 folded, 2 not.
`;

const HELP = `Examples:
  slimify                      what would change in all Dockerfiles below here
  slimify -w Dockerfile        rewrite one
  slimify --check .            for CI: exit 1 if there is something to do
  slimify --format patch . | git apply
  slimify verify Dockerfile    build it before and after, and compare

Exit code: 0 done, 1 --check found changes or verify a regression, 2 something
could not be read, parsed or written.
`;
