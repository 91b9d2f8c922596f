/** The frame around every recipe: names, what moves, what is carried, what the start lacks. The plan is a made-up one. */
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/dockerfile/document.ts';
import { slimify } from '../../../src/engine/pipeline.ts';
import { defineTransform, fixKey } from '../../../src/engine/transform.ts';
import { memoryProject } from '../../../src/project/project.ts';
import { readApp } from '../../../transforms/split-stages/app.ts';
import { refuseFile } from '../../../transforms/split-stages/frame/refuse.ts';
import { frame } from '../../../transforms/split-stages/frame.ts';
import { isRefusal, type Plan } from '../../../transforms/split-stages/recipe.ts';

interface Made {
  readonly text: string;
  /** The code of the refusal; null for a fix. */
  readonly refused: string | null;
}

const FILES = { 'main.go': 'package main\n', 'start.sh': '#!/bin/sh\nexec ./app\n' };

/** Splits with a plan that claims `go`, through the engine and all its checks. */
function split(text: string, plan: Partial<Plan> = {}, files: Readonly<Record<string, string>> = FILES): Made {
  const known = { Dockerfile: text, ...files };
  let refused: string | null = null;
  const transform = defineTransform({
    id: 'split',
    summary: 'Splits.',
    why: 'A test.',
    risk: 'changes',
    examples: [],
    defaults: {},
    optionDocs: {},
    *find({ doc, project }) {
      const stage = doc.stages.at(-1)!;
      if (stage.image === (plan.runtime ?? PLAN.runtime) || stage.image === PLAN.runtime) return;
      const app = readApp(doc, project, stage);
      if (isRefusal(app)) {
        refused = app.refused.code;
        return;
      }
      const claims = new Set(app.steps.filter(({ call }) => call.name === 'go').map(({ call }) => call));
      const otherwise = plan.otherwise === undefined ? {} : { otherwise: { ...plan.otherwise, claims } };
      const found = frame(app, { ...PLAN, claims, ...plan, ...otherwise });
      if (isRefusal(found)) refused = found.refused.code;
      else yield { ...found, key: fixKey('split', doc, stage.from), at: stage.from.span };
    },
  });
  const report = slimify(text, {
    project: memoryProject(known),
    transforms: [transform],
    risk: 'assumes',
    options: {},
  });
  expect(report.error).toBeNull();
  expect(report.rejected).toEqual([]);
  expect(parseDocument(report.after).ok).toBe(true);
  return { text: report.after, refused };
}

const PLAN: Plan = {
  ecosystem: 'Go',
  runtime: 'debian:bookworm-slim',
  keeps: 'the binary',
  edits: [],
  finishes: [],
  carries: [{ path: '/src/app', kind: 'file' }],
  moves: [],
  repeats: [],
  lines: [],
  packages: [],
  claims: new Set(),
  brings: [],
  buildVariables: ['CGO_ENABLED'],
  declares: [],
  risk: 'assumes',
  assumption: 'nothing else is needed',
};
const BUILD = 'WORKDIR /src\nCOPY . .\nRUN go build -o app\n';

/** The lines from the second FROM on, and the comment above it. */
function runtimeOf(made: Made): string {
  expect(made.refused).toBeNull();
  return made.text.slice(made.text.indexOf('# What runs') < 0 ? 0 : made.text.indexOf('# What runs'));
}

describe('what stays and what moves', () => {
  test('the builder keeps its text, the end of the file becomes the end of the runtime stage', () => {
    expect(split(`FROM golang:1.22\n${BUILD}EXPOSE 8080\nCMD ["./app"]\n`).text).toBe(
      `# builder makes the app, and is left behind\nFROM golang:1.22 AS builder\n${BUILD}\n` +
        '# What runs: the binary\nFROM debian:bookworm-slim\nWORKDIR /src\nCOPY --from=builder /src/app ./app\n' +
        'EXPOSE 8080\nCMD ["./app"]\n',
    );
  });
  test('settings among the steps move with their comments, blank lines stay as they were', () => {
    const made = split(
      `FROM golang:1.22\n\n# who\nLABEL a=b\n\nWORKDIR /src\nCOPY . .\nRUN go build -o app\n\n# the port\nEXPOSE 80\n\nCMD ["./app"]\n`,
    );
    expect(made.text).toBe(
      '# builder makes the app, and is left behind\nFROM golang:1.22 AS builder\n\nWORKDIR /src\nCOPY . .\nRUN go build -o app\n\n' +
        '# What runs: the binary\nFROM debian:bookworm-slim\n# who\nLABEL a=b\nWORKDIR /src\nCOPY --from=builder /src/app ./app\n' +
        '\n# the port\nEXPOSE 80\n\nCMD ["./app"]\n',
    );
  });
  test('what moves stands with the settings, behind the COPYs of the runtime stage', () => {
    const made = split(`FROM golang:1.22\nEXPOSE 80\n${BUILD}\nCOPY start.sh /\n\n# start\nCMD ["/start.sh"]\n`);
    expect(runtimeOf(made)).toContain('COPY start.sh /\n\nEXPOSE 80\n# start\nCMD ["/start.sh"]\n');
  });
  test('a command above the last step moves behind it', () => {
    const made = split('FROM golang:1.22\nCMD ["./app"]\nWORKDIR /src\nCOPY . .\nRUN go build -o app\n');
    expect(runtimeOf(made)).toBe(
      '# What runs: the binary\nFROM debian:bookworm-slim\nWORKDIR /src\nCOPY --from=builder /src/app ./app\nCMD ["./app"]\n',
    );
  });
  test('a file without a last line end keeps that', () => {
    expect(split(`FROM golang:1.22\n${BUILD}CMD ["./app"]`).text).toMatch(/\nCMD \["\.\/app"\]$/);
    expect(split('FROM golang:1.22\nCMD ["./app"]\nWORKDIR /src\nCOPY . .\nRUN go build -o app').text).toMatch(
      /\nCMD \["\.\/app"\]$/,
    );
  });
  test('a comment above FROM stays, and takes no second one', () => {
    expect(split(`# my app\nFROM golang:1.22\n${BUILD}CMD ["./app"]\n`).text).toMatch(
      /^# my app\nFROM golang:1\.22 AS builder\nWORKDIR/,
    );
  });
  test('lower case and indentation are those of the file', () => {
    const made = split('  from golang:1.22\n  workdir /src\n  copy . .\n  run go build -o app\n  cmd ["./app"]\n');
    expect(made.text).toBe(
      '  # builder makes the app, and is left behind\n  from golang:1.22 as builder\n  workdir /src\n  copy . .\n  run go build -o app\n\n' +
        '  # What runs: the binary\n  from debian:bookworm-slim\n  workdir /src\n  copy --from=builder /src/app ./app\n  cmd ["./app"]\n',
    );
  });
  test('directives stay first', () => {
    const made = split(`# syntax=docker/dockerfile:1\nFROM golang:1.22\n${BUILD}CMD ["./app"]\n`);
    expect(made.text).toMatch(/^# syntax=docker\/dockerfile:1\n# builder makes/);
  });
});

describe('names', () => {
  test('the runtime stage keeps the name that the stage had', () => {
    const made = split(`FROM golang:1.22 AS web\n${BUILD}CMD ["./app"]\n`);
    expect(made.text).toContain('FROM golang:1.22 AS builder\n');
    expect(made.text).toContain('\n# web is what runs: the binary\nFROM debian:bookworm-slim AS web\n');
  });
  test('a name that says that something is built stays where it is', () => {
    const made = split(
      `FROM golang:1.22 AS build\n${BUILD}ENV A=1\nWORKDIR /data\nUSER 1000\nENTRYPOINT ["/src/app"]\n`,
    );
    expect(made.text).toContain('FROM golang:1.22 AS build\n');
    expect(made.text).toContain('\nFROM debian:bookworm-slim\n');
    expect(made.text).toContain('COPY --from=build /src/app ./app');
  });
  test('but not if a service builds it by that name', () => {
    const made = split(
      `FROM golang:1.22 AS build\n${BUILD}CMD ["./app"]\n`,
      {},
      {
        ...FILES,
        'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      target: build\n',
      },
    );
    expect(made.text).toContain('FROM golang:1.22 AS builder\n');
    expect(made.text).toContain('\nFROM debian:bookworm-slim AS build\n');
  });
  test('a new name is written with the case that its FROM has', () => {
    expect(split(`FROM golang:1.22 as web\n${BUILD}CMD ["./app"]\n`).text).toContain('FROM golang:1.22 AS builder\n');
  });
  test('no name that the file knows already is taken', () => {
    const made = split(
      `FROM node:20 AS builder\nRUN echo a > /a\nFROM golang:1.22\n${BUILD}COPY --from=build /x /src/x\nCMD ["./app"]\n`,
    );
    expect(made.text).toContain('FROM golang:1.22 AS app-builder\n');
  });
});

describe('a last stage that starts from the builder', () => {
  const builder = 'FROM golang:1.22 AS build\nENV MODE=fast\nWORKDIR /src\nCOPY . .\nEXPOSE 80\nRUN go build -o app\n';
  test('starts from the runtime image instead, and gets what it had', () => {
    expect(split(`${builder}\nFROM build\nCMD ["./app"]\n`).text).toBe(
      `${builder}\n# What runs: the binary\nFROM debian:bookworm-slim\nWORKDIR /src\nENV MODE=fast\nEXPOSE 80\n` +
        'COPY --from=build /src/app ./app\nCMD ["./app"]\n',
    );
  });
  test.each([
    ['another stage is FROM it', `${builder}FROM build AS test\nRUN echo\nFROM build\nCMD ["./app"]\n`, {}],
    ['another stage copies from it', `${builder}FROM build\nCOPY --from=build /src/x /x\nCMD ["./app"]\n`, {}],
    [
      'a service builds it',
      `${builder}FROM build\nCMD ["./app"]\n`,
      { 'compose.yaml': 'services:\n  dev:\n    build:\n      context: .\n      target: build\n' },
    ],
  ])('is left alone where the builder would have to change, and %s', (_, text, files) => {
    const made = split(text, { finishes: ['strip app'] }, { ...FILES, ...files });
    expect(made.refused).toBe('stage-used');
    expect(made.text).toBe(text);
  });
  test('keeps its name and its own comment', () => {
    const made = split(`${builder}\n# what we ship\nFROM build AS app\nEXPOSE 81\nENTRYPOINT ["./app"]\n`);
    expect(made.text).toContain('\n# what we ship\nFROM debian:bookworm-slim AS app\nWORKDIR /src\n');
    expect(made.text).not.toContain('What runs');
  });
  test('is a builder itself, if it builds', () => {
    const made = split(
      `FROM golang:1.22 AS base\nWORKDIR /src\nCOPY . .\nFROM base\nRUN go build -o app\nCMD ["./app"]\n`,
    );
    expect(made.text).toContain('FROM base AS builder\nRUN go build -o app\n\n# What runs');
  });
});

describe('variables', () => {
  test('those that the app may read are in both stages, those of the build in one', () => {
    const made = split(`FROM golang:1.22\nENV CGO_ENABLED=0\nENV MODE=fast\n${BUILD}CMD ["./app"]\n`);
    expect(runtimeOf(made)).toContain('WORKDIR /src\nENV MODE=fast\nCOPY');
    expect(runtimeOf(made)).not.toContain('CGO_ENABLED');
  });
  test('an ARG goes along where something that runs is made of it', () => {
    const made = split(
      `FROM golang:1.22\nARG PORT=80\nARG OTHER\nENV PORT=$PORT\n${BUILD}EXPOSE $PORT\nCMD ["./app"]\n`,
    );
    expect(runtimeOf(made)).toContain('ARG PORT=80\nENV PORT=$PORT\n');
    expect(runtimeOf(made)).not.toContain('OTHER');
  });
  test('a path made of that of the image is repeated', () => {
    const made = split(`FROM golang:1.22\nENV PATH=/src:$PATH\n${BUILD}CMD ["app"]\n`);
    expect(runtimeOf(made)).toContain('ENV PATH=/src:$PATH\n');
  });
  test('a variable that only the build reads stays when a moved line names it', () => {
    const made = split(`FROM golang:1.22\nENV CGO_ENABLED=0\n${BUILD}LABEL cgo=$CGO_ENABLED\nCMD ["./app"]\n`);
    expect(runtimeOf(made)).toContain('ENV CGO_ENABLED=0\n');
  });
  test('a user that was set early holds in the runtime stage', () => {
    const made = split(`FROM golang:1.22\nWORKDIR /src\nUSER 1000\nCOPY . .\nRUN go build -o app\nCMD ["./app"]\n`);
    expect(runtimeOf(made)).toContain('COPY --from=builder /src/app ./app\nUSER 1000\nCMD');
  });
});

describe('what is carried', () => {
  test('files of one folder share a line, folders have their own', () => {
    const made = split(`FROM golang:1.22\n${BUILD}CMD ["./app"]\n`, {
      carries: [
        { path: '/src/app', kind: 'file' },
        { path: '/src/a.tmpl', kind: 'file' },
        { path: '/src/static', kind: 'folder' },
        { path: '/etc/x y', kind: 'file' },
        { path: '/go/bin/z', kind: 'file', to: '/usr/local/bin/z' },
      ],
    });
    expect(runtimeOf(made)).toContain(
      'COPY --from=builder /src/app /src/a.tmpl ./\nCOPY --from=builder /src/static ./static\n' +
        'COPY --from=builder ["/etc/x y", "/etc/x y"]\nCOPY --from=builder /go/bin/z /usr/local/bin/z\n',
    );
  });
  test('what is copied beside the sources is copied again, settings of the build are not', () => {
    const made = split(
      'FROM golang:1.22\nCOPY a.conf /etc/app/\nCOPY .netrc /root/\nWORKDIR /src\nCOPY . .\nRUN go build -o app\nCMD ["./app"]\n',
      {},
      { ...FILES, 'a.conf': 'a', '.netrc': 'b' },
    );
    expect(runtimeOf(made)).toContain('COPY --from=builder /src/app ./app\nCOPY a.conf /etc/app/\nCMD');
    expect(runtimeOf(made)).not.toContain('.netrc');
  });
  test('nor is a manifest that was copied to the root for the build', () => {
    const made = split(
      'FROM golang:1.22\nCOPY go.sum ./\nRUN go build -o /src/app\nWORKDIR /src\nCMD ["./app"]\n',
      {},
      { ...FILES, 'go.sum': '' },
    );
    expect(runtimeOf(made)).not.toContain('go.sum');
  });
  test('what another stage gave to the sources goes along', () => {
    const made = split(
      `FROM node:20 AS web\nRUN npm -v > /a\nFROM golang:1.22\nWORKDIR /src\nCOPY . .\nCOPY --from=web /dist ./static\nRUN go build -o app\nCMD ["./app"]\n`,
    );
    expect(runtimeOf(made)).toContain('COPY --from=builder /src/static ./static\n');
  });
  test('into the sources themselves nobody knows what it put', () => {
    const made = split(
      `FROM node:20 AS web\nRUN npm -v > /a\nFROM golang:1.22\nWORKDIR /src\nCOPY . .\nCOPY --from=web /dist .\nRUN go build -o app\nCMD ["./app"]\n`,
    );
    expect(made.refused).toBe('copy-not-read');
  });
  test('commands at the end of the build stand behind its last step', () => {
    const made = split(`FROM golang:1.22\n${BUILD}RUN echo\nCMD ["./app"]\n`, { finishes: ['strip app'] });
    expect(made.text).toContain('RUN go build -o app\nRUN strip app\nRUN echo\n');
  });
  test('also where it is the last line of a file without an end', () => {
    const made = split('FROM golang:1.22\nCMD ["./app"]\nWORKDIR /src\nCOPY . .\nRUN go build -o app', {
      finishes: ['strip app'],
    });
    expect(made.text).toContain('RUN go build -o app\nRUN strip app\n\n# What runs: the binary\n');
    expect(made.text).toMatch(/CMD \["\.\/app"\]$/);
  });
  test('a mode that a RUN has set is kept, whatever COPY brings the file', () => {
    const made = split(
      `FROM golang:1.22\n${BUILD}COPY start.sh /usr/local/bin/\nRUN chmod +x /usr/local/bin/start.sh\nCMD ["start.sh"]\n`,
    );
    expect(runtimeOf(made)).toMatch(/chmod \+x|COPY --from=builder \/usr\/local\/bin\/start\.sh/);
  });
  test('packages are installed with their lists gone, before anything that changes', () => {
    const made = split(`FROM golang:1.22\n${BUILD}CMD ["./app"]\n`, { packages: ['libpq5', 'ca-certificates'] });
    expect(runtimeOf(made)).toContain(
      'FROM debian:bookworm-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends libpq5 ca-certificates \\\n    && rm -rf /var/lib/apt/lists/*\nWORKDIR /src\n',
    );
  });
});

describe('the start', () => {
  test('its script goes along, with the shell that reads it', () => {
    const made = split(`FROM golang:1.22\n${BUILD}CMD ["./start.sh"]\n`);
    expect(runtimeOf(made)).toContain('COPY --from=builder /src/app /src/start.sh ./\n');
  });
  test.each([
    ['a script', 'CMD ["./start.sh"]'],
    ['shell form', 'CMD ./app'],
    ['a health check in shell form', 'HEALTHCHECK CMD ./app -check\nCMD ["./app"]'],
  ])('%s needs a shell', (_, start) => {
    const made = split(`FROM golang:1.22\n${BUILD}${start}\n`, { runtime: 'gcr.io/distroless/static-debian13' });
    expect(made.refused).toBe('program-missing');
  });
  test('where there is none, the other plan is taken', () => {
    const runtime = 'gcr.io/distroless/static-debian13';
    const made = split(`FROM golang:1.22\n${BUILD}CMD ./app\n`, { runtime, otherwise: PLAN });
    expect(runtimeOf(made)).toContain('debian:bookworm-slim');
  });
  test('a tool of the full image that the health check calls is installed', () => {
    const made = split(`FROM golang:1.22\n${BUILD}HEALTHCHECK CMD curl -f localhost\nCMD ["./app"]\n`);
    expect(runtimeOf(made)).toContain('apt-get install -y --no-install-recommends curl \\\n');
  });
  test.each([
    ['the build tool', 'CMD ["go", "run", "."]'],
    ['a program that nobody installs', 'CMD ["frobnicate"]'],
    ['a file that is not carried', 'CMD ["/opt/other/app"]'],
  ])('%s is missing', (_, start) => {
    expect(split(`FROM golang:1.22\n${BUILD}${start}\n`).refused).toBe('program-missing');
  });
  test('an interpreter that a script names must be there', () => {
    const made = split(
      `FROM golang:1.22\n${BUILD}CMD ["./start.sh"]\n`,
      { runtime: 'alpine:3.20' },
      {
        ...FILES,
        'start.sh': '#!/bin/bash\nexec ./app\n',
      },
    );
    expect(made.refused).toBe('program-missing');
  });
});

describe('left alone', () => {
  test.each([
    ['FROM --platform=linux/amd64 golang:1.22\nRUN go build\n', 'platform-set'],
    ['FROM --platform=$BUILDPLATFORM golang:1.22\nRUN go build\n', 'platform-set'],
    ['FROM --platform=$TARGETPLATFORM golang:1.22\nRUN go build\n', null],
    ['FROM example.org/own/go:1\nRUN go build\n', 'unknown-builder'],
    ['FROM golang:1.22\nONBUILD COPY . .\nRUN go build\n', 'base-of-others'],
    ['FROM mcr.microsoft.com/devcontainers/go:1\nRUN go build\n', 'dev-container'],
  ])('%s', (text, code) => {
    const parsed = parseDocument(text);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const found = refuseFile(parsed.document, memoryProject({ Dockerfile: text }), parsed.document.stages[0]!);
    expect(found?.refused.code ?? null).toBe(code);
  });

  test('sources that a service mounts over the app', () => {
    const made = split(
      `FROM golang:1.22\n${BUILD}CMD ["./app"]\n`,
      {},
      {
        ...FILES,
        'compose.yaml': 'services:\n  web:\n    build: .\n    volumes: [".:/src"]\n',
      },
    );
    expect(made.refused).toBe('mounted-over');
  });
  test('a volume over what is built', () => {
    expect(split(`FROM golang:1.22\nVOLUME /src\n${BUILD}CMD ["./app"]\n`).refused).toBe('volume-over-app');
  });
  test('a shell that is not read', () => {
    expect(split(`FROM golang:1.22\nSHELL ["pwsh", "-c"]\n${BUILD}CMD ["./app"]\n`).refused).toBe('shell-not-posix');
  });
  test('a RUN that is not read', () => {
    expect(split(`FROM golang:1.22\nRUN <<EOF\ngo build -o app\nEOF\n${BUILD}CMD ["./app"]\n`).refused).toBe('opaque');
  });
  test('a start that is not read', () => {
    expect(split(`FROM golang:1.22\n${BUILD}CMD ["./run.sh"]\n`).refused).toBe('start-not-read');
  });
});
