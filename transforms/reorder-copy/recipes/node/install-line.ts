/** Whether a program of a RUN is the install of a project. */
import { type Refusal, refuse, type Step } from '../../recipe.ts';
import { argumentsOf, type CommandLine, type Grammar, isOn, readCommandLine, valueOf } from './command.ts';

export interface Tool {
  readonly name: string;
  /** The programs that are it: `yarn`, `yarnpkg`. */
  readonly programs: readonly string[];
  readonly grammar: Grammar;
  /** Whether the words, options left out, are an install, or add packages. */
  isInstall(words: readonly string[]): boolean;
}

/**
 * Reads the command line of an install.
 * @returns null when it is something else, or an install for the whole machine.
 */
export function readInstallLine(step: Step, tool: Tool): CommandLine | Refusal | null {
  const args = argumentsOf(step.call, tool.programs);
  if (args === null) return null;
  const read = readCommandLine(args, tool.grammar);
  if (read.ok) {
    const { line } = read;
    const isGlobal = isOn(line, '-g', '--global') || valueOf(line, '--location') === 'global';
    return tool.isInstall(line.words) && !isGlobal ? line : null;
  }
  // What cannot be read is our subject when its plain words are those of an install.
  const plain = args.flatMap(({ value }) => (value === null || value.startsWith('-') ? [] : [value]));
  const isGlobal = args.some(({ value }) => value === '-g' || value === '--global');
  if (isGlobal || !plain.some((word) => tool.isInstall([word]))) return null;
  if (read.why === 'dynamic') return refuse({ code: 'dynamic-command', text: read.text });
  return refuse({ code: 'option-not-known', tool: tool.name, option: read.text });
}

/** The command as a reader knows it, without its options. */
export function shownCommand(tool: Tool, line: CommandLine): string {
  return [tool.name, ...line.words].join(' ');
}

/** A registry package by name, tag or range, and nothing of the project. */
export function isRegistryPackage(word: string): boolean {
  return /^(?:@[\w.-]+\/)?[\w-][\w.-]*(?:@[\w.^~<>=*-]+)?$/.test(word) && !/\.t(?:ar\.)?gz$/.test(word);
}
