/** What each program of the RUNs does for an app of Ruby. */
import { type CallWords, hasOption, optionOf, readWords } from '../../../../src/app/call-words.ts';
import type { Word } from '../../../../src/dockerfile/shell.ts';
import type { Step } from '../../app.ts';

export type Kind =
  /** Bundler puts gems somewhere, and writes Gemfile.lock. */
  | 'install'
  /** The same, with options of which nothing is known. */
  | 'unread'
  /** A setting of Bundler. */
  | 'config'
  /** `gem install`. */
  | 'gem'
  /** A task of Rails that writes below the folder of the app. */
  | 'writes-app'
  /** It shows, checks or cleans, or brings a tool for the build. */
  | 'neutral';

export interface RubyCall {
  readonly step: Step;
  readonly kind: Kind;
  readonly words: CallWords;
}

/** Source: the manual pages of bundle-install and gem. */
const VALUED: ReadonlySet<string> = new Set(
  '-j --jobs -r --retry --gemfile --path --without --with --binstubs --trust-policy -v --version -s --source -P'.split(
    ' ',
  ),
);
/** Options of `bundle install` whose effect is known. `--standalone` and `--target-rbconfig` are not. */
const INSTALL_OPTIONS: ReadonlySet<string> = new Set(
  (
    '-j --jobs --retry --gemfile --path --without --with --deployment --frozen --quiet --no-cache --clean --no-clean --local --full-index ' +
    '--force --redownload --prefer-local --no-prune --verbose --trust-policy --system --no-color'
  ).split(' '),
);
const GEM_OPTIONS: ReadonlySet<string> = new Set(
  (
    '-v --version -N --no-document --no-ri --no-rdoc --no-doc --conservative --force -f --quiet -q --silent --verbose -V --source -s ' +
    '--clear-sources --prerelease --pre --minimal-deps --default --no-format-exec --format-executable --user-install'
  ).split(' '),
);
/** Tasks that write what is served, or caches, below the folder of the app. Sources: the gems' READMEs. */
const TASKS =
  /^(?:assets:(?:precompile|clean|clobber|environment|sync)|webpacker:(?:compile|clobber)|shakapacker:compile|vite:build(?:_all)?|css:build|javascript:build|tailwindcss:build|dartsass:build|bootsnap:precompile|i18n:js:export|js:routes|tmp:(?:create|clear|cache:clear)|log:clear|db:(?:create|migrate|setup|prepare|seed|schema:load))$/;
const SCRIPT_MANAGERS: ReadonlySet<string> = new Set(['npm', 'yarn', 'yarnpkg', 'pnpm', 'bun']);

/** What a step is to this recipe; null when it is not of it, or what it does is not known. */
export function readCall(step: Step): RubyCall | null {
  const { name, args } = step.call;
  const words = readWords(args, VALUED);
  const kind = kindOf(step, name, words);
  return kind === null ? null : { step, kind, words };
}

function kindOf(step: Step, name: string | null, words: CallWords): Kind | null {
  const { args } = step.call;
  const verb = words.rest[0]?.value ?? null;
  if (name === 'bundle' || name === 'bundler') return bundleKind(args, words, verb);
  if (name === 'gem') {
    if (verb === 'install' || verb === 'i') return knows(words, GEM_OPTIONS) && isPlain(words) ? 'gem' : null;
    return /^(?:list|env|environment|sources|--version|-v|cleanup|which|query|info)$/.test(verb ?? args[0]?.value ?? '')
      ? 'neutral'
      : null;
  }
  if (name === 'rails' || name === 'rake') return isTask(args) ? 'writes-app' : null;
  if (name === 'bootsnap') return verb === 'precompile' ? 'writes-app' : null;
  if (name === 'corepack') return 'neutral';
  if (name === null || !SCRIPT_MANAGERS.has(name)) return null;
  if (hasOption(words, ['-g', '--global']) || verb === 'global') return 'neutral';
  return /^(?:install|i|ci|add|run|run-script|build|exec)$/.test(verb ?? 'install') ? 'writes-app' : null;
}

function bundleKind(args: readonly Word[], words: CallWords, verb: string | null): Kind | null {
  switch (verb) {
    case null:
      // A word that a variable holds may be anything.
      if (words.rest.length > 0) return 'unread';
      return hasOption(words, ['--version', '-v']) ? 'neutral' : knows(words, INSTALL_OPTIONS) ? 'install' : 'unread';
    case 'install':
    case 'i':
      return knows(words, INSTALL_OPTIONS) ? 'install' : 'unread';
    case 'config':
      return 'config';
    case 'check':
    case 'clean':
    case 'list':
    case 'show':
    case 'info':
    case 'platform':
    case 'version':
    case 'doctor':
    case 'env':
      return 'neutral';
    case 'exec':
      return execKind(behindExec(args));
    default:
      return null;
  }
}

function execKind([program, ...args]: readonly Word[]): Kind | null {
  const name = program?.value?.replace(/^.*\//, '') ?? null;
  if (name === 'rails' || name === 'rake') return isTask(args) ? 'writes-app' : null;
  return name === 'bootsnap' && args[0]?.value === 'precompile' ? 'writes-app' : null;
}

/** The words behind `exec` and its own options. */
export function behindExec(args: readonly Word[]): readonly Word[] {
  const at = args.findIndex(({ value }) => value === 'exec');
  const behind = args.slice(at + 1);
  const first = behind.findIndex(({ text }) => !text.startsWith('-'));
  return at < 0 || first < 0 ? [] : behind.slice(first);
}

/** `RAILS_ENV=production assets:precompile --trace`: all of them are known tasks. */
function isTask(args: readonly Word[]): boolean {
  const names = args.filter(({ text }) => !text.startsWith('-') && !/^[A-Z_]+=/.test(text));
  return names.length > 0 && names.every(({ value }) => value !== null && TASKS.test(value));
}

function knows({ options }: CallWords, names: ReadonlySet<string>): boolean {
  return options.every(({ name }) => names.has(name));
}

/** Names of gems and no files, into the place where all gems go. */
function isPlain({ options, rest }: CallWords): boolean {
  return (
    !options.some(({ name }) => name === '--user-install') &&
    rest.slice(1).every(({ value, text }) => /^[\w.:-]+$/.test(value ?? text) || /^"?\$/.test(text))
  );
}

/** Whether a call is one that puts gems somewhere. */
export function isInstall({ kind }: RubyCall): boolean {
  return kind === 'install' || kind === 'gem';
}

/** The value of an option; null when it is known at build time only. */
export function valueOf(words: CallWords, name: string): string | null | undefined {
  return optionOf(words, [name]);
}
