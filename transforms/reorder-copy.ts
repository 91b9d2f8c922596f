import type { Document, Instruction, Stage } from '../src/dockerfile/document.ts';
import type { SkipReason } from '../src/engine/skips.ts';
import { defineTransform, type Fix, fixKey, type Risk, type Skip } from '../src/engine/transform.ts';
import type { Project } from '../src/project/project.ts';
import { type Candidate, findCandidates } from './reorder-copy/candidates.ts';
import { ignoreLines } from './reorder-copy/ignore-line.ts';
import { assumptionOf, messageOf } from './reorder-copy/message.ts';
import { planEdits, repeatedPragmas } from './reorder-copy/place.ts';
import { type Plan, planUntil, type Setting } from './reorder-copy/plan.ts';
import { recipes } from './reorder-copy/recipes.ts';
import type { RunReading } from './reorder-copy/run.ts';
import { guessesIn } from './reorder-copy/text-only.ts';

export { leftOutOnPurpose } from './reorder-copy/left-out.ts';

export const reorderCopy = defineTransform({
  id: 'reorder-copy',
  summary: 'Copies the manifests and installs the dependencies before the sources are copied.',
  why:
    'A RUN is taken from the build cache as long as nothing above it has changed. Behind a COPY of everything, one changed ' +
    'line of source installs all dependencies anew. What the install step reads (manifest, lockfile, settings, the ' +
    'manifests of workspaces, files that its scripts need) is looked up in the build context and copied first; the COPY ' +
    'of the rest stays as it is and follows. Where the host has a folder of its own that the step makes (node_modules), ' +
    'a line in .dockerignore keeps it from being laid over the one that was installed.',
  risk: 'changes',
  examples: [
    {
      title: 'manifest and lockfile first',
      before: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
      after:
        'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nCMD ["node", "server.js"]\n',
      files: {
        '.dockerignore': 'node_modules\n',
        'package.json': '{"name": "shop", "version": "1.0.0"}',
        'package-lock.json':
          '{"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "shop", "version": "1.0.0"}}}',
        'server.js': '',
      },
    },
    {
      title: 'install and build in one RUN are parted',
      before:
        'FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n\nFROM nginx\nCOPY --from=build /app/dist /usr/share/nginx/html\n',
      after:
        'FROM node:22 AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n\nFROM nginx\nCOPY --from=build /app/dist /usr/share/nginx/html\n',
      files: {
        '.dockerignore': 'node_modules\n',
        'package.json': '{"name": "shop", "version": "1.0.0", "scripts": {"build": "vite build"}}',
        'package-lock.json':
          '{"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "shop", "version": "1.0.0"}}}',
        'index.html': '',
      },
    },
    {
      title: 'what is in cache order stays',
      before: 'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n',
      after: null,
      files: { 'package.json': '{"name": "shop", "version": "1.0.0"}', 'server.js': '' },
    },
  ],
  defaults: {},
  optionDocs: {},
  *find({ doc, project }) {
    for (const stage of doc.stages) {
      if (project.hasContext)
        for (const finding of findInStage(doc, project, stage))
          yield finding.kind === 'skip' ? { ...finding, reason: whatIsThere(project, finding.reason) } : finding;
      else
        for (const { copy } of guessesIn(doc, stage))
          if (copy.stage === stage.index) yield skip(copy, { code: 'needs-context' });
    }
  },
});

function skip({ span }: Instruction, reason: SkipReason, risk?: Risk): Skip {
  return { kind: 'skip', at: span, reason, ...(risk === undefined ? {} : { risk }) };
}

/** A file that is in the build, and that no recipe could read as text, is not missing. */
function whatIsThere(project: Project, reason: SkipReason): SkipReason {
  if (reason.code !== 'not-in-build') return reason;
  const stat = project.statOf(reason.path);
  if (stat === null || stat.kind === 'other') return reason;
  const why = stat.kind === 'folder' ? 'it is a folder' : 'it is not UTF-8 text, or it is very long';
  return { code: 'broken-manifest', path: reason.path, line: null, why };
}

function* findInStage(doc: Document, project: Project, stage: Stage): Generator<Fix | Skip> {
  for (const candidate of findCandidates({ doc, project, recipes }, stage)) {
    if ('refused' in candidate) yield skip(candidate.at, candidate.refused, candidate.risk);
    else yield judge(doc, project, stage, candidate);
  }
}

/** As many of the install steps as can go in front; the refusal of the first one, when none can. */
function judge(doc: Document, project: Project, stage: Stage, candidate: Candidate): Fix | Skip {
  let best: Plan | null = null;
  for (const { last, placed } of candidate.installs) {
    const setting: Setting = { doc, project, stage, first: candidate.copy, placed, readings: candidate.readings };
    const planned = planUntil(setting, last);
    if (!planned.ok) {
      if (best === null) return skip(candidate.copy, planned.reason, planned.risk);
      break;
    }
    best = planned.plan;
    // What is behind a cut, or behind a step that stays, is behind the sources.
    if (best.front.kind !== 'whole') break;
  }
  return best === null ? skip(candidate.copy, { code: 'needs-context' }) : fixOf(doc, project, candidate.copy, best);
}

function fixOf(doc: Document, project: Project, copy: Instruction, plan: Plan): Fix | Skip {
  const ignored = ignoreLines(doc, project, plan.outputs);
  if (!ignored.ok) return skip(copy, ignored.reason, 'assumes');
  const { risk, assumption, tooMany } = assumptionOf(plan, ignored.patterns);
  if (tooMany !== null) return skip(copy, { code: 'unproven', assumptions: tooMany }, 'assumes');
  const last: RunReading = plan.last;
  return {
    kind: 'fix',
    key: fixKey('reorder-copy', doc, copy),
    at: { start: copy.span.start, end: last.run.span.end },
    message: messageOf(plan, ignored.patterns),
    risk,
    ...(assumption === null ? {} : { assumption }),
    declares: [],
    comments: repeatedPragmas(plan),
    edits: planEdits(doc, plan),
    ...(ignored.files.length === 0 ? {} : { files: ignored.files }),
  };
}
