/** The command line of verify. Says what was typed; whether it makes sense is for options.ts to say. */
import { type Command, Option } from 'commander';
import { ENGINES } from '../../../verify/container-engine.ts';
import type { Flags } from '../../arguments.ts';
import {
  addFixOptions,
  addOne,
  addOutputOptions,
  CONTEXT_HELP,
  createCommand,
  parseArguments,
} from '../../command-line.ts';

const VERIFY_FORMATS = ['pretty', 'json', 'markdown', 'html'] as const;
export type VerifyFormat = (typeof VERIFY_FORMATS)[number];

type Shared = 'write' | 'check' | 'risk' | 'only' | 'skip' | 'set' | 'context' | 'config' | 'quiet' | 'color';

/** As commander gives them: texts that nobody has looked at yet. */
export interface VerifyFlags extends Pick<Flags, Shared> {
  readonly format: VerifyFormat;
  readonly engine?: string;
  readonly builder?: string;
  readonly jobs?: string;
  readonly timeout?: string;
  readonly smoke?: string;
  readonly http?: string;
  readonly wait?: string;
  readonly target?: string;
  readonly buildArg?: readonly string[];
  readonly buildOption?: readonly string[];
  readonly runOption?: readonly string[];
  readonly change?: string;
  readonly cached?: true;
}

export type VerifyRequest =
  | { readonly paths: readonly string[]; readonly flags: VerifyFlags }
  /** Help, or a usage error: already printed. */
  | { readonly exitCode: number };

/** Reads what was typed behind `slimify verify`. */
export function readVerifyArguments(argv: readonly string[]): VerifyRequest {
  let request: VerifyRequest = { exitCode: 0 };
  const command = createVerifyCommand().action((paths: string[], flags: VerifyFlags) => {
    request = { paths, flags };
  });
  const exitCode = parseArguments(command, argv);
  return exitCode === null ? request : { exitCode };
}

function createVerifyCommand(): Command {
  const command = createCommand('slimify verify')
    .description(
      'Builds each Dockerfile as it is and as slimify would write it, with your own engine, and compares the images: size, build time, what is built again after a change, configuration, files, and how the container behaves. No file is changed without --write.',
    )
    .argument('[paths...]', 'files, folders (searched, .gitignore honoured) or patterns; default: this folder')
    .option('-w, --write', 'write what was proven; fixes that break it are left out')
    .addOption(new Option('--format <name>', 'what is printed').choices(VERIFY_FORMATS).default('pretty'));
  addBuildOptions(addCheckOptions(command));
  addFixOptions(command)
    .option('--context <dir>', CONTEXT_HELP)
    // Asked for so that they can be answered.
    .addOption(new Option('--no-context').hideHelp())
    .addOption(new Option('--check').hideHelp());
  return addOutputOptions(command).addHelpText('after', `\n${HELP}`);
}

function addCheckOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--smoke <command>', 'a shell command that has to pass on both images; $IMAGE is the image').conflicts(
        'http',
      ),
    )
    .option('--http <:port/path>', 'start the container, and ask it until it answers: both have to')
    .option(
      '--wait <seconds>',
      'how long a started container is watched (default: 5); with --http how long it is asked (default: 30)',
    )
    .option('--run-option <option>', "of the engine's run, for started containers; can be repeated", addOne);
}

function addBuildOptions(command: Command): Command {
  return command
    .addOption(new Option('--engine <name>', 'what builds (default: docker)').choices(ENGINES))
    .option('--builder <name>', 'a buildx builder, which may be a remote one; docker only')
    .option('--jobs <n>', 'Dockerfiles at a time (default: 1); build times can be compared only with 1')
    .option('--timeout <time>', 'for one build: 90s, 20m, 1h (default: 30m)')
    .option('--target <stage>', 'the stage to build (default: what compose and bake files say, else the last)')
    .option('--build-arg <name=value>', 'can be repeated; a name alone takes the value of the environment', addOne)
    .option('--build-option <option>', "of the engine's build; can be repeated", addOne)
    .option('--change <file>', 'the source file that changes, to see what is built again (default: one is chosen)')
    .option('--cached', "use the engine's cache: faster, but no build times");
}

const HELP = `A value that begins with a dash is written with =, as in
--build-option=--network=host.

Without a test the containers are only started, and have to run on or end alike:
--http or --smoke proves more. What is not the same for all Dockerfiles goes
into slimify.config.json:
  { "verify": { "files": { "api/Dockerfile": { "http": ":3000/health" } } } }

Examples:
  slimify verify Dockerfile
  slimify verify --smoke 'docker run --rm "$IMAGE" --version' Dockerfile
  slimify verify --http :3000/health --run-option=--env=PORT=3000 api/Dockerfile
  slimify verify --write .                  write what works, and nothing else
  slimify verify --builder kube --jobs 4 .  on workers of a Kubernetes builder:
                      docker buildx create --name kube --driver kubernetes
  slimify verify --format markdown . > comment.md    for a pull request

Builds run what the Dockerfile says, and smoke tests what you or the
configuration file say, with your rights.

Exit code: 0 nothing broke; what did not work before is no regression. 1 a
regression (also when what broke it could be left out), 2 no engine, or
something could not be read or written. Ctrl-C ends it and removes what it has
made; a second one does not wait for that.
`;
