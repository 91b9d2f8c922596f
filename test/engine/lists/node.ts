/** Small applications: Node. */
import type { App } from '../app.ts';

export const NODE: readonly App[] = [
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
    refused: { 'reorder-copy': 'lifecycle-script' },
    source: { file: 'index.js', text: 'seen:' },
    install: null,
    talk: { over: 'stdin', input: '', output: 'seen: crow and tit, within 60000 ms\n' },
  },
  {
    name: 'node-addon',
    title: 'a trap: Node with a module in C',
    split: 0.675,
    refused: { 'reorder-copy': 'lifecycle-script' },
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
    name: 'node-postinstall',
    title: 'a trap: a script of the install step reads the sources, and does not fail without them',
    refused: { 'reorder-copy': 'lifecycle-script', 'split-stages': 'saves-nothing' },
    source: { file: 'index.js', text: 'pages are' },
    install: null,
    talk: { over: 'stdin', input: '', output: 'pages are about.txt and home.txt\n' },
  },
  {
    name: 'node-private-settings',
    title: 'a trap: a file that only its owner may read',
    staysAsIs: true,
    refused: { 'add-user': 'unreadable-file' },
    source: { file: 'server.js', text: 'and carry on' },
    modes: { 'settings.json': 0o600 },
    mayStayRoot: true,
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/', answer: 'keep calm and carry on' }] },
  },
];
