/**
 * Real builds, before and after: both must build, do the same, promise the same, and the second must be smaller.
 *
 * Needs a Docker engine at DOCKER_HOST with the images that setup/setup-engine.sh makes, or the official ones of the
 * same names. Where none answers, it says so and passes.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runPreset } from '../support/preset.ts';

interface Build {
  readonly title: string;
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Run in both images; its output must be the same. */
  readonly smoke: string;
}

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

function docker(args: readonly string[]): { readonly code: number | null; readonly out: string; readonly all: string } {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { code: status, out: stdout ?? '', all: `${stdout ?? ''}${stderr ?? ''}` };
}

/** Why nothing can be built here; null when an engine answers. */
function missingEngine(): string | null {
  const { code, all } = docker(['version', '--format', '{{.Server.Version}}']);
  return code === 0 ? null : all.trim().split('\n').at(-1) || 'there is no docker command';
}

/** Builds the Dockerfile and says how it went; the tag is the image's name. */
function build(tag: string, dockerfile: string, files: Readonly<Record<string, string>>): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'slimify-build-'));
  try {
    for (const [name, text] of Object.entries({ ...files, Dockerfile: dockerfile })) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const { code, all } = docker(['build', '--network=host', '--progress=plain', '--tag', tag, folder]);
    if (code !== 0) throw new Error(`does not build:\n${dockerfile}\n${all.slice(-4000)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inspect(tag: string): { readonly size: number; readonly config: unknown; readonly layers: number } {
  const [image] = JSON.parse(docker(['image', 'inspect', tag]).out);
  return { size: image.Size, config: image.Config, layers: image.RootFS.Layers.length };
}

function run(tag: string, script: string): string {
  const { code, all } = docker(['run', '--rm', '--network=none', '--entrypoint', 'sh', tag, '-c', script]);
  expect(code, all).toBe(0);
  return all;
}

/** Every path of the image that belongs to it, with its mode and owner. */
function pathsOf(tag: string): Set<string> {
  const skip = ['/proc', '/sys', '/dev'].map((folder) => `-path ${folder} -prune -o`).join(' ');
  const find = ['run', '--rm', '--network=none', '--user=0', '--entrypoint', 'sh', tag, '-c'];
  const { out } = docker([...find, `find / -xdev ${skip} -printf '%p %m %u:%g\\n'`]);
  return new Set(out.trimEnd().split('\n'));
}

const missing = missingEngine();
if (missing !== null) console.log(`engine: nothing is built, no Docker engine answers (${missing})`);

describe('real builds', () => {
  test.each(BUILDS.map((each, i) => [each.title, i, each] as const))(
    '%s',
    (title, index, { dockerfile, files = {}, smoke }) => {
      const report = runPreset(dockerfile, { files: { ...files, Dockerfile: dockerfile } });
      expect(report.changed).toBe(true);
      expect(report.rejected).toEqual([]);
      if (missing !== null) return;

      const [before, after] = [`slimify-test-${index}:before`, `slimify-test-${index}:after`];
      build(before, dockerfile, files);
      build(after, report.after, files);
      const [first, second] = [inspect(before), inspect(after)];
      expect(second.config).toEqual(first.config);
      expect(run(after, smoke)).toBe(run(before, smoke));
      const [had, has] = [pathsOf(before), pathsOf(after)];
      expect(has.size).toBeGreaterThan(100);
      expect([...has].filter((line) => !had.has(line) && !EXPENDABLE.test(line))).toEqual([]);
      expect([...had].filter((line) => !has.has(line) && !EXPENDABLE.test(line))).toEqual([]);
      expect(second.size).toBeLessThan(first.size);
      const saved = ((first.size - second.size) / 1e6).toFixed(1);
      console.log(`engine: ${title}: ${saved} MB smaller, layers ${first.layers} -> ${second.layers}`);
      docker(['image', 'rm', before, after]);
    },
  );
});
