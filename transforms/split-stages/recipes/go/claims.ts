/** What of the RUNs of a Go app is done with once it is built, and which variables only the build reads. */
import type { Invocation } from '../../../../src/dockerfile/commands.ts';
import { programName } from '../../../../src/project/go/import-path.ts';
import type { App, Step } from '../../app.ts';

/** They write Go sources, check them, or nothing at all. Sources: the tools' READMEs. */
const TOOLS: ReadonlySet<string> = new Set(
  (
    'gofmt goimports gofumpt golangci-lint staticcheck govulncheck gosec golint revive errcheck dep glide govendor godep gox ' +
    'swag templ qtc easyjson wire sqlc mockgen mockery moq counterfeiter stringer enumer go-enum go-bindata go-bindata-assetfs statik packr packr2 pkger ' +
    'esc protoc protoc-gen-go protoc-gen-go-grpc protoc-gen-grpc-gateway protoc-gen-openapiv2 protoc-gen-validate buf ent gqlgen ' +
    'oapi-codegen goa ginkgo gotestsum upx strip file air dlv gopls'
  ).split(' '),
);
/** They leave nothing behind but the shell's own state, or a line of text. */
const HARMLESS: ReadonlySet<string> = new Set(
  'cd pwd set export echo printf ls true : test [ env date uname whoami id'.split(' '),
);
/** What `go` does for the build alone, or to see whether it is right. Source: go help. */
const VERBS: ReadonlySet<string> = new Set(
  'build install get mod work list vet test fmt fix env version clean doc telemetry tool generate run'.split(' '),
);

/** The steps that work for the build alone, and write nothing by a redirection. */
export function claimsOf(app: App): ReadonlySet<Invocation> {
  const claimed = app.steps.filter(({ call: { name, command } }, at) => {
    const writes = command.redirects.some(
      ({ operator, target }) =>
        /^(?:&?>|>>|>\|)/.test(operator) &&
        target?.value !== '/dev/null' &&
        !(operator === '>&' && /^[\d-]+$/.test(target?.value ?? '')),
    );
    if (writes || name === null) return false;
    return TOOLS.has(name) || HARMLESS.has(name) || (name === 'go' && isDone(app, app.steps[at]!));
  });
  return new Set(claimed.map(({ call }) => call));
}

/** Whether nothing that runs can want what the call leaves. */
function isDone(app: App, step: Step): boolean {
  const [verb, ...args] = step.call.args.map(({ value }) => value);
  if (verb === undefined || verb === null || !VERBS.has(verb)) return false;
  if (verb === 'generate') return directives(app).every((words) => isGenerator(words));
  if (verb === 'run' || (verb === 'tool' && args[0] !== 'cover' && args[0] !== 'vet'))
    return isGenerator(['go', verb, ...args]);
  if (verb !== 'install') return true;
  // A program from elsewhere: somebody may mean to run it in the container.
  const remote = args.filter((word) => word?.includes('@') === true);
  return remote.every((word) => TOOLS.has(programName(word?.split('@')[0] ?? '')));
}

/** The words of all `//go:generate` lines of the app. */
function directives({ sources, project }: App): readonly (readonly string[])[] {
  return sources.files
    .filter(({ path }) => path.endsWith('.go'))
    .flatMap(({ path }) => [...(project.readText(path) ?? '').matchAll(/^\/\/go:generate[ \t]+(.+)$/gm)])
    .map(([, words = '']) => words.trim().split(/\s+/));
}

/** `qtc -dir=.`, `go run example.com/stringer@v1 -type=T`, `go tool templ generate`. */
function isGenerator([name = '', verb, ...args]: readonly (string | null)[]): boolean {
  if (name !== 'go') return TOOLS.has(name ?? '');
  if (verb !== 'run' && verb !== 'tool') return verb === 'fmt' || verb === 'build' || verb === 'mod';
  const program = args.find((word) => word !== null && !word.startsWith('-'));
  return TOOLS.has(programName((program?.split('@')[0] ?? '').replace(/\/\.\.\.$/, '')));
}

/** Read by the go command and the tools it calls. Those that a running program reads (GODEBUG, GOGC) are not among them. Source: go help environment. */
const BUILD_VARIABLES: readonly string[] = (
  'CGO_ENABLED CGO_CFLAGS CGO_CPPFLAGS CGO_CXXFLAGS CGO_LDFLAGS CC CXX GOOS GOARCH GOARM GOARM64 GO386 GOAMD64 GOMIPS GO111MODULE ' +
  'GOPROXY GOSUMDB GOPRIVATE GONOSUMDB GONOPROXY GOINSECURE GOVCS GOFLAGS GOCACHE GOMODCACHE GOPATH GOBIN GOROOT GOTOOLCHAIN ' +
  'GOTMPDIR GOWORK GOEXPERIMENT'
).split(' ');

/** @param files of the context that are linked in. */
export function buildVariables({ project, start }: App, files: readonly string[]): readonly string[] {
  const scripts = start.calls.flatMap(({ file, origin }) => [file, origin?.kind === 'context' ? origin.path : null]);
  const texts = [...new Set([...files, ...scripts])].flatMap((path) =>
    path === null ? [] : (project.readText(path) ?? []),
  );
  const commands = start.calls.flatMap(({ call }) => [call.program.text, ...call.args.map(({ text }) => text)]);
  const isRead = (name: string) =>
    texts.some((text) => text.includes(`"${name}"`) || text.includes(`$${name}`) || text.includes(`\${${name}`)) ||
    commands.some((text) => text.includes(name));
  return BUILD_VARIABLES.filter((name) => !isRead(name));
}
