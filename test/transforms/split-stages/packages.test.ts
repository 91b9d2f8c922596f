import { expect, test } from 'vitest';
import { parseDocument } from '../../../src/dockerfile/document.ts';
import { memoryProject } from '../../../src/project/project.ts';
import { readApp } from '../../../transforms/split-stages/app.ts';
import { osPackages } from '../../../transforms/split-stages/packages.ts';
import { isRefusal } from '../../../transforms/split-stages/recipe.ts';

function installedBy(command: string): readonly string[] {
  const parsed = parseDocument(`FROM debian:bookworm\nRUN ${command}\nCMD ["app"]\n`);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const app = readApp(parsed.document, memoryProject({}), parsed.document.stages[0]!);
  if (isRefusal(app)) throw new Error(app.refused.code);
  return osPackages(app);
}

test.each([
  ['apt-get install -y curl=8.1 libc6:amd64 git/bookworm', ['curl', 'libc6', 'git']],
  ['apt-get -o Acquire::Retries=3 install -y git', ['git']],
  ['apt-get update && apt-get install -y git && apt-get install jq', ['git', 'jq']],
  ['apk add --no-cache "curl>8" jq~1.7 go@edge', ['curl', 'jq', 'go']],
  ['apt-get install -y $TOOLS make', ['make']],
])('%s installs %j', (command, names) => {
  expect(installedBy(command)).toEqual(names);
});

test.each(['apt-get remove -y git', 'apt-get update', 'pip install git', 'echo install git'])(
  '%s installs none of the system',
  (command) => {
    expect(installedBy(command)).toEqual([]);
  },
);
