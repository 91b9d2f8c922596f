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
  /** Its last stage starts from a smaller image instead, and is smaller by at least this share. */
  readonly rebased?: number;
  /** It runs as a user of its own before. */
  readonly hasUser?: true;
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
    split: 0.675,
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
    split: 0.73,
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
    split: 0.96,
    source: { file: 'shout.c', text: '!!' },
    install: null,
    talk: { over: 'stdin', input: 'quiet\nplease\n', output: 'QUIET!!\nPLEASE!!\n' },
  },
  {
    name: 'go-guide',
    title: 'Go as in an introductory guide: modules first, the program in a folder of the PATH',
    split: 0.99,
    source: { file: 'height.go', text: 'high water' },
    install: null,
    talk: {
      over: 'http',
      exchanges: [
        { path: '/noon', answer: 'low tide at noon' },
        { path: '/eve', answer: 'high water at eve' },
      ],
    },
  },
  {
    name: 'go-embed',
    title: 'Go with embedded pages, and a program that is named after the module',
    split: 0.985,
    source: { file: 'motto.txt', text: 'sow early' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/May', answer: '<p>May: sow early</p>' }] },
  },
  {
    name: 'go-templates',
    title: 'a trap: Go with templates, data and static files that are read at run time',
    split: 0.985,
    source: { file: 'main.go', text: 'today we serve' },
    install: null,
    talk: {
      over: 'http',
      exchanges: [
        { path: '/', answer: '<h1>today we serve</h1><p>soup 4</p>' },
        { path: '/static/menu.css', answer: 'h1 {\n  color: brown;\n}\n' },
      ],
    },
  },
  {
    name: 'go-cmd',
    title: 'Go with cmd/ and internal/, started by a shell',
    split: 0.92,
    source: { file: 'cmd/counterd/main.go', text: 'vowels' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/aeon', answer: '3 vowels (dev, info)' }] },
  },
  {
    name: 'go-install',
    title: 'Go with go install',
    split: 0.99,
    source: { file: 'main.go', text: 'back:' },
    install: null,
    talk: { over: 'stdin', input: 'pots\n', output: 'back: stop\n' },
  },
  {
    name: 'go-vendor',
    title: 'Go with a vendored module, to the root of the image',
    split: 0.99,
    source: { file: 'main.go', text: 'spelt' },
    install: null,
    talk: {
      over: 'http',
      exchanges: [
        { path: '/14', answer: 'spelt XIV' },
        { path: '/x', answer: 'no number\n', status: 400 },
      ],
    },
  },
  {
    name: 'go-cgo',
    title: 'a trap: Go with C',
    split: 0.97,
    source: { file: 'main.go', text: 'cube root' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/27', answer: 'cube root: 3.0' }] },
  },
  {
    name: 'go-entrypoint',
    title: 'Go behind an entrypoint script',
    split: 0.92,
    source: { file: 'main.go', text: 'dong' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/', answer: 'dong dong from the bell tower' }] },
  },
  {
    name: 'go-mixed',
    title: 'Go with a user, a volume, a health check and a script',
    split: 0.9,
    hasUser: true,
    source: { file: 'main.go', text: 'holds' },
    install: null,
    talk: {
      over: 'http',
      exchanges: [
        { path: '/', answer: 'the ledger holds nothing so far\n' },
        { method: 'POST', path: '/', body: 'a bell', answer: 'entered' },
        { path: '/', answer: 'the ledger holds nothing so far\na bell' },
      ],
    },
  },
  {
    name: 'go-run',
    title: 'a trap: Go that is built when it starts',
    mayStayRoot: true,
    source: { file: 'main.go', text: 'welcome,' },
    install: null,
    talk: { over: 'stdin', input: 'Ada\n', output: 'welcome, Ada\n' },
  },
  {
    name: 'go-from-builder',
    title: 'Go whose last stage is the builder once more',
    split: 0.99,
    source: { file: 'main.go', text: 'you said' },
    install: null,
    talk: { over: 'http', exchanges: [{ method: 'POST', path: '/', body: 'ahoy', answer: 'you said ahoy' }] },
  },
  {
    name: 'rust-guide',
    title: 'Rust with cargo install',
    split: 0.975,
    source: { file: 'src/main.rs', text: 'carried to' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/Bern', answer: 'carried to Bern' }] },
  },
  {
    name: 'rust-workspace',
    title: 'Rust with a workspace, and a dash in the name',
    split: 0.975,
    source: { file: 'tools/sum-up/src/main.rs', text: 'in all' },
    install: null,
    talk: { over: 'stdin', input: '1 2 three 4\n', output: 'in all 7\n' },
  },
  {
    name: 'rust-reads',
    title: 'a trap: Rust that reads a file at run time',
    split: 0.965,
    source: { file: 'data/riddles.txt', text: 'legs' },
    install: null,
    talk: { over: 'stdin', input: '1\n9\n', output: 'guess: what runs and has no legs\nguess: none\n' },
  },
  {
    name: 'rust-shell',
    title: 'Rust started by a shell',
    split: 0.915,
    source: { file: 'src/main.rs', text: 'sounding' },
    install: null,
    talk: { over: 'stdin', input: '7\n', output: 'sounding 7 in feet\n' },
  },
  {
    name: 'c-gcc',
    title: 'C with one call of gcc, on Debian',
    split: 0.94,
    source: { file: 'main.c', text: 'secret:' },
    install: null,
    talk: { over: 'stdin', input: 'xyz 1\n', output: 'secret: abc 1\n' },
  },
  {
    name: 'c-cmake',
    title: 'C++ with cmake',
    split: 0.94,
    source: { file: 'src/main.cpp', text: 'longest: ' },
    install: null,
    talk: { over: 'stdin', input: 'a long tale\n', output: 'longest: long\n' },
  },
  {
    name: 'c-zlib',
    title: 'C with a library of the distribution',
    split: 0.77,
    source: { file: 'checksum.c', text: 'check' },
    install: null,
    talk: { over: 'stdin', input: '123456789\n', output: 'check cbf43926\n' },
  },
  {
    name: 'java-jar',
    title: 'Java with Maven, and a resource in the jar',
    split: 0.46,
    source: { file: 'src/main/java/com/example/tram/Main.java', text: 'bound for' },
    install: null,
    talk: {
      over: 'http',
      exchanges: [
        { path: '/seven', answer: 'bound for Harbour' },
        { path: '/six', answer: 'bound for nowhere' },
      ],
    },
  },
  {
    name: 'java-glob',
    title: 'a trap: Java whose jar is started by a glob',
    split: 0.46,
    source: { file: 'src/main/java/com/example/Scale.java', text: 'weighs' },
    install: null,
    talk: { over: 'stdin', input: 'feather\n', output: 'weighs 7 ounces\n' },
  },
  {
    name: 'java-config',
    title: 'a trap: Java that reads a folder of settings at run time',
    split: 0.46,
    source: { file: 'config/note.txt', text: 'ring twice' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/Grace', answer: 'Grace is in 14, ring twice' }] },
  },
  {
    name: 'java-compiles',
    title: 'a trap: Java that compiles at run time',
    source: { file: 'src/main/java/com/example/Sheet.java', text: 'makes' },
    install: null,
    talk: { over: 'stdin', input: '6 * 7\n', output: 'makes 42\n' },
  },
  {
    name: 'python-guide',
    title: 'Python as in an introductory guide: the requirements first',
    split: 0.73,
    source: { file: 'post.py', text: 'a letter for you' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/Ada', answer: 'a letter for you, Ada' }] },
  },
  {
    name: 'python-templates',
    title: 'Python with a package and a folder of templates',
    split: 0.73,
    source: { file: 'cards/__main__.py', text: 'many happy returns' },
    install: 'RUN pip install',
    talk: { over: 'http', exchanges: [{ path: '/Ada', answer: '<p>many happy returns, Ada</p>' }] },
  },
  {
    name: 'python-extension',
    title: 'Python with a module in C',
    split: 0.73,
    source: { file: 'app.py', text: ' found' },
    install: 'RUN pip install',
    talk: { over: 'http', exchanges: [{ path: '/aeon', answer: '3 found' }] },
  },
  {
    name: 'python-compiler',
    title: 'Python with a module in C, and a compiler on a slim image',
    split: 0.64,
    source: { file: 'run.py', text: 'pace:' },
    install: null,
    talk: { over: 'stdin', input: '3\n', output: 'pace: 180\n' },
  },
  {
    name: 'python-own-folder',
    title: 'a trap: Python whose folder belongs to a user, as WORKDIR makes it behind USER',
    split: 0.77,
    hasUser: true,
    source: { file: 'letters.py', text: 'filed:' },
    install: 'RUN pip install',
    talk: { over: 'stdin', input: 'a\nb\n', output: 'filed:, a\nfiled:, b\n' },
  },
  {
    name: 'python-git',
    title: 'a trap: Python that starts git',
    split: 0.6,
    source: { file: 'hashes.py', text: 'known as' },
    install: 'RUN pip install',
    talk: { over: 'stdin', input: 'hello\n', output: 'known as, ce013625\n' },
  },
  {
    name: 'node-express',
    title: 'Node with express and tsc, and files that it reads at run time',
    split: 0.69,
    source: { file: 'src/shelf.ts', text: 'and that is all' },
    install: null,
    talk: {
      over: 'http',
      exchanges: [
        { path: '/books/E', answer: '{"titles":["Emma","Evelina","and that is all"]}' },
        { path: '/', answer: '<h1>Books</h1>\n' },
      ],
    },
  },
  {
    name: 'node-plain',
    title: 'Node without a build, as ES modules, started by npm',
    split: 0.675,
    source: { file: 'lib/phrase.js', text: 'that takes' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/2h', answer: 'that takes 7200000 ms' }] },
  },
  {
    name: 'node-dev-at-start',
    title: 'a trap: Node with a development dependency that is needed at run time',
    split: 0.675,
    source: { file: 'src/main.js', text: 'after' },
    install: 'RUN npm ci',
    talk: { over: 'stdin', input: 'four\n', output: 'four of 6, after 1s, in black\n' },
  },
  {
    name: 'node-generated',
    title: 'a trap: Node with a file that the install step makes',
    split: 0.675,
    source: { file: 'index.js', text: 'seen:' },
    install: null,
    talk: { over: 'stdin', input: '', output: 'seen: crow and tit, within 60000 ms\n' },
  },
  {
    name: 'node-addon',
    title: 'a trap: Node with a module in C',
    split: 0.675,
    source: { file: 'server.js', text: 'mixed to' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/1-4', answer: 'mixed to 2.5' }] },
  },
  {
    name: 'node-site',
    title: 'a site that is bundled, and served by a dependency',
    split: 0.68,
    source: { file: 'src/title.js', text: 'pictures of ships' },
    install: null,
    talk: {
      over: 'http',
      exchanges: [
        { path: '/', answer: '<!doctype html>\n<script src="/main.js"></script>\n' },
        {
          path: '/main.js',
          answer:
            '(() => {\n  // src/title.js\n  var title = "pictures of ships";\n\n  // src/main.js\n  document.title = title;\n})();\n',
        },
      ],
    },
  },
  {
    name: 'node-scripts',
    title: 'Node behind tini and a script that a pattern makes executable, with packages of the distribution',
    split: 0.68,
    source: { file: 'src/main.js', text: 'crosses in' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/60s', answer: 'ferry 1.4.0 crosses in 1m' }] },
  },
  {
    name: 'node-copied',
    title: 'Node in two stages, the last one on the full image without need',
    rebased: 0.675,
    source: { file: 'src/main.js', text: 'lit for' },
    install: 'RUN npm ci',
    talk: { over: 'http', exchanges: [{ path: '/60000', answer: 'lit for 1m' }] },
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
