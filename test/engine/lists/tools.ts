/** Tools and bases, where the RUNs are what there is to gain: joined and cleaned, and nothing else may differ. */
import type { App } from '../app.ts';

const RUNS = { only: ['merge-run', 'clean-cache'], keepsAll: true, mayStayRoot: true, install: null } as const;

export const TOOLS: readonly App[] = [
  {
    ...RUNS,
    name: 'tool-lists',
    title: 'update, install and clean-up in RUNs of their own',
    shrinks: 0.15,
    source: null,
    talk: { over: 'shell', script: 'jq --version && echo "{\\"a\\":1}" | jq -c .a' },
  },
  {
    ...RUNS,
    name: 'tool-errexit',
    title: 'a list with errexit',
    shrinks: 0.15,
    hasUser: true,
    source: null,
    talk: { over: 'shell', script: 'build-it --version | head -1; id -un; stat -c %U /work; touch here && ls' },
  },
  {
    ...RUNS,
    name: 'tool-removed',
    title: 'what one RUN downloads and a later one deletes',
    shrinks: 0.03,
    source: null,
    talk: {
      over: 'shell',
      script: 'stat -c "%a %U" /opt/tool/tool.tgz; tar tzf /opt/tool/tool.tgz; ls /tmp',
      output: '600 root\ntool.txt\n',
    },
  },
  {
    ...RUNS,
    name: 'tool-leaks',
    title: 'a trap: commands that must not leak into each other',
    shrinks: 0.15,
    source: null,
    talk: { over: 'shell', script: 'cat /where; ls -d /a /b; stat -c "%a %n" /private /public; echo 2+2 | bc' },
  },
  {
    ...RUNS,
    name: 'tool-wheel',
    title: 'Python with a local package',
    shrinks: 0.08,
    source: { file: 'greeter/greeter.py', text: 'good day' },
    talk: { over: 'shell', script: 'python3 -c "import greeter; print(greeter.greet())"', output: 'good day\n' },
  },
  {
    ...RUNS,
    name: 'tool-folder',
    title: 'Node with a package of the distribution and a dependency in a folder',
    shrinks: 0.01,
    source: { file: 'index.js', text: 'turn' },
    talk: { over: 'shell', script: 'node dist/index.js && dumb-init --version 2>&1' },
  },
  {
    ...RUNS,
    name: 'tool-compiled',
    title: 'a compiler in the builder, and a runtime with its own packages',
    shrinks: 0.15,
    source: { file: 'main.c', text: 'compiled' },
    talk: { over: 'shell', script: 'app && file --version | head -1 && ls /etc/ssl/certs/ca-certificates.crt' },
  },
  {
    ...RUNS,
    name: 'tool-sudo',
    title: 'sudo behind another user, with the line ends of Windows',
    shrinks: 0.15,
    hasUser: true,
    hasCrlf: true,
    source: null,
    talk: { over: 'shell', script: 'id -un; stat -c %U mine; ls /usr/share/zoneinfo/Europe/Paris' },
  },
];
