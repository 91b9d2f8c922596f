import { history } from '../src/app/lineage.ts';
import { commandsOf, usesOf } from '../src/app/overrides.ts';
import { ownEntrypoint } from '../src/app/own-commands.ts';
import { replacedIn } from '../src/app/replaced.ts';
import { readStart } from '../src/app/start.ts';
import type { Document, Stage } from '../src/dockerfile/document.ts';
import type { Edit } from '../src/dockerfile/edit.ts';
import { baseOf, stateAfter, stateBefore } from '../src/dockerfile/state.ts';
import type { SkipReason } from '../src/engine/skips.ts';
import { defineTransform, type Fix, fixKey, type Skip } from '../src/engine/transform.ts';
import { startsAsRoot } from '../src/facts/image-users.ts';
import type { Project } from '../src/project/project.ts';
import { findInHome } from './add-user/home.ts';
import { judgeStart } from './add-user/judge.ts';
import { madeUser } from './add-user/made-user.ts';
import { findUnreadable } from './add-user/modes.ts';
import { chooseOwner, FORMS, type Form, type Owner, ownerBefore } from './add-user/owner.ts';
import { type Ownership, plain, planOwnership } from './add-user/ownership.ts';
import { heldBy, lastRootStep, placeUser, startBehind } from './add-user/place.ts';
import { findLowPort, type LowPort } from './add-user/ports.ts';
import type { Refused } from './add-user/subject.ts';
import { nonrootTag } from './add-user/tag.ts';
import { refuseUses } from './add-user/uses.ts';
import { findWrites } from './add-user/writes.ts';

export { leftOutOnPurpose } from './add-user/left-out.ts';

const ID = 'add-user';

interface Options {
  readonly form: Form;
}

export const addUser = defineTransform<Options>({
  id: ID,
  summary: 'Lets the app in the last stage run as a user that is not root.',
  why:
    'Whoever breaks into an app has the rights of its user; as root that is everything in the container, and the first ' +
    'half of the way out of it. The user that the base image has for this is taken, or one is made. Where the app writes ' +
    'is read from its sources. If it writes nothing, only USER is added, and its files stay those of root, so that it cannot change ' +
    'them. Else they are given to it where they are copied, and the folder by name; never by a `chown -R`, which stores every file ' +
    'twice. A name says who runs; take numbers for Kubernetes with runAsNonRoot, which cannot look ' +
    'a name up. What needs root at the start is left alone, and so is what cannot be read.',
  risk: 'changes',
  hadolint: ['DL3002'],
  examples: [
    {
      title: 'the user that the image has, for an app that may write into its folder',
      before:
        'FROM node:22-slim\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nCMD ["node", "server.js"]\n',
      after:
        'FROM node:22-slim\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY --chown=node:node . .\n' +
        'RUN chown node:node /app\nUSER node\nCMD ["node", "server.js"]\n',
    },
    {
      title: 'numbers where there are no names',
      before:
        'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /bin/app .\n\n' +
        'FROM scratch\nCOPY --from=build /bin/app /app\nENTRYPOINT ["/app"]\n',
      after:
        'FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /bin/app .\n\n' +
        'FROM scratch\nCOPY --from=build /bin/app /app\nUSER 65532:65532\nENTRYPOINT ["/app"]\n',
    },
    {
      title: 'a script that gives up root by itself',
      before: 'FROM debian:12\nCOPY app /app\nENTRYPOINT ["gosu", "app", "/app"]\n',
      after: null,
    },
  ],
  defaults: { form: 'name' },
  optionDocs: {
    form: {
      summary:
        'How the user is written: by name (numbers on scratch and distroless, where names need a passwd file), or as the ' +
        'numbers that Kubernetes can check for runAsNonRoot, with the name in a comment above.',
      choices: FORMS,
    },
  },
  *find({ doc, project, options }) {
    const stage = doc.stages.at(-1);
    if (stage === undefined || !runsAsRoot(doc, stage)) return;
    const at = (startBehind(stage) ?? lastRootStep(stage)).span;
    const found = decide(doc, project, stage, options.form);
    if ('reason' in found)
      yield { kind: 'skip', at: (found.at ?? stage.from).span, reason: found.reason, risk: 'assumes' } satisfies Skip;
    else yield { ...found, at } satisfies Fix;
  },
});

/** Null counts where it is the base image's that is not known: nothing may be done, but it may be a candidate. */
function runsAsRoot(doc: Document, stage: Stage): boolean {
  const { user } = stateAfter(doc, stage);
  if (baseOf(doc, stage).family === 'windows') return false;
  if (user === null) return !history(doc, stage).some(({ keyword }) => keyword === 'USER');
  return isRoot(user);
}

function isRoot(user: string): boolean {
  return /^(?:root|0)(?::|$)/.test(user.trim());
}

function decide(doc: Document, project: Project, stage: Stage, form: Form): Refused | Omit<Fix, 'at'> {
  const uses = usesOf(project, stage);
  const refused = refuseFrame(doc, project, stage) ?? toRefused(refuseUses(uses, stateAfter(doc, stage).workdir));
  if (refused !== null) return refused;
  const start = readStart(doc, project, stage, commandsOf(uses, ownEntrypoint(doc, stage)));
  const judged = judgeStart(doc, project, stage, start);
  if (judged.refused !== null) return judged.refused;
  const isBases = !start.isSet && isMeantForOther(doc, stage);
  if (!start.isSet && !isBases) return { reason: { code: 'starts-nothing' }, at: null };
  const started = new Set(start.calls.map(({ name }) => name));
  const home = findInHome(doc, project, stage, started);
  if (home !== null) return { reason: { code: 'root-home', text: home.text, line: home.at.startLine }, at: home.at };
  const owner = ownerFor(doc, stage, form);
  if ('reason' in owner) return owner;
  const ownership = isBases
    ? plain(`the app writes only where ${owner.name} could before USER root`)
    : planOwnership({
        doc,
        project,
        stage,
        start,
        uses,
        owner,
        writes: findWrites(doc, project, stage),
        scripts: judged.writes,
      });
  if ('reason' in ownership) return ownership;
  const shell = stateBefore(doc, lastRootStep(stage));
  const needsShell = owner.create.length + ownership.there.length + ownership.made.length > 0;
  if (needsShell && shell.shellKind === 'other')
    return { reason: { code: 'shell-not-posix', shell: shell.shell.join(' ') }, at: null };
  const hidden = findUnreadable(doc, project, stage, start, ownership.owned);
  if (hidden !== null)
    return { reason: { code: 'unreadable-file', path: hidden.path, mode: hidden.mode }, at: hidden.at };
  return toFix(doc, stage, owner, ownership, findLowPort(doc, project, stage, start, uses));
}

/** Whether the base image itself starts as another user, and this file says nothing else to start. */
function isMeantForOther(doc: Document, stage: Stage): boolean {
  const { user } = baseOf(doc, stage);
  return user !== null && !isRoot(user);
}

function toRefused(reason: SkipReason | null): Refused | null {
  return reason === null ? null : { reason, at: null };
}

/** What can be said before anything is read. */
function refuseFrame(doc: Document, project: Project, stage: Stage): Refused | null {
  const base = baseOf(doc, stage);
  const own = history(doc, stage);
  const place = project.dockerfile ?? '';
  if (/(?:^|\/)\.devcontainer\//.test(place) || /devcontainers?\//.test(base.reference))
    return toRefused({ code: 'dev-container', what: /devcontainers?\//.test(base.reference) ? base.reference : place });
  if (!base.known) return toRefused({ code: 'unknown-base', image: base.reference });
  const replaced = replacedIn(doc, project.uses);
  if (replaced !== null) return toRefused({ code: 'replaced', ...replaced });
  const onbuild = own.find(({ keyword }) => keyword === 'ONBUILD');
  if (onbuild !== undefined) return { reason: { code: 'base-of-others', line: onbuild.startLine }, at: onbuild };
  if (startsAsRoot(base)) return toRefused({ code: 'base-starts-as-root', image: base.name ?? base.reference });
  const last = stage.instructions.findLast(({ keyword }) => keyword === 'USER');
  const held = last === undefined ? null : heldBy(last);
  if (last !== undefined && held !== null) return { reason: { code: 'ignored', by: held }, at: last };
  if (last !== undefined && last === lastRootStep(stage)) return { reason: { code: 'root-on-purpose' }, at: last };
  const socket = own.find(({ keyword, logical }) => keyword !== 'RUN' && logical.includes('docker.sock'));
  return socket === undefined ? null : { reason: { code: 'docker-socket', where: socket.arguments.rest }, at: socket };
}

/** The user that a `USER root` took the place of, the image's own, or one that is made. */
function ownerFor(doc: Document, stage: Stage, form: Form): Owner | Refused {
  const base = baseOf(doc, stage);
  const before = userBefore(doc, stage);
  if (before !== null) return ownerBefore(before, base);
  const made = madeUser(doc, stage, form);
  if (made !== null) return made;
  return chooseOwner(base, form) ?? { reason: { code: 'no-user-tools', image: base.reference }, at: null };
}

/** The last user in the stage's line that was not root; null when there was none. */
function userBefore(doc: Document, stage: Stage): string | null {
  const users = history(doc, stage)
    .filter(({ keyword }) => keyword === 'USER')
    .map((instruction) => stateBefore(doc, instruction).user);
  return users.findLast((user): user is string => user !== null && !isRoot(user)) ?? null;
}

function toFix(doc: Document, stage: Stage, owner: Owner, ownership: Ownership, low: LowPort | null): Omit<Fix, 'at'> {
  const tag = ownership.copies.length === 0 ? nonrootTag(doc, stage) : null;
  const edits: readonly Edit[] = tag === null ? placeUser(doc, stage, owner, ownership) : [tag];
  const port =
    low === null ? '' : `; port ${low.port} (${low.where}) is open to it from Docker 20.10 on, and not everywhere else`;
  return {
    kind: 'fix',
    key: fixKey(ID, doc, stage.from),
    message: `run as ${owner.name} instead of root${port}`,
    ...(low === null
      ? { risk: 'assumes' as const, assumption: ownership.assumption }
      : { risk: 'changes' as const, heldAs: { code: 'privileged-port' as const, ...low } }),
    declares: [{ target: null, field: 'USER' }],
    comments: tag === null && owner.comment !== null ? [owner.comment] : [],
    edits,
  };
}
