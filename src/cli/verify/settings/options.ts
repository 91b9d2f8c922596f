/** How verify builds and tries, from the configuration file and the command line; the command line wins. */
import { ENGINES, type EngineName } from '../../../verify/container-engine.ts';
import type { Check } from '../../../verify/verified.ts';
import type { ReadConfig } from '../../config.ts';
import { UsageError } from '../../settings.ts';
import type { VerifyFlags } from './arguments.ts';
import type { FileConfig, VerifyConfig } from './config.ts';
import { createFileConfigs, type FileConfigs } from './file-configs.ts';
import { OWN_OPTION, ownOption } from './own-options.ts';
import { DURATION, HTTP, MAX_JOBS, readDuration, readHttp } from './values.ts';

export interface VerifyOptions {
  readonly engine: EngineName;
  readonly builder: string | null;
  readonly jobs: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly isCold: boolean;
  /** @param real the Dockerfile, links followed. */
  of(real: string): FileOptions;
  readonly unmatched: FileConfigs['unmatched'];
}

/** For one Dockerfile. */
export interface FileOptions {
  readonly check: Check;
  /** Null: what else builds it may say. */
  readonly target: string | null;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly buildOptions: readonly string[];
  readonly runOptions: readonly string[];
  readonly change: Change | null;
  /** It is left out. */
  readonly skip: boolean;
}

/** The file that changes: relative to this folder, or to the build context. */
export interface Change {
  readonly file: string;
  readonly from: string;
}

const DEFAULT_TIMEOUT = '30m';
/** Seconds: what does not start at all has mostly ended by then; what starts slowly mostly answers. */
const WATCHED = 5;
const ASKED = 30;

/** @throws UsageError */
export function createVerifyOptions(
  flags: VerifyFlags,
  { config: { verify: config = {} }, folder }: ReadConfig,
  cwd: string,
): VerifyOptions {
  const engine = ENGINES.find((name) => name === flags.engine) ?? config.engine ?? 'docker';
  if (flags.builder !== undefined && engine !== 'docker')
    throw new UsageError(`--builder is there for the engine docker only, not for ${engine}`);
  const builder = engine === 'docker' ? (flags.builder ?? config.builder ?? null) : null;
  const files = createFileConfigs(config.files ?? {}, folder);
  const given = readGiven(flags);
  return {
    engine,
    builder,
    jobs: given.jobs ?? config.jobs ?? 1,
    timeout: given.timeout ?? readDuration(config.timeout ?? DEFAULT_TIMEOUT)!,
    isCold: flags.cached !== true,
    of: (real) => fileOptions(given, flags, files.of(real), config, { cwd, folder }),
    unmatched: files.unmatched,
  };
}

/** Flags whose text has been understood. */
interface Given {
  readonly jobs: number | null;
  readonly timeout: number | null;
  readonly wait: number | null;
  readonly buildArgs: ReadonlyMap<string, string>;
}

function readGiven(flags: VerifyFlags): Given {
  const { jobs, timeout, wait, http, buildArg = [], buildOption = [] } = flags;
  const own = ownOption(buildOption);
  if (own !== null) throw new UsageError(`--build-option=${own}: ${OWN_OPTION}`);
  if (http !== undefined) understood(readHttp(http), `--http ${http}: ${HTTP} is expected`);
  return {
    jobs: jobs === undefined ? null : understood(readJobs(jobs), `--jobs ${jobs}: 1 to ${MAX_JOBS} is expected`),
    timeout:
      timeout === undefined ? null : understood(readDuration(timeout), `--timeout ${timeout}: ${DURATION} is expected`),
    wait: wait === undefined ? null : understood(readSeconds(wait), `--wait ${wait}: a number of seconds is expected`),
    buildArgs: new Map(buildArg.flatMap(readBuildArg)),
  };
}

function understood<T>(value: T | null, otherwise: string): T {
  if (value === null) throw new UsageError(otherwise);
  return value;
}

function readJobs(text: string): number | null {
  const jobs = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return jobs >= 1 && jobs <= MAX_JOBS ? jobs : null;
}

function readSeconds(text: string): number | null {
  const seconds = /^\d{1,5}(?:\.\d+)?s?$/.test(text) ? Number.parseFloat(text) : 0;
  return seconds > 0 ? seconds : null;
}

/** As with `docker build`, a name alone that the environment does not know is not given. */
function readBuildArg(text: string): readonly (readonly [string, string])[] {
  const [, name = '', value] = /^([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (name === '') throw new UsageError(`--build-arg ${text}: write it as <name>=<value>`);
  const given = value ?? (Object.hasOwn(process.env, name) ? process.env[name] : undefined);
  return given === undefined ? [] : [[name, given]];
}

interface Folders {
  readonly cwd: string;
  /** The configuration's. */
  readonly folder: string;
}

function fileOptions(
  given: Given,
  flags: VerifyFlags,
  file: FileConfig,
  config: VerifyConfig,
  { cwd, folder }: Folders,
): FileOptions {
  const change = flags.change ?? file.change;
  return {
    check: checkOf(flags, file, given.wait ?? file.wait ?? config.wait ?? null),
    target: flags.target ?? file.target ?? null,
    buildArgs: new Map([...Object.entries({ ...config.buildArgs, ...file.buildArgs }), ...given.buildArgs]),
    buildOptions: flags.buildOption ?? file.buildOptions ?? config.buildOptions ?? [],
    runOptions: flags.runOption ?? file.runOptions ?? config.runOptions ?? [],
    change: change === undefined ? null : { file: change, from: flags.change === undefined ? folder : cwd },
    skip: file.skip === true,
  };
}

/** One of the command line is for all files. */
function checkOf(flags: VerifyFlags, file: FileConfig, wait: number | null): Check {
  const { smoke, http } = flags.smoke === undefined && flags.http === undefined ? file : flags;
  if (smoke !== undefined) return { kind: 'command', command: smoke };
  const address = http === undefined ? null : readHttp(http);
  return address === null
    ? { kind: 'start', seconds: wait ?? WATCHED }
    : { kind: 'http', ...address, seconds: wait ?? ASKED };
}
