/** The frame around every recipe: names, what moves, what is carried, what the start lacks. The plan is a made-up one. */
import { describe, expect, test } from 'vitest';
import { type Instruction, parseDocument } from '../../../src/dockerfile/document.ts';
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
  readonly assumption: string | null;
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
      const isLeft = ({ logical }: Instruction) => plan.leaves?.some((each) => each.logical === logical) === true;
      const leaves = stage.instructions.filter(isLeft);
      const found = frame(app, { ...PLAN, claims, ...plan, leaves, ...otherwise });
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
  return { text: report.after, refused, assumption: report.applied[0]?.assumption ?? null };
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
const STATIC = 'gcr.io/distroless/static-debian13';
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
  test('but where the builder checks that it names the stage, it is set apart', () => {
    const made = split(`# check=experimental=all\n\n# my app\nFROM golang:1.22\n${BUILD}CMD ["./app"]\n`);
    expect(made.text).toContain('# my app\n\nFROM golang:1.22 AS builder\n');
    const named = split(`# check=experimental=all\n\n# builder of it\nFROM golang:1.22\n${BUILD}CMD ["./app"]\n`);
    expect(named.text).toContain('# builder of it\nFROM golang:1.22 AS builder\n');
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
  test('COPYs that nothing needs at run time stay in the builder alone', () => {
    const text = `FROM golang:1.22\n${BUILD}COPY tool /opt/tool\nRUN go build ./x\nCMD ["./app"]\n`;
    const files = { ...FILES, tool: '' };
    const doc = parseDocument(text);
    const copy = doc.ok ? doc.document.stages[0]!.instructions.filter(({ keyword }) => keyword === 'COPY')[1]! : null;
    expect(runtimeOf(split(text, {}, files))).toContain('COPY tool /opt/tool');
    expect(runtimeOf(split(text, { leaves: [copy!] }, files))).not.toContain('tool');
  });
  test('a variable that a line of the runtime stage names goes along', () => {
    const made = split(
      `FROM golang:1.22\nENV POETRY_HOME=/opt/poetry\nENV POETRY_VERSION=1\nENV PATH=$POETRY_HOME/bin:$PATH\n${BUILD}CMD ["./app"]\n`,
    );
    expect(runtimeOf(made)).toContain('ENV POETRY_HOME=/opt/poetry\nENV PATH=$POETRY_HOME/bin:$PATH\nCOPY');
  });
  test('a home is made by its user, not by WORKDIR', () => {
    const made = split(
      'FROM golang:1.22\nRUN useradd -m app\nWORKDIR /home/app\nCOPY . .\nRUN go build -o app\nUSER app\nCMD ["./app"]\n',
      { carries: [{ path: '/home/app/app', kind: 'file' }] },
    );
    expect(runtimeOf(made)).toContain('slim\nRUN useradd -m app\nWORKDIR /home/app\nCOPY');
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
    expect(made.text).toContain('COPY --from=build /src/app /src/app');
  });
  test.each(['maven', 'gradle', 'golang'])('so does one that says with what: %s', (name) => {
    const made = split(`FROM golang:1.22 AS ${name}\n${BUILD}CMD ["./app"]\n`);
    expect(made.text).toContain(`COPY --from=${name} /src/app ./app`);
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
  test('nor that of an additional context, which would be taken for the stage', () => {
    const contexts = '{ builder: ./shared, docker.io/library/build:latest: docker-image://b }';
    const made = split(
      `FROM golang:1.22\n${BUILD}COPY --from=builder /x /src/x\nCMD ["./app"]\n`,
      {},
      {
        ...FILES,
        'compose.yaml': `services:\n  web:\n    build: { context: ., additional_contexts: ${contexts} }\n`,
      },
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
  test('what a RUN has taken away again is not', () => {
    const carries = [
      ...PLAN.carries,
      { path: '/src/.env', kind: 'file' },
      { path: '/src/pages', kind: 'folder' },
    ] as const;
    const files = { ...FILES, '.env': '', 'pages/a.html': '' };
    const behind = (run: string) =>
      split(`FROM golang:1.22\n${BUILD}RUN ${run}\nCMD ["./app"]\n`, { carries, brings: ['app'] }, files);
    expect(runtimeOf(behind('rm -f .env'))).not.toContain('.env');
    expect(runtimeOf(behind('rm -f .env'))).toContain('/src/pages');
    expect(runtimeOf(behind('rm -rf /src/p*'))).not.toContain('/src/pages');
    expect(runtimeOf(behind('rm -rf pages/b.html'))).toContain('/src/pages');
    expect(behind('if true; then rm .env; fi').refused).toBe('step-not-known');
    const before = `FROM golang:1.22\nWORKDIR /src\nRUN rm -f .env\nCOPY . .\nRUN go build -o app\nCMD ["./app"]\n`;
    expect(runtimeOf(split(before, { carries, brings: ['app'] }, files))).toContain('.env');
  });
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
  describe('a working directory that belongs to a user, as the builder made it as that user,', () => {
    const OWN =
      'FROM golang:1.22\nRUN useradd -u 1000 gopher\nUSER gopher\nWORKDIR /src\nCOPY . .\nRUN go build -o app\n';
    test('is made as that user', () => {
      const text = runtimeOf(split(`${OWN}CMD ["./app"]\n`));
      expect(text).toContain('RUN useradd -u 1000 gopher\nUSER gopher\nWORKDIR /src\n');
      expect(text.match(/USER gopher/g)).toHaveLength(1);
    });
    test('is given to that user where root has more to do', () => {
      const text = runtimeOf(split(`${OWN}CMD ["./app"]\n`, { lines: ['RUN npm i -g serve'] }));
      const at = ['WORKDIR /src', 'RUN useradd', 'RUN chown gopher /src', 'USER gopher'].map((part) =>
        text.indexOf(part),
      );
      expect(at).toEqual([...at].sort((a, b) => a - b));
      expect(at).not.toContain(-1);
    });
    test('stays root’s where root has made it', () => {
      const text = runtimeOf(
        split(`${OWN.replace('USER gopher\nWORKDIR /src', 'WORKDIR /src\nUSER gopher')}CMD ["./app"]\n`),
      );
      expect(text).not.toContain('chown');
      expect(text.indexOf('WORKDIR')).toBeLessThan(text.indexOf('USER'));
    });
  });
  test('packages are installed with their lists gone, before anything that changes', () => {
    const made = split(`FROM golang:1.22\n${BUILD}CMD ["./app"]\n`, { packages: ['libpq5', 'ca-certificates'] });
    expect(runtimeOf(made)).toContain(
      'FROM debian:bookworm-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends libpq5 ca-certificates \\\n    && rm -rf /var/lib/apt/lists/*\nWORKDIR /src\n',
    );
  });
});

describe('an archived system', () => {
  const runtime = 'debian:buster-slim';
  test('takes no package, unless the file itself installs some', () => {
    const packages = ['libpq5'];
    expect(split(`FROM golang:1.22\n${BUILD}CMD ["./app"]\n`, { runtime, packages }).refused).toBe('release-archived');
    const made = split(`FROM golang:1.22\nRUN apt-get update && apt-get install -y gcc\n${BUILD}CMD ["./app"]\n`, {
      runtime,
      packages,
    });
    expect(runtimeOf(made)).toContain('libpq5');
  });
});

describe('the start', () => {
  test('its script goes along, with the shell that reads it', () => {
    const made = split(`FROM golang:1.22\n${BUILD}CMD ["./start.sh"]\n`);
    expect(runtimeOf(made)).toContain('COPY --from=builder /src/app /src/start.sh ./\n');
  });
  test.each([
    ['a script', 'CMD ["./start.sh"]'],
    ['a shell that is written out', 'CMD ["sh", "-c", "./app"]'],
    ['a program in front', 'CMD ["env", "A=1", "./app"]'],
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
  test.each([
    ['USER www-data', {}],
    ['USER nobody:nogroup', {}],
    ['ARG NAME=www-data\nUSER $NAME', {}],
    ['', { 'compose.yaml': 'services:\n  web:\n    build: .\n    user: www-data\n' }],
  ])('an image without users of its own lacks %s', (user, files) => {
    const text = `FROM golang:1.22\n${BUILD}${user}\nCMD ["./app"]\n`;
    expect(split(text, { runtime: STATIC }, { ...FILES, ...files }).refused).toBe('user-missing');
    expect(split(text, {}, { ...FILES, ...files }).refused).toBeNull();
  });
  test.each(['root', 'nobody', 'nonroot:nonroot', '1000:1000', '0'])('but not %s', (user) => {
    const made = split(`FROM golang:1.22\n${BUILD}USER ${user}\nCMD ["./app"]\n`, { runtime: STATIC });
    expect(made.refused).toBeNull();
  });
  test('the health check of a service needs its program and its shell', () => {
    const compose = (words: string) => ({
      ...FILES,
      'compose.yaml': `services:\n  web:\n    build: .\n    healthcheck:\n      test: ${words}\n`,
    });
    const text = `FROM golang:1.22\n${BUILD}CMD ["./app"]\n`;
    const made = split(text, {}, compose('["CMD", "curl", "-f", "http://localhost"]'));
    expect(runtimeOf(made)).toContain('--no-install-recommends curl \\\n');
    expect(runtimeOf(made)).not.toContain('compose.yaml');
    expect(split(text, { runtime: STATIC }, compose('./app -check')).refused).toBe('program-missing');
    expect(split(text, { runtime: STATIC }, compose('["CMD", "./app", "-check"]')).refused).toBeNull();
  });
  test('the command of a service is started without a shell, and not read in the container', () => {
    const compose = 'services:\n  web:\n    build: .\n    command: ["./app", "serve"]\n';
    const made = split(
      `FROM golang:1.22\n${BUILD}CMD ["./app"]\n`,
      { runtime: STATIC },
      { ...FILES, 'compose.yaml': compose },
    );
    expect(made.refused).toBeNull();
    expect(runtimeOf(made)).not.toContain('compose.yaml');
  });
  test.each([
    ['https://example.com/ready', 'recommends curl ca-certificates \\\n'],
    ['http://localhost/ready', 'recommends curl \\\n'],
  ])('a health check that asks %s', (url, expected) => {
    const made = split(`FROM golang:1.22\n${BUILD}HEALTHCHECK CMD curl -f ${url}\nCMD ["./app"]\n`);
    expect(runtimeOf(made)).toContain(expected);
  });
  describe('certificates, which git only recommends,', () => {
    const BUNDLE = 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt\n';
    test.each([
      ['are installed where the sources start git', '', ['git'], 'git ca-certificates \\\n'],
      ['are installed where a variable leads to them', BUNDLE, [], 'recommends ca-certificates \\\n'],
      ['are installed once', BUNDLE, ['curl', 'ca-certificates'], 'recommends curl ca-certificates \\\n'],
      ['are not installed for other programs', '', ['jq'], 'recommends jq \\\n'],
      ['are not installed for files of the app', 'ENV SSL_CERT_FILE=/src/own.pem\n', ['jq'], 'recommends jq \\\n'],
    ])('%s', (_, env, packages, expected) => {
      const made = split(`FROM golang:1.22\n${env}${BUILD}CMD ["./app"]\n`, { packages });
      expect(runtimeOf(made)).toContain(expected);
    });
    test('are not installed where the image has them', () => {
      const runtime = 'gcr.io/distroless/static-debian13';
      expect(runtimeOf(split(`FROM golang:1.22\n${BUNDLE}${BUILD}CMD ["./app"]\n`, { runtime }))).not.toContain('RUN');
    });
    test('are carried where the recipe says so', () => {
      const carries = [{ path: '/etc/ssl/certs/ca-certificates.crt', kind: 'file' }, ...PLAN.carries] as const;
      const made = split(`FROM golang:1.22\n${BUILD}CMD ["./app"]\n`, { packages: ['git'], carries });
      expect(runtimeOf(made)).toContain('recommends git \\\n');
    });
  });
  test('where that lacks something too, it says why', () => {
    const runtime = 'gcr.io/distroless/static-debian13';
    const made = split(`FROM golang:1.22\n${BUILD}VOLUME /src\nCMD ./app\n`, { runtime, otherwise: PLAN });
    expect(made.refused).toBe('volume-over-app');
  });
  test('a tool of the full image that the health check calls is installed', () => {
    const made = split(`FROM golang:1.22\n${BUILD}HEALTHCHECK CMD curl -f localhost\nCMD ["./app"]\n`);
    expect(runtimeOf(made)).toContain('apt-get install -y --no-install-recommends curl \\\n');
  });
  test('a tool of the full image is in no folder of programs that is copied along', () => {
    const carries = [{ path: '/opt/venv', kind: 'folder' }, ...PLAN.carries] as const;
    const made = split(
      `FROM golang:1.22\nENV PATH=/opt/venv/bin:$PATH\n${BUILD}HEALTHCHECK CMD curl -f localhost\nCMD ["serve"]\n`,
      { carries },
    );
    expect(runtimeOf(made)).toContain('apt-get install -y --no-install-recommends curl \\\n');
  });
  describe('a program that was installed, and that nothing runs,', () => {
    const installs = (packages: string) => `FROM golang:1.22\nRUN apt-get update && apt-get install -y ${packages}\n`;
    const assumption = (text: string) => split(text).assumption;
    test('is named in what is assumed', () => {
      expect(assumption(`${installs('jq gcc unzip')}${BUILD}CMD ["./app"]\n`)).toBe(
        'nothing else is needed, and nothing runs what jq, unzip brought',
      );
    });
    test('is not when it is kept, or the runtime image has it', () => {
      expect(assumption(`${installs('jq')}${BUILD}HEALTHCHECK CMD jq .\nCMD ["./app"]\n`)).toBe(
        'nothing else is needed',
      );
      expect(assumption(`${installs('bash')}${BUILD}CMD ["./app"]\n`)).toBe('nothing else is needed');
    });
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

  const withContext = (name: string) => ({
    'compose.yaml': `services:\n  web:\n    build: { context: ., additional_contexts: ["${name}=docker-image://b"] }\n`,
  });
  test.each([
    ['the image', 'docker.io/library/golang:1.22', 'replaced'],
    ['another image', 'golang:1.21', null],
  ])('an additional context for %s', (_, name, code) => {
    const text = `FROM golang:1.22\n${BUILD}CMD ["./app"]\n`;
    const parsed = parseDocument(text);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const project = memoryProject({ Dockerfile: text, ...withContext(name) });
    expect(refuseFile(parsed.document, project, parsed.document.stages[0]!)?.refused.code ?? null).toBe(code);
  });
  test('an additional context for the image that it would run on', () => {
    const text = `FROM golang:1.22\n${BUILD}CMD ["./app"]\n`;
    expect(split(text, {}, { ...FILES, ...withContext('debian:bookworm-slim') }).refused).toBe('replaced');
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

describe('RUNs of root behind all COPYs', () => {
  const open = 'WORKDIR /src\nCOPY . .\nRUN chmod 777 start.sh && mkdir -p tmp && chmod 777 tmp\nRUN go build -o app\n';
  const start = { carries: [PLAN.carries[0]!, { path: '/src/start.sh', kind: 'file' }] } as const;
  test('stand in front of the USER', () => {
    const made = split(`FROM golang:1.22\n${open}USER 1000\nEXPOSE 80\nCMD ["./start.sh"]\n`, start);
    expect(runtimeOf(made)).toContain(
      'RUN chmod 777 start.sh && mkdir -p tmp && chmod 777 tmp\nUSER 1000\nEXPOSE 80\nCMD',
    );
  });
  test('also where a COPY stands in front of that', () => {
    const made = split(`FROM golang:1.22\n${open}COPY extra /x\nUSER 1000\nCMD ["./start.sh"]\n`, start, {
      ...FILES,
      extra: '',
    });
    expect(runtimeOf(made)).toMatch(/COPY extra \/x\nRUN chmod 777 [^\n]*\nUSER 1000\nCMD/);
  });
  test('cannot stand behind a USER', () => {
    const made = split(`FROM golang:1.22\n${open}USER 1000\nCOPY extra /x\nCMD ["./start.sh"]\n`, start, {
      ...FILES,
      extra: '',
    });
    expect(made.refused).toBe('step-not-known');
  });
  test('chown of the build is done by COPY', () => {
    const made = split(
      'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o app && chown -R nobody:nogroup /src\nUSER nobody\nCMD ["./app"]\n',
    );
    expect(runtimeOf(made)).toContain(
      'COPY --from=builder --chown=nobody:nogroup /src/app ./app\nRUN chown nobody:nogroup /src\nUSER nobody\n',
    );
  });
});

describe('users', () => {
  test('have to be in the runtime image', () => {
    expect(split(`FROM golang:1.22\n${BUILD}USER gradle\nCMD ["./app"]\n`).refused).toBe('user-missing');
    expect(split(`FROM golang:1.22\n${BUILD}COPY --chown=gradle start.sh /\nCMD ["./app"]\n`).refused).toBe(
      'user-missing',
    );
    expect(split(`FROM golang:1.22\nUSER gradle\n${BUILD}CMD ["./app"]\n`).refused).toBe('user-missing');
  });
  test.each(['1000:1000', 'nobody', 'www-data', 'root', '${APP_USER}'])('%s is', (name) => {
    expect(split(`FROM golang:1.22\nENV APP_USER=nobody\n${BUILD}USER ${name}\nCMD ["./app"]\n`).refused).toBeNull();
  });
  test('are named once', () => {
    const made = split(`FROM golang:1.22\nUSER www-data\n${BUILD}USER 1000\nCMD ["./app"]\n`);
    expect(runtimeOf(made)).not.toContain('www-data');
  });
  test('or are made by a RUN, or by who knows which package', () => {
    expect(split(`FROM golang:1.22\n${BUILD}RUN useradd -u 5000 app\nUSER app\nCMD ["./app"]\n`).refused).toBeNull();
    const install = 'RUN apt-get update && apt-get install -y nginx\n';
    expect(split(`FROM golang:1.22\n${install}${BUILD}USER nginx\nCMD ["./app"]\n`).refused).toBeNull();
  });
});

describe('no line for nothing', () => {
  test('a file that a COPY at the end brings again is not copied out of the builder', () => {
    const carries = [PLAN.carries[0]!, { path: '/start.sh', kind: 'file' }] as const;
    const made = split(`FROM golang:1.22\n${BUILD}COPY start.sh /\nCMD ["/start.sh"]\n`, { carries });
    expect(runtimeOf(made)).not.toContain('/start.sh /start.sh');
  });
  test('no WORKDIR in front of that of the file', () => {
    const made = split(`FROM golang:1.22\n${BUILD}WORKDIR /data\nCMD ["/src/app"]\n`);
    expect(runtimeOf(made)).toBe(
      '# What runs: the binary\nFROM debian:bookworm-slim\nCOPY --from=builder /src/app /src/app\nWORKDIR /data\nCMD ["/src/app"]\n',
    );
    const relative = split(`FROM golang:1.22\n${BUILD}WORKDIR data\nCMD ["/src/app"]\n`);
    expect(runtimeOf(relative)).toContain('WORKDIR /src\nCOPY --from=builder /src/app ./app\nWORKDIR data\n');
  });
});

describe('Java by its path', () => {
  const java = { runtime: 'eclipse-temurin:17-jre', carries: [{ path: '/src/app.jar', kind: 'file' }] } as const;
  test.each(['CMD ["/opt/java/openjdk/bin/java", "-jar", "app.jar"]', 'CMD $JAVA_HOME/bin/java -jar app.jar'])(
    '%s is there',
    (cmd) => {
      expect(split(`FROM maven:3.9-eclipse-temurin-17\n${BUILD}${cmd}\n`, java).refused).toBeNull();
    },
  );
  test('but no tool of the JDK, and no Java of another image', () => {
    const jcmd = 'CMD ["/opt/java/openjdk/bin/jcmd"]';
    expect(split(`FROM maven:3.9-eclipse-temurin-17\n${BUILD}${jcmd}\n`, java).refused).toBe('program-missing');
    const other = 'CMD ["/usr/local/openjdk-17/bin/java", "-jar", "app.jar"]';
    expect(split(`FROM openjdk:17-slim\n${BUILD}${other}\n`, java).refused).toBe('program-missing');
  });
});
