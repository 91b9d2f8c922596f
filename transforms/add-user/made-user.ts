/** The user that a RUN of the file makes and that nothing uses: whoever wrote it forgot its USER. */

import { history } from '../../src/app/lineage.ts';
import { type Run, runsOf, textOf } from '../../src/app/runs.ts';
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Document, Stage } from '../../src/dockerfile/document.ts';
import type { Form, Owner } from './owner.ts';
import { type Refused, refuse } from './subject.ts';

const MAKES = /^(?:useradd|adduser)$/;
const MAKES_GROUP = /^(?:groupadd|addgroup)$/;
/** Options that take a value. Source: useradd(8), Debian's adduser(8), BusyBox' adduser. */
const USERADD_VALUED =
  /^(?:-[a-zA-Z]*[bcdefgGkKpRPsuZ]|--(?:base-dir|comment|home-dir|home|expiredate|inactive|gid|groups|skel|key|password|root|prefix|shell|uid|selinux-user))$/;
const ADDUSER_VALUED =
  /^(?:-[a-zA-Z]*[hgsGuk]|--(?:home|shell|uid|gid|ingroup|gecos|comment|firstuid|lastuid|conf|skel|add_extra_groups|group-name))$/;
/** Users that people log in as, or that other programs are for. */
const NOT_THE_APPS =
  /^(?:vscode|codespace|gitpod|coder|dev|developer|docker|ci|builder|build|sshd|git|postgres|redis|nginx|mysql)$/;
/** What may be said of the user besides. */
const ABOUT_IT: ReadonlySet<string> = new Set(['chown', 'mkdir', 'install', 'groupadd', 'addgroup', 'chgrp', 'echo']);

/** @returns null when no RUN makes a user. */
export function madeUser(doc: Document, stage: Stage, form: Form): Owner | Refused | null {
  const runs = runsOf(doc, history(doc, stage));
  const makers = runs.flatMap((run) => makersIn(doc, run));
  const [maker, ...others] = makers;
  if (maker === undefined) return madeGroup(runs);
  const { call, run } = maker;
  const refused = refuse({ code: 'user-made', command: maker.text, line: run.startLine }, run);
  if (call === null || call.conditional || others.length > 0) return refused;
  const name = nameOf(call);
  const isUsed = runs.some(({ calls }) => calls === null || calls.some((each) => each !== call && uses(each, name)));
  if (name === null || NOT_THE_APPS.test(name) || isUsed) return refused;
  const uid = /^\d+$/.exec(valueOf(call, /^(?:-[a-zA-Z]*u|--uid)$/) ?? '')?.[0];
  // Kubernetes cannot look the name up, and nobody says the number.
  if (form === 'numeric' && uid === undefined) return refused;
  const user = form === 'numeric' ? uid! : name;
  return { user, owner: user, ids: uid ?? name, name, comment: form === 'numeric' ? `# ${name}` : null, create: [] };
}

/** A group of the name or number that ours would have. */
function madeGroup(runs: readonly Run[]): Refused | null {
  for (const { run, calls } of runs) {
    const call = calls?.find(({ name }) => name !== null && MAKES_GROUP.test(name));
    const text = call === undefined ? null : [call.program, ...call.args].map((word) => word.text).join(' ');
    if (text !== null && /[\s=](?:app|10001)(?:\s|$)|\$/.test(text))
      return refuse({ code: 'user-made', command: text, line: run.startLine }, run);
  }
  return null;
}

interface Maker {
  readonly run: Run['run'];
  /** Null when the RUN cannot be read. */
  readonly call: Invocation | null;
  readonly text: string;
}

function makersIn(doc: Document, { run, calls }: Run): readonly Maker[] {
  if (calls === null)
    return /\b(?:useradd|adduser)\b/.test(textOf(doc, run)) ? [{ run, call: null, text: 'useradd' }] : [];
  return calls
    .filter(({ name }) => name !== null && MAKES.test(name))
    .map((call) => ({ run, call, text: [call.program, ...call.args].map(({ text }) => text).join(' ') }));
}

/** The one word that is no option; null when there is none, or another one, as for `adduser app wheel`. */
function nameOf(call: Invocation): string | null {
  const valued = call.name === 'useradd' ? USERADD_VALUED : ADDUSER_VALUED;
  const names = call.args.filter(
    ({ text }, i) => !text.startsWith('-') && !(i > 0 && valued.test(call.args[i - 1]!.text)),
  );
  const name = names.length === 1 ? names[0]!.value : null;
  return name !== null && /^[a-z_][\w-]*$/.test(name) && name !== 'root' ? name : null;
}

function valueOf({ args }: Invocation, option: RegExp): string | null {
  const at = args.findIndex(({ text }) => option.test(text));
  if (at >= 0) return args[at + 1]?.value ?? null;
  return args.find(({ text }) => text.startsWith('--uid='))?.value?.slice('--uid='.length) ?? null;
}

/** Whether something but the ownership of files is about the user: a group to be root with, a switch to it. */
function uses({ name, args }: Invocation, user: string | null): boolean {
  if (name !== null && ABOUT_IT.has(name)) return args.some(({ text }) => /sudoers|NOPASSWD/.test(text));
  return args.some(({ text }) => text === user || text === `-u${user}`);
}
