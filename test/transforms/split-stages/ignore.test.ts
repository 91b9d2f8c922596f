/** What `# slimify-ignore` holds back of a stage that is split, and of the stage that comes of it. */
import { expect, test } from 'vitest';
import { slimify } from '../../../src/engine/pipeline.ts';
import { memoryProject } from '../../../src/project/project.ts';
import { preset } from '../../../transforms/index.ts';

const GO = `FROM golang:1.22
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /bin/app .
EXPOSE 8080
CMD ["/bin/app"]
`;

function rewritten(text: string): string {
  const files = {
    Dockerfile: text,
    'go.mod': 'module app\n\ngo 1.22\n',
    'main.go': 'package main\n\nfunc main() {}\n',
  };
  const { after, rejected } = slimify(text, {
    project: memoryProject(files),
    transforms: preset,
    risk: 'assumes',
  });
  expect(rejected).toEqual([]);
  return after;
}

test('without a comment it is split, and what runs is not root', () => {
  expect(rewritten(GO)).toContain('\nFROM gcr.io/distroless/static-debian13:nonroot\n');
});

test('what keeps others from the stage keeps them from both', () => {
  const comment = '# slimify-ignore add-user: it binds what only root may';
  const after = rewritten(`# the app\n${comment}\n${GO}`);
  expect(after).toContain(`\n${comment}\n# What runs: the static binary\nFROM gcr.io/distroless/static-debian13\n`);
  expect(after).toMatch(new RegExp(`^# the app\n${comment}\nFROM golang:1.22 AS builder\n`));
  expect(rewritten(after)).toBe(after);
});

test('where the builder minds the comment above a stage, it stays there with the one that it wants', () => {
  const comment = '# slimify-ignore add-user: it binds what only root may';
  const after = rewritten(`# check=experimental=all;error=true\n\n${comment}\n${GO}`);
  expect(after).toContain(`\n${comment}\n# builder makes the app, and is left behind\nFROM golang:1.22 AS builder\n`);
  expect(after).toContain(`\n${comment}\n# What runs: the static binary\nFROM gcr.io/distroless/static-debian13\n`);
});

test.each(['FROM golang', 'WORKDIR', 'COPY', 'RUN', 'EXPOSE', 'CMD'])('above %s it keeps the stage whole', (start) => {
  const text = GO.replace(start, `# slimify-ignore split-stages: one stage\n${start}`);
  expect(rewritten(text)).not.toContain('builder');
});
