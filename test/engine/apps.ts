/**
 * Small applications with the Dockerfile that people write first: everything copied, then installed, run as root. Some
 * are traps: the nearest change would break them.
 */

/** One request or line, and what has to come back. */
export interface Exchange {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string;
  readonly answer: string;
  readonly status?: number;
}

export interface App {
  /** Its folder below apps/. */
  readonly name: string;
  readonly title: string;
  /** Where its Dockerfile is, if not at the root. */
  readonly dockerfile?: string;
  /** It has the build argument MODULES: where Go modules come from. */
  readonly hasModules?: true;
  /** What a checkout does not hold, or not so: files that lie about on somebody's machine, and permissions. */
  readonly untracked?: Readonly<Record<string, string>>;
  readonly modes?: Readonly<Record<string, number>>;
  /** A trap: what counts is that it still works, be it as root. */
  readonly mayStayRoot?: true;
  /** It is parted into a builder and a runtime stage, and the image is smaller by at least this share; left out: it is not. */
  readonly split?: number;
  /** A text in one of its sources that shows in its answers: it is changed, as a day's work would change it. */
  readonly source: { readonly file: string; readonly text: string };
  /** How the step begins that has to come from the cache after that change; null where there is nothing to reorder. */
  readonly install: string | null;
  readonly talk:
    | { readonly over: 'http'; readonly exchanges: readonly Exchange[] }
    | { readonly over: 'stdin'; readonly input: string; readonly output: string };
}

export const APPS: readonly App[] = [
  {
    name: 'node-file-dependency',
    title: 'Node with a dependency in a folder and an .npmrc',
    source: { file: 'server.js', text: 'good day' },
    install: 'RUN npm ci',
    talk: {
      over: 'http',
      exchanges: [
        { path: '/', answer: 'good day, if you please' },
        { path: '/x', answer: 'nothing here', status: 404 },
      ],
    },
  },
  {
    name: 'node-workspaces',
    title: 'Node with workspaces, install and build in one RUN, and no .dockerignore for the modules of the host',
    untracked: { 'node_modules/@shop/prices/index.js': "exports.priceOf = () => 'the wrong price in';\n" },
    source: { file: 'packages/api/src/server.js', text: 'crowns' },
    install: 'RUN npm ci',
    talk: {
      over: 'http',
      exchanges: [
        { path: '/bread', answer: '3 crowns' },
        { path: '/gold', answer: 'not sold', status: 404 },
      ],
    },
  },
  {
    name: 'node-uploads',
    title: 'Node with an ignored lockfile, writing into its own folder',
    source: { file: 'index.js', text: 'thank you for' },
    install: 'RUN npm install',
    talk: {
      over: 'http',
      exchanges: [
        { path: '/Note', answer: 'no such upload', status: 404 },
        { method: 'PUT', path: '/Note', body: 'remember the milk', answer: 'thank you for -ote' },
        { path: '/Note', answer: 'remember the milk' },
      ],
    },
  },
  {
    name: 'node-two-stages',
    title: 'Node in two stages, writing into its own folder',
    source: { file: 'src/main.js', text: 'caller' },
    install: 'RUN npm ci',
    talk: {
      over: 'http',
      exchanges: [
        { path: '/', answer: 'the 1. caller' },
        { path: '/', answer: 'the 2. caller' },
      ],
    },
  },
  {
    name: 'yarn-distroless',
    title: 'Yarn in a builder, distroless at the end',
    source: { file: 'src/server.js', text: 'it took' },
    install: 'RUN yarn install',
    talk: { over: 'http', exchanges: [{ path: '/125', answer: 'it took 2 min' }] },
  },
  {
    name: 'go-replace',
    title: 'Go with a module in a folder and one from elsewhere, which the build downloads',
    hasModules: true,
    source: { file: 'main.go', text: 'the api' },
    install: 'RUN go mod download',
    talk: { over: 'http', exchanges: [{ path: '/world', answer: 'the api says "hello world"' }] },
  },
  {
    name: 'go-scratch',
    title: 'Go to scratch, with a download step',
    hasModules: true,
    source: { file: 'cmd/server/main.go', text: 'you said' },
    install: 'RUN go mod download',
    talk: {
      over: 'http',
      exchanges: [{ method: 'POST', path: '/echo', body: 'well', answer: 'you said "well"' }],
    },
  },
  {
    name: 'python-wheel',
    title: 'Python with a folder of wheels',
    source: { file: 'app.py', text: 'good morning' },
    install: 'RUN pip install',
    talk: { over: 'http', exchanges: [{ path: '/Ada', answer: 'good morning, Ada' }] },
  },
  {
    name: 'python-notes',
    title: 'Python with a package in a folder, writing to another folder',
    source: { file: 'notes/server.py', text: 'Notes' },
    install: 'RUN pip install',
    talk: {
      over: 'http',
      exchanges: [
        { path: '/', answer: 'Notes\n' },
        { method: 'POST', path: '/', body: 'buy bread', answer: 'noted' },
        { method: 'POST', path: '/', body: 'bake bread', answer: 'noted' },
        { path: '/', answer: 'Notes\n1. buy bread\n2. bake bread\n' },
      ],
    },
  },
  {
    name: 'python-sqlite',
    title: 'Python with an entrypoint script, and a database in its own folder',
    source: { file: 'visits.py', text: 'in all' },
    install: null,
    talk: {
      over: 'http',
      exchanges: [
        { path: '/', answer: '1 in all, started: yes' },
        { path: '/', answer: '2 in all, started: yes' },
      ],
    },
  },
  {
    name: 'compose-context',
    title: 'Python with a Dockerfile in a folder of its own, which compose names',
    dockerfile: 'deploy/Dockerfile',
    source: { file: 'weather.py', text: 'rain' },
    install: 'RUN pip install',
    talk: { over: 'http', exchanges: [{ path: '/tomorrow', answer: 'rain, tomorrow' }] },
  },
  {
    name: 'java-maven',
    title: 'Java with Maven and a step of its own for the dependencies',
    source: { file: 'src/main/java/com/example/Hello.java', text: 'hello from Java' },
    install: 'RUN mvn -B dependency:resolve',
    talk: { over: 'http', exchanges: [{ path: '/there', answer: 'hello from Java /there' }] },
  },
  {
    name: 'rust-std',
    title: 'Rust without crates: the build stays where it is',
    source: { file: 'src/main.rs', text: 'letters' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/abc', answer: '3 letters' }] },
  },
  {
    name: 'c-make',
    title: 'C with make, from standard input to standard output',
    source: { file: 'shout.c', text: '!!' },
    install: null,
    talk: { over: 'stdin', input: 'quiet\nplease\n', output: 'QUIET!!\nPLEASE!!\n' },
  },
  {
    name: 'alpine-words',
    title: 'a shell script on Alpine',
    source: { file: 'words.sh', text: 'words' },
    install: null,
    talk: { over: 'stdin', input: 'one two three\n\nfour\n', output: '3 words\n0 words\n1 words\n' },
  },
  {
    name: 'alpine-journal',
    title: 'a shell script on Alpine, writing into its own folder',
    source: { file: 'journal.sh', text: 'so far:' },
    install: null,
    talk: { over: 'stdin', input: 'up\nout\n', output: 'so far:\nup\nout\n' },
  },
  {
    name: 'node-postinstall',
    title: 'a trap: a script of the install step reads the sources, and does not fail without them',
    source: { file: 'index.js', text: 'pages are' },
    install: null,
    talk: { over: 'stdin', input: '', output: 'pages are about.txt and home.txt\n' },
  },
  {
    name: 'node-private-settings',
    title: 'a trap: a file that only its owner may read',
    source: { file: 'server.js', text: 'and carry on' },
    modes: { 'settings.json': 0o600 },
    mayStayRoot: true,
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/', answer: 'keep calm and carry on' }] },
  },
  {
    name: 'python-home',
    title: 'a trap: it writes into the home folder',
    source: { file: 'remember.py', text: 'remembered:' },
    mayStayRoot: true,
    install: null,
    talk: { over: 'stdin', input: 'this\nthat\n', output: 'remembered:\nthis\nthat\n' },
  },
  {
    name: 'python-user-site',
    title: "a trap: its packages are in root's home folder",
    source: { file: 'greet.py', text: 'good evening' },
    mayStayRoot: true,
    install: null,
    talk: { over: 'stdin', input: 'Ada\n', output: 'good evening, Ada\n' },
  },
];
