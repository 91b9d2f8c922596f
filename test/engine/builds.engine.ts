/**
 * Real builds, before and after: both must build, do the same, promise the same, and the second must be smaller.
 *
 * Needs a Docker engine at DOCKER_HOST with the images that setup/setup-engine.sh makes, or the official ones of the
 * same names. Where none answers, it says so and passes.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preset, runPreset } from '../support/preset.ts';
import { build, cleanUp, docker, inspect, missingEngine } from './docker.ts';

interface Build {
  readonly title: string;
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Run in both images; its output must be the same. */
  readonly smoke: string;
}

/** The transforms that promise the same files and the same configuration. For what the others promise see apps.engine.ts. */
const KEEPERS = preset.filter(({ id }) => id === 'merge-run' || id === 'clean-cache');

/** What may be in the image before and not in the one after: caches. Followed by more of the path, or its mode. */
const EXPENDABLE = /^(?:\/var\/lib\/apt\/lists|\/var\/cache\/apt|\/root\/\.npm|\/root\/\.cache)[/ ]/;

const BUILDS: readonly Build[] = [
  {
    title: 'update, install and clean-up in RUNs of their own',
    dockerfile: `FROM debian:bookworm-slim
# tools
RUN apt-get update
RUN apt-get install -y --no-install-recommends \\
    # reads the reports
    jq
RUN apt-get clean
CMD ["jq", "--version"]
`,
    smoke: 'jq --version && echo "{\\"a\\":1}" | jq -c .a',
  },
  {
    title: 'a list with errexit',
    dockerfile: `FROM debian:bookworm-slim
ENV LANG=C.UTF-8
RUN set -eux; \\
\tapt-get update; \\
\tapt-get install -y --no-install-recommends \\
\t\tmake \\
\t; \\
\tln -s make /usr/bin/build-it
RUN set -eux; useradd --system --uid 990 builder; mkdir /work; chown builder /work
USER builder
WORKDIR /work
`,
    smoke: 'build-it --version | head -1; id -un; stat -c %U /work; touch here && ls',
  },
  {
    title: 'what one RUN downloads and a later one deletes',
    dockerfile: `FROM debian:bookworm-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN mkdir -p /opt/tool && head -c 3000000 /dev/zero | tr '\\0' x > /tmp/tool.txt
RUN tar -C /tmp -czf /opt/tool/tool.tgz tool.txt
RUN rm /tmp/tool.txt && chmod 600 /opt/tool/tool.tgz
`,
    smoke: 'stat -c "%a %U" /opt/tool/tool.tgz; tar tzf /opt/tool/tool.tgz; ls /tmp',
  },
  {
    title: 'commands that must not leak into each other',
    dockerfile: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends bc
RUN cd /usr/share && pwd > /where
RUN pwd >> /where && export GREETING=hello && echo "$GREETING" >> /where
RUN echo "[\${GREETING:-unset}]" >> /where || true
RUN mkdir /a; mkdir /b
RUN umask 077 && touch /private
RUN touch /public # open to all
RUN if [ -d /a ]; then echo a >> /where; fi; false || echo still here >> /where
RUN test -e /nowhere || exit 0
RUN echo last >> /where
`,
    smoke: 'cat /where; ls -d /a /b; stat -c "%a %n" /private /public; echo 2+2 | bc',
  },
  {
    title: 'Python with a local package',
    dockerfile: `FROM python:3.11-slim
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends tini
COPY greeter greeter
RUN pip install --no-index --no-build-isolation ./greeter
ENTRYPOINT ["tini", "--"]
CMD ["python3", "-c", "import greeter; print(greeter.greet())"]
`,
    files: {
      'greeter/setup.py': 'from setuptools import setup\nsetup(name="greeter", version="1", py_modules=["greeter"])\n',
      'greeter/greeter.py': 'def greet():\n    return "good day"\n',
    },
    smoke: 'python3 -c "import greeter; print(greeter.greet())"',
  },
  {
    title: 'Node with a dependency in a folder',
    dockerfile: `FROM node:20
WORKDIR /app
RUN apt-get update
RUN apt-get install -y --no-install-recommends dumb-init
COPY package.json ./
COPY left left
RUN npm install --no-audit --no-fund
COPY . .
RUN npm run build
EXPOSE 3000
CMD ["node", "dist/index.js"]
`,
    files: {
      'package.json':
        '{"name":"app","version":"1.0.0","scripts":{"build":"mkdir -p dist && cp index.js dist/"},"dependencies":{"left":"file:./left"}}',
      'left/package.json': '{"name":"left","version":"1.0.0","main":"index.js"}',
      'left/index.js': 'module.exports = () => "left";\n',
      'index.js': 'console.log(require("left")());\n',
    },
    smoke: 'node dist/index.js && dumb-init --version 2>&1',
  },
  {
    title: 'a compiler in the builder, and a runtime with its own packages',
    dockerfile: `FROM debian:bookworm AS build
RUN apt-get update
RUN apt-get install -y --no-install-recommends gcc libc6-dev
COPY main.c /main.c
RUN gcc -o /app /main.c

FROM debian:bookworm-slim
RUN apt-get update && \\
    apt-get install -y --no-install-recommends ca-certificates
RUN apt-get install -y --no-install-recommends file
COPY --from=build /app /usr/local/bin/app
HEALTHCHECK --interval=30s CMD app || exit 1
ENTRYPOINT ["app"]
`,
    files: { 'main.c': '#include <stdio.h>\nint main(void) { puts("compiled"); return 0; }\n' },
    smoke: 'app && file --version | head -1 && ls /etc/ssl/certs/ca-certificates.crt',
  },
  {
    title: 'sudo behind another user, with CRLF line ends',
    dockerfile: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends sudo && \\
    useradd -m dev && echo 'dev ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/dev
USER dev
WORKDIR /home/dev
RUN sudo apt-get update
RUN sudo DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends tzdata
RUN touch mine
`.replaceAll('\n', '\r\n'),
    smoke: 'id -un; stat -c %U mine; ls /usr/share/zoneinfo/Europe/Paris',
  },
];

/** Builds the Dockerfile with these files; the tag is the image's name. */
async function buildFiles(tag: string, dockerfile: string, files: Readonly<Record<string, string>>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'slimify-build-'));
  try {
    for (const [name, text] of Object.entries({ ...files, Dockerfile: dockerfile })) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    await build(tag, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(tag: string, script: string): Promise<string> {
  const { code, all } = await docker('run', '--rm', '--network=none', '--entrypoint', 'sh', tag, '-c', script);
  expect(code, all).toBe(0);
  return all;
}

/** Every path of the image that belongs to it, with its mode and owner. */
async function pathsOf(tag: string): Promise<Set<string>> {
  const skip = ['/proc', '/sys', '/dev'].map((folder) => `-path ${folder} -prune -o`).join(' ');
  const find = ['run', '--rm', '--network=none', '--user=0', '--entrypoint', 'sh', tag, '-c'];
  const { out } = await docker(...find, `find / -xdev ${skip} -printf '%p %m %u:%g\\n'`);
  return new Set(out.trimEnd().split('\n'));
}

const missing = await missingEngine();
if (missing !== null) console.log(`engine: nothing is built, no Docker engine answers (${missing})`);

beforeAll(cleanUp);
afterAll(cleanUp);

describe('real builds', () => {
  test.concurrent.each(BUILDS.map((each, i) => [each.title, i, each] as const))(
    '%s',
    async (title, index, { dockerfile, files = {}, smoke }) => {
      const report = runPreset(dockerfile, { files: { ...files, Dockerfile: dockerfile }, transforms: KEEPERS });
      expect(report.changed).toBe(true);
      expect(report.rejected).toEqual([]);
      if (missing !== null) return;

      const [before, after] = [
        `slimify-test-${process.pid}-${index}:before`,
        `slimify-test-${process.pid}-${index}:after`,
      ];
      await buildFiles(before, dockerfile, files);
      await buildFiles(after, report.after, files);
      const [first, second] = [await inspect(before), await inspect(after)];
      expect(second.config).toEqual(first.config);
      expect(await run(after, smoke)).toBe(await run(before, smoke));
      const [had, has] = [await pathsOf(before), await pathsOf(after)];
      expect(has.size).toBeGreaterThan(100);
      expect([...has].filter((line) => !had.has(line) && !EXPENDABLE.test(line))).toEqual([]);
      expect([...had].filter((line) => !has.has(line) && !EXPENDABLE.test(line))).toEqual([]);
      expect(second.size).toBeLessThan(first.size);
      const saved = ((first.size - second.size) / 1e6).toFixed(1);
      console.log(`engine: ${title}: ${saved} MB smaller, layers ${first.layers} -> ${second.layers}`);
    },
  );
});
