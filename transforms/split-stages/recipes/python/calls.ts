/** What each program of the RUNs does for the packages of a Python app. */
import {
  type CallWords,
  callText,
  hasOption,
  type Program,
  programOf,
  readWords,
} from '../../../../src/app/call-words.ts';
import { type Invocation, invocations } from '../../../../src/dockerfile/commands.ts';
import type { Step } from '../../app.ts';

export type Kind =
  /** pip puts packages somewhere. */
  | 'pip'
  /** A project's own manager does. */
  | 'poetry'
  | 'uv-sync'
  | 'uv-pip'
  | 'pipenv'
  /** An environment is made. */
  | 'venv'
  /** It prints, checks or cleans: nothing that runs is left by it. */
  | 'neutral'
  /** It brings a tool for the build, which nothing of the start is. */
  | 'tool'
  /** It writes below the folder of the app, files that are read at run time. */
  | 'writes-app';

export interface PythonCall {
  readonly step: Step;
  readonly kind: Kind;
  readonly program: Program;
  readonly words: CallWords;
}

/** Source: pip's _internal/cli/cmdoptions.py, `uv pip install --help`, `python -m venv --help`, `poetry install --help`. */
const VALUED: ReadonlySet<string> = new Set(
  (
    '-r --requirement --requirements -c --constraint --constraints -b --build-constraint --override -e --editable -f --find-links ' +
    '-i --index-url --extra-index-url --index --default-index -t --target --prefix --root --src --platform --python-version ' +
    '--implementation --abi --upgrade-strategy -P --upgrade-package --no-binary --only-binary --progress-bar --root-user-action ' +
    '--report --global-option --config-settings -C --install-option --hash --group --extra --only-group --no-group --log --proxy ' +
    '--retries --timeout --exists-action --trusted-host --cert --client-cert --cache-dir --keyring-provider --use-feature ' +
    '--use-deprecated --python -p --index-strategy --allow-insecure-host --resolution --prerelease --exclude-newer --link-mode ' +
    '--config-file --directory --project --prompt --without --with --only -E --extras --package --no-install-package'
  ).split(' '),
);
/** Packages that install others: wherever they are, the app is not made of them. */
const INSTALLERS: ReadonlySet<string> = new Set(
  'pip setuptools wheel uv poetry poetry-core poetry-plugin-export pipenv virtualenv pip-tools pdm hatch hatchling build cython scikit-build cmake ninja flit'.split(
    ' ',
  ),
);
const SYNCS: readonly string[] = ['install', 'sync'];
const NEUTRAL_PIP = [
  '--version',
  '-V',
  'check',
  'list',
  'freeze',
  'show',
  'cache',
  'config',
  'debug',
  'uninstall',
  'help',
];
/** Subcommands of a Django project that write what is served below its folder. */
const DJANGO = ['collectstatic', 'compilemessages'];
/** They change files in place: what they change is told by their words. */
const CHANGERS: ReadonlySet<string> = new Set(['sed', 'rm', 'mv', 'cp', 'find']);

/** What a step is to this recipe; null when it is not of it. */
export function readCall(step: Step): PythonCall | null {
  const program = programOf(step.call);
  const words = readWords(program.args, VALUED);
  const kind = kindOf(step, program, words);
  return kind === null ? null : { step, kind, program, words };
}

function kindOf(step: Step, { name }: Program, words: CallWords): Kind | null {
  const { call } = step;
  if (isInstaller(step)) return 'neutral';
  const verb = words.rest[0]?.value ?? words.options[0]?.name ?? null;
  if (hasOption(words, ['--help']) && (name === 'pip' || name === 'uv' || name === 'poetry')) return 'neutral';
  switch (name) {
    case 'pip':
      return verb === 'install' ? pipKind(words) : verb !== null && NEUTRAL_PIP.includes(verb) ? 'neutral' : null;
    case 'poetry':
      if (SYNCS.includes(verb ?? '')) return 'poetry';
      return ['config', 'check', 'cache', 'show', '--version', 'lock', 'self'].includes(verb ?? '') ? 'neutral' : null;
    case 'pipenv':
      return SYNCS.includes(verb ?? '')
        ? 'pipenv'
        : ['--version', 'lock', 'check', '--clear'].includes(verb ?? '')
          ? 'neutral'
          : null;
    case 'uv':
      return uvKind(words);
    case 'venv':
    case 'virtualenv':
      return 'venv';
    case 'compileall':
      return words.rest.some(({ value }) => value === null || !/^\/(?:usr|opt)\//.test(value))
        ? 'writes-app'
        : 'neutral';
    // They call pip in the environment that they are in.
    case 'spacy':
      return verb === 'download' ? 'neutral' : null;
    case 'opentelemetry-bootstrap':
      return 'neutral';
  }
  if (/^(?:python|pypy)/.test(name)) return interpreterKind(step, words);
  if (name === 'manage.py') return DJANGO.includes(verb ?? '') ? 'writes-app' : null;
  if (name === 'django-admin' && verb === 'compilemessages') return 'writes-app';
  if (name === '.' || name === 'source') return /\/bin\/activate$/.test(words.rest[0]?.value ?? '') ? 'neutral' : null;
  return CHANGERS.has(call.name ?? '') ? 'writes-app' : null;
}

/** Where Poetry, uv and Rust have their installers. Source: their documentation. */
const INSTALLER_URL =
  /^(?:https:\/\/)?(?:install\.python-poetry\.org|astral\.sh\/uv\/(?:[\d.]+\/)?install\.sh|sh\.rustup\.rs)\b/;

/** `curl -sSL https://install.python-poetry.org | python3 -`: it brings a tool of the build, outside of every environment. */
function isInstaller({ call, body }: Step): boolean {
  const fetches = ({ name, args }: Invocation) =>
    (name === 'curl' || name === 'wget') && args.some(({ value }) => INSTALLER_URL.test(value ?? ''));
  if (fetches(call)) return true;
  const isReader =
    /^(?:python3?|sh|bash)$/.test(call.name ?? '') && call.args.every(({ value }) => /^-/.test(value ?? ''));
  return isReader && invocations(body.list).some(fetches);
}

/** A call that installs nothing but installers. */
function pipKind(words: CallWords): Kind {
  const names = words.rest.slice(1).map(({ value }) => /^["']?([\w.-]+)/.exec(value ?? '')?.[1]?.toLowerCase() ?? '');
  const isListed = hasOption(words, [
    '-r',
    '--requirement',
    '-e',
    '--editable',
    '-t',
    '--target',
    '--prefix',
    '--group',
  ]);
  return names.length > 0 && !isListed && names.every((name) => INSTALLERS.has(name)) ? 'tool' : 'pip';
}

function uvKind({ rest, options }: CallWords): Kind | null {
  const [verb, second] = rest.map(({ value }) => value);
  if (verb === undefined) return options.some(({ name }) => /^(?:--version|-V)$/.test(name)) ? 'neutral' : null;
  if (verb === 'sync') return 'uv-sync';
  if (verb === 'venv') return 'venv';
  if (verb === 'pip') return SYNCS.includes(second ?? '') ? 'uv-pip' : 'neutral';
  return verb === 'lock' || verb === 'cache' || verb === 'python' ? (second === 'install' ? null : 'neutral') : null;
}

function interpreterKind({ call }: Step, { options, rest }: CallWords): Kind | null {
  if (options.length > 0 && rest.length === 0 && options.every(({ name }) => /^(?:-V|--version)$/.test(name)))
    return 'neutral';
  // `python manage.py collectstatic`
  const [script, verb] = call.args.filter(({ value }) => value === null || !value.startsWith('-'));
  const isDjango = /(?:^|\/)manage\.py$/.test(script?.value ?? '') && DJANGO.includes(verb?.value ?? '');
  return isDjango ? 'writes-app' : null;
}

/** Whether a call puts the app's packages somewhere. */
export function isInstall({ kind }: PythonCall): boolean {
  return kind === 'pip' || kind === 'poetry' || kind === 'uv-sync' || kind === 'uv-pip' || kind === 'pipenv';
}

/** A call for messages: lists of packages are long. */
export function commandOf({ step: { call } }: PythonCall): string {
  const words = callText(call);
  return words.length > 60 ? `${words.slice(0, 57)}...` : words;
}
