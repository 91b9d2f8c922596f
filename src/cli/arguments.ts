/** The command line. Says what was typed; whether it makes sense is for settings.ts to say. */
import { Command, CommanderError, Option } from 'commander';
import { RISKS } from '../engine/transform.ts';
import { complain, print } from './output.ts';
import { didYouMean } from './suggest.ts';

export const FORMATS = ['pretty', 'json', 'patch'] as const;
export type Format = (typeof FORMATS)[number];

/** What the first word can be besides a path. */
export const COMMANDS: readonly string[] = ['list', 'explain', 'fold', 'help'];

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
  /** Help, the version or a usage error: already printed. */
  | { readonly command: 'nothing'; readonly exitCode: number };

/** Reads the arguments behind the program's name. */
export function readArguments(argv: readonly string[], version: string): Request {
  let request: Request = { command: 'nothing', exitCode: 0 };
  const program = createProgram(version)
    .argument('[paths...]', 'files, folders (searched, .gitignore honoured), patterns, or - for standard input')
    .action((paths: string[], flags: Flags) => {
      request = { command: 'rewrite', paths, flags };
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
    .action((name?: string) => helpOf(program, name).help());
  try {
    program.parse(argv, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    if (cause.exitCode === 0) return { command: 'nothing', exitCode: 0 };
    complain(inOneLine(cause, program));
    return { command: 'nothing', exitCode: 2 };
  }
  return request;
}

function helpOf(program: Command, name: string | undefined): Command {
  if (name === undefined) return program;
  const found = program.commands.find((command) => command.name() === name);
  return found ?? program.error(`there is no command ${name}${didYouMean(name, COMMANDS)}; slimify --help shows them`);
}

/** What commander says of a mistake; of an argument that is missing it does not say whose. */
function inOneLine({ code, message }: CommanderError, { args: [command] }: Command): string {
  const text = message.replace(/^error: /, '').replace(/\n\(Did /, ' (did ');
  return code === 'commander.missingArgument' ? `${text}; slimify ${command} --help shows what it takes` : text;
}

function createProgram(version: string): Command {
  return new Command('slimify')
    .description(
      'Rewrites Dockerfiles so that the image is smaller and rebuilds faster. Without a flag: prints the diff.',
    )
    .version(version, '-V, --version')
    .configureOutput({
      writeOut: (text) => void print(text),
      // Said by us, in one line.
      outputError: () => {},
    })
    .exitOverride()
    .helpCommand(false)
    .addOption(new Option('-w, --write', 'write in place').conflicts('check'))
    .option('--check', 'exit 1 if anything would change')
    .addOption(new Option('--risk <level>', 'fixes up to this risk (default: assumes)').choices(RISKS))
    .option('--only <ids>', 'these transforms only, comma-separated', addIds)
    .option('--skip <ids>', 'all but these transforms', addIds)
    .option('--set <id.option=value>', 'an option of a transform; can be repeated', addOne)
    .addOption(new Option('--format <name>', 'what is printed').choices(FORMATS).default('pretty'))
    .option('--explain-skips', 'say everything that was left alone, and what could be done about it')
    .option(
      '--context <dir>',
      'build context of the Dockerfiles (default: what compose, bake or skaffold files say, else CI files, Makefiles and scripts, else its folder)',
    )
    .option('--no-context', 'judge the Dockerfiles without their context')
    .option('--stdin-filename <path>', 'path to report for standard input')
    .option('--config <file>', 'read this configuration file')
    .option('--no-config', 'read none')
    .option('-q, --quiet', 'no report: errors only')
    .option('--color', 'colours even when the output is no terminal')
    .option('--no-color', 'no colours')
    .addHelpText('after', () => `\n${HELP}`);
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

const FOLD_HELP = `What goes where is read from scripts, Makefiles and CI files; without one, only what
go build -o and compilers write is known. What is not certain is not folded, and why is said.

Example:
  slimify fold Dockerfile.build Dockerfile
  slimify fold -w Dockerfile.build Dockerfile

Exit code: 0 folded, 2 not.
`;

const HELP = `Examples:
  slimify                      what would change in all Dockerfiles below this folder
  slimify -w Dockerfile        rewrite one
  slimify --check .            for CI: exit 1 if there is something to do
  slimify --format patch . | git apply

Exit code: 0 done, 1 --check found changes, 2 something could not be read, parsed or written.
`;

function addIds(value: string, before: string[] = []): string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  ];
}

function addOne(value: string, before: string[] = []): string[] {
  return [...before, value];
}
