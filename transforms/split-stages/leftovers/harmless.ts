/** Programs that leave nothing for the running app: they show, ask, test, or change what only the build looks at. */
import { isBelow } from '../../../src/project/paths.ts';
import type { Step } from '../app.ts';
import { type Ground, isInside, isScratch } from './ground.ts';
import { targetOf } from './words.ts';

/** They write to standard output, or to the shell that runs them. Source: POSIX, GNU coreutils, the tools' manuals. */
const QUIET = words(
  ': true false test [ [[ (( echo printf ls dir cat pwd date env printenv set unset cd pushd popd export readonly local declare typeset shift read ' +
    'return exit break continue trap wait umask ulimit alias hash type which command id whoami groups uname arch nproc hostname getconf grep egrep ' +
    'fgrep head tail wc sort uniq cut tr awk gawk mawk basename dirname readlink realpath stat du df sleep seq expr md5sum sha1sum sha256sum ' +
    'sha512sum shasum cmp diff tac rev comm paste od xxd hexdump file ldd nm objdump readelf strings lsb_release dpkg-architecture dpkg-query ' +
    'getent free ps top uptime mktemp sync ping nslookup host dig jq yq xargs yes time pidof pgrep kill pkill apt-cache ' +
    'apt-mark apt-config debconf-set-selections gpgconf ssh-keyscan strip upx chronic numfmt column less more tput clear',
);
/** They judge the sources, and change nothing. Sources: the tools' manuals. */
const TESTS = words(
  'pytest py.test tox nosetests flake8 pylint mypy black isort ruff bandit eslint tslint prettier jest mocha vitest ava karma jasmine stylelint ' +
    'golint golangci-lint staticcheck gosec ineffassign misspell govulncheck gofmt goimports errcheck shellcheck hadolint clang-tidy ' +
    'clang-format rubocop rspec phpunit phpstan phpcs',
);
const ASKS = /^(?:--?version|-v|-V|version|--?help|-h|--info)$/;
/** Subcommands that test, look up or set the tool itself. Source: each tool's help. */
const VERBS: readonly (readonly [RegExp, RegExp])[] = [
  [/^go$/, /^(?:test|vet|fmt|version|env|list|doc|clean)$/],
  [/^cargo$/, /^(?:test|clippy|fmt|audit|check|tree|metadata|clean|search|nextest|deny)$/],
  [
    /^(?:npm|yarn|pnpm|bun)$/,
    /^(?:test|t|tst|audit|ls|list|lint|outdated|view|info|config|set|doctor|ping|why|cache|run-test)$/,
  ],
  [/^pip[\d.]*$/, /^(?:list|freeze|check|show|config|cache|debug|--version)$/],
  [/^git$/, /^(?:config|rev-parse|describe|log|status|show|branch|tag|--version|ls-files|diff)$/],
  [/^dpkg$/, /^(?:-l|-s|-L|-S|--print-architecture|--list|--get-selections|--add-architecture)$/],
  [/^rpm$/, /^(?:-q\w*|--query|--eval|--import)$/],
  [/^(?:rustup|cargo-\w+)$/, /^(?:show|--version|default|component|target|toolchain|update|override)$/],
  [/^(?:mvn|mvnw)$/, /^(?:test|verify|-version|--version|-v)$/],
  [/^(?:gradle|gradlew)$/, /^(?:test|check|tasks|--version|-v)$/],
  [/^composer$/, /^(?:validate|diagnose|about|clear-cache|clearcache|config)$/],
  [/^corepack$/, /^(?:enable|prepare|install|use|up)$/],
  [/^update-alternatives$/, /^(?:--list|--display|--query)$/],
  [/^(?:python[\d.]*|node|ruby|perl)$/, /^(?:--version|-V|-v)$/],
];
const SCRIPT_RUNNERS = /^(?:npm|yarn|pnpm|bun)$/;
const TEST_SCRIPT = /^(?:test|lint|check|typecheck|type-check|format|prettier|eslint|coverage|audit)(?::[\w:-]+)?$/;

/** Whether a step leaves nothing behind that what runs could miss. */
export function isHarmless(ground: Ground, step: Step): boolean {
  const { name, args } = step.call;
  if (name === null) return false;
  if (QUIET.has(name) || TESTS.has(name)) return true;
  const texts = args.map(({ value, text }) => value ?? text);
  if (texts.length === 1 && ASKS.test(texts[0]!)) return true;
  if (name === 'find') return isHarmlessFind(ground, step);
  if (name === 'gpg' || name === 'gpg2') return keepsKeys(step);
  if (name === '.' || name === 'source')
    return /(?:\/\.cargo\/env|\/bin\/activate|\/etc\/os-release)$/.test(texts[0] ?? '');
  if (name === 'dd' || name === 'ldconfig') return name === 'ldconfig' && !bringsLibraries(ground);
  const verb = texts.find((text) => !text.startsWith('-')) ?? texts[0] ?? '';
  if (/^python[\d.]*$/.test(name) && texts[0] === '-m') return TESTS.has(texts[1] ?? '') || texts[1] === 'unittest';
  if (SCRIPT_RUNNERS.test(name) && (verb === 'run' || verb === 'run-script'))
    return TEST_SCRIPT.test(texts[texts.indexOf(verb) + 1] ?? '');
  if (SCRIPT_RUNNERS.test(name) && TEST_SCRIPT.test(verb)) return true;
  return VERBS.some(([program, verbs]) => program.test(name) && (verbs.test(verb) || verbs.test(texts[0] ?? '')));
}

/** Keys end in a home folder, or where those of packages lie. */
function keepsKeys({ call }: Step): boolean {
  const at = call.args.findIndex(({ text }) => text === '-o' || text === '--output');
  const place = at < 0 ? '/tmp' : (call.args[at + 1]?.value ?? '');
  return /^\/(?:etc\/apt|etc\/pki|usr\/share\/keyrings|tmp)(?:\/|$)|^-$/.test(place);
}

/** Libraries that a COPY put where the loader looks. */
function bringsLibraries({ all }: Ground): boolean {
  return all.some(({ to }) => /^\/(?:usr\/)?(?:local\/)?lib(?:64)?(?:\/|$)|^\/etc\/ld\.so/.test(to));
}

/** Looking is fine anywhere; deleting where no COPY of the runtime stage brings it back; the rest where nobody looks. */
function isHarmlessFind(ground: Ground, step: Step): boolean {
  const { args } = step.call;
  const texts = args.map(({ value, text }) => value ?? text);
  const first = texts.findIndex((text) => /^[-(!\\]/.test(text));
  const places = args.slice(0, first < 0 ? args.length : first).map((word) => targetOf(word, step));
  const acts = texts.flatMap((text, at) => (/^-(?:exec|execdir|ok)$/.test(text) ? [texts[at + 1] ?? ''] : []));
  const isDeleting = texts.includes('-delete') || acts.some((act) => act === 'rm');
  const isChanging = acts.some((act) => !QUIET.has(act) && act !== 'rm' && act !== '/bin/rm');
  if (texts.some((text) => /^-fprint|^-fls/.test(text))) return false;
  if (!isDeleting && !isChanging) return true;
  return places.every((place) => {
    if (place === null) return !isChanging && ground.brought.length === 0;
    const { path } = place;
    if (isScratch(path) || isInside(ground, path)) return true;
    return !isChanging && !ground.brought.some(({ to }) => isBelow(to, path) || isBelow(path, to));
  });
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
