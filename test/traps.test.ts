/** Small ordinary Dockerfiles that published fixers damage: traps/README.md says who broke them and what must hold. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Risk } from '../src/engine/transform.ts';
import { commentsOf, documentOf, expectSound, runPreset } from './support/preset.ts';

const TRAPS = new URL('traps/', import.meta.url);
const GOLDENS = new URL('../__snapshots__/traps/', import.meta.url);
const LEVELS: readonly Risk[] = ['assumes', 'changes'];

function trap(name: string): string {
  return readFileSync(new URL(`${name}.Dockerfile`, TRAPS), 'utf8');
}

function golden(name: string, risk: Risk): string {
  return `${name}${risk === 'assumes' ? '' : `.${risk}`}.Dockerfile`;
}

/** The logical lines of all RUNs, runs of blanks as one. */
function runsOf(text: string): string[] {
  return documentOf(text)
    .instructions.filter(({ keyword }) => keyword === 'RUN')
    .map(({ logical }) => logical.replaceAll(/\s+/g, ' ').trim());
}

const names = readdirSync(TRAPS)
  .filter((name) => name.endsWith('.Dockerfile'))
  .map((name) => name.slice(0, -'.Dockerfile'.length));

/** What must hold, by trap: of the text before and after. */
const MUST_HOLD: Readonly<Record<string, (after: string, before: string) => void>> = {
  // RUNs with a cache mount stay as they are; flags never get into a shell body.
  mount: (after, before) => expect(after).toBe(before),

  platform(after, before) {
    expect(after).toContain('FROM --platform=$BUILDPLATFORM golang:1.22 AS build\n');
    expect(after.slice(after.indexOf('FROM scratch'))).toBe(before.slice(before.indexOf('FROM scratch')));
  },

  onbuild: (after, before) => expect(after).toBe(before),

  // Another escape character, or a Windows base: no edit at all, and one reason.
  escape(after, before) {
    expect(after).toBe(before);
    const { skipped } = runPreset(before, { risk: 'changes' });
    expect(skipped.map(({ transform, reason }) => [transform, reason.code])).toEqual([[null, 'escape-character']]);
  },

  heredoc(after) {
    expect(after).toContain('RUN <<EOF\nset -e\napt-get update\n# keep me\napt-get install -y git\nEOF\n');
    expect(after).toContain('COPY <<-EOT /etc/x.conf\n\tapt-get install -y nothing\n\tEOT\n');
    expect(after).toMatch(/^# syntax=/);
  },

  // ADD of URLs, of git and of archives is not COPY.
  add: (after, before) => expect(after).toBe(before),

  mkdir(after) {
    expect(after).not.toMatch(/\brm\b/);
    expect(after).toContain('RUN mkdir -p /usr/src/app\nWORKDIR /usr/src/app\nCOPY . .\n');
    expect(after).toContain('D=$(mktemp -d) && cp x $D');
  },

  crossstage(after) {
    const { stages } = documentOf(after);
    expect(stages.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(stages.map(({ instructions }) => instructions.map(({ keyword }) => keyword))).toEqual([['RUN'], ['RUN']]);
    expect(stages[0]!.instructions[0]!.logical).toContain('apt-get update; apt-get upgrade -y');
    expect(stages[1]!.instructions[0]!.logical).toMatch(/^RUN apt-get install -y /);
    expect(stages[1]!.instructions[0]!.logical).toMatch(/ git$/);
  },

  comments(after) {
    expect(commentsOf(documentOf(after)).map((text) => text.slice(2))).toEqual(
      expect.arrayContaining(['why we need curl', 'and git', 'top comment', 'trailing']),
    );
    const order = ['apt-get update', '# why we need curl', 'install -y', 'curl', '# and git', 'git'];
    const more = ['# top comment', 'curl -sS http://localhost:8080/x | sh', 'sudo apt install -y', 'vim'];
    let at = -1;
    for (const piece of [...order, ...more]) {
      at = after.indexOf(piece, at + 1);
      expect(at, `${piece} in its place`).toBeGreaterThan(-1);
    }
  },

  'naive-node'(after) {
    const [install, build, ...more] = runsOf(after);
    expect(install).toMatch(/^RUN npm install\b/);
    expect(build).toBe('RUN npm run build');
    expect(more).toEqual([]);
    expect(after).not.toContain('NODE_ENV');
    expect(after).toMatch(/CMD \["npm", "start"\]\n$/);
  },

  // Update, install and clean-up become one RUN with its comment; nothing is left over.
  'naive-ubuntu'(after) {
    const [system, python, heredoc, ...more] = runsOf(after);
    expect(system).toMatch(
      /^RUN apt-get update && apt-get install -y (?:--no-install-recommends )?nginx curl git && apt-get clean && rm -rf \/var\/lib\/apt\/lists\/\*$/,
    );
    expect(python).toMatch(/^RUN pip install .*-r requirements\.txt$/);
    expect(heredoc).toBe('RUN <<EOF');
    expect(more).toEqual([]);
    expect(after).toMatch(/^# syntax=docker\/dockerfile:1\nFROM ubuntu:22\.04\n# tools\nRUN /);
    expect(after).toContain('RUN <<EOF\necho hi\nEOF\nCOPY . /srv\n');
    expect(after.indexOf('curl')).toBeLessThan(after.indexOf('# comment inside'));
  },
};

describe.each(LEVELS)('traps at risk %s', (risk) => {
  test.each(names)('%s', async (name) => {
    const before = trap(name);
    const escapes = name === 'escape';
    const report = escapes ? runPreset(before, { risk }) : expectSound(before, { risk });
    const mustHold = MUST_HOLD[name];
    if (mustHold === undefined) throw new Error(`nobody says what must hold of the trap ${name}`);
    mustHold(report.after, before);
    await expect(report.after).toMatchFileSnapshot(fileURLToPath(new URL(golden(name, risk), GOLDENS)));
  });
});

test('no golden is left over', () => {
  const wanted = names.flatMap((name) => LEVELS.map((risk) => golden(name, risk)));
  expect(existsSync(GOLDENS) ? readdirSync(GOLDENS).filter((name) => !wanted.includes(name)) : []).toEqual([]);
});

/** What other tools were seen to do, or are reported to do, to files as short as these. */
describe('more traps', () => {
  const from = (lines: string): string => `FROM debian:12\n${lines}\n`;

  test('lists that a later install relies on stay', () => {
    const { after } = expectSound(
      from('RUN apt-get update && apt-get install -y curl\nCOPY x /x\nRUN apt-get install -y git'),
    );
    expect(after.slice(0, after.indexOf('COPY'))).not.toContain('lists');
  });

  test('a RUN whose failure is swallowed does not swallow the one before it', () => {
    const { after } = expectSound(from('RUN apt-get update\nRUN apt-get install -y git || true'));
    expect(runsOf(after)[0]).not.toMatch(/update && apt-get install -y git \|\| true$/);
  });

  test('a list without errexit does not let the RUN before it fail unseen', () => {
    const { after } = expectSound(from('RUN mkdir /a\nRUN mkdir /b; mkdir /c'));
    expect(after).not.toMatch(/mkdir \/a( \\\n\s*)? ?&& mkdir \/b;/);
  });

  test('what lies in a cache mount is left there', () => {
    const text = from('RUN --mount=type=cache,target=/src/target cargo build --release && cp target/release/app /app');
    expect(expectSound(text).after).toBe(text);
  });

  test('a cache mount of another home is left alone', () => {
    const text = 'FROM node:20\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm npm ci\n';
    expect(expectSound(text).after).toBe(text);
  });

  test('recommended packages stay unless the user asks', () => {
    const { after } = expectSound(from('RUN apt-get update && apt-get install -y curl'));
    expect(after).not.toContain('recommends');
  });

  test('the image that a file is built from stays', () => {
    for (const image of ['nginx:1.27', 'node:20', 'python:3.12', 'golang:1.22']) {
      const { after } = expectSound(`FROM ${image}\nRUN npm install\n`, { risk: 'changes' });
      expect(after.startsWith(`FROM ${image}\n`)).toBe(true);
    }
  });

  test('a comment tail does not comment out what is joined behind it', () => {
    const { after } = expectSound(from('RUN apt-get update # now\nRUN apt-get install -y git # tools'));
    for (const run of runsOf(after)) expect(run).not.toMatch(/#.*&&/);
  });

  test('a package does not land behind a clean-up', () => {
    const { after } = expectSound(from('RUN apt-get update && apt-get install -y \\\n    curl \\\n    # vcs\n    git'));
    expect(after).toMatch(/git \\\n\s*&& rm -rf \/var\/lib\/apt\/lists\/\*\n$/);
  });

  test('dev dependencies that a build in the same RUN needs are not pruned', () => {
    const { after } = expectSound('FROM node:20\nRUN npm ci && npm run build\n');
    expect(after).not.toMatch(/prune|omit|production/);
  });
});
