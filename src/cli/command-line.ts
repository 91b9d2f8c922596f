/** What the command lines of a run and of verify have in common. */
import { Command, CommanderError, Option } from 'commander';
import { RISKS } from '../engine/transform.ts';
import { complain, print } from './output.ts';

/** A command that says its mistakes in one line. */
export function createCommand(name: string): Command {
  return new Command(name)
    .configureOutput({
      writeOut: (text) => void print(text),
      // Said by us, in one line.
      outputError: () => {},
    })
    .exitOverride()
    .helpCommand(false);
}

/** What chooses the fixes. */
export function addFixOptions(command: Command): Command {
  return command
    .addOption(new Option('--risk <level>', 'fixes up to this risk (default: assumes)').choices(RISKS))
    .option('--only <ids>', 'these transforms only, comma-separated', addIds)
    .option('--skip <ids>', 'all but these transforms', addIds)
    .option('--set <id.option=value>', 'an option of a transform; can be repeated', addOne);
}

export function addOutputOptions(command: Command): Command {
  return command
    .option('--config <file>', 'read this configuration file')
    .option('--no-config', 'read none')
    .option('-q, --quiet', 'no report: errors only')
    .option('--color', 'colours even when the output is no terminal')
    .option('--no-color', 'no colours');
}

export const CONTEXT_HELP =
  'build context of the Dockerfiles (default: what compose, bake or skaffold files say, else CI files, Makefiles and scripts, else its folder)';

/** @returns the exit code where nothing is left to do: help, or a mistake; both are printed by then. */
export function parseArguments(program: Command, argv: readonly string[]): number | null {
  try {
    program.parse(argv, { from: 'user' });
    return null;
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    if (cause.exitCode === 0) return 0;
    complain(inOneLine(cause, program));
    return 2;
  }
}

/** What commander says of a mistake; of an argument that is missing it does not say whose. */
function inOneLine({ code, message }: CommanderError, { args: [command] }: Command): string {
  const text = message.replace(/^error: /, '').replace(/\n\(Did /, ' (did ');
  return code === 'commander.missingArgument' ? `${text}; slimify ${command} --help shows what it takes` : text;
}

function addIds(value: string, before: string[] = []): string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  ];
}

/** For options that can be repeated. */
export function addOne(value: string, before: string[] = []): string[] {
  return [...before, value];
}
