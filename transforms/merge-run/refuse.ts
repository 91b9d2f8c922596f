/** What keeps two RUNs apart however they are joined: their flags, and what the first leaves outside its shell. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Document, Instruction } from '../../src/dockerfile/document.ts';
import type { LineComment } from '../../src/dockerfile/lines.ts';
import type { List, Node } from '../../src/dockerfile/shell.ts';
import { mountsOf, type State } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import type { Member } from './member.ts';

/** Comments that a tool reads and that say something of the line below; `[START x]` and `region` mark what documentation quotes. */
const PRAGMA =
  /^#\s*(?:\[(?:START|END)\b|#?(?:end)?region\b|(?:tag|end)::|snippet[-:]|docs?:|hadolint|slimify-|shellcheck|checkov:|trivy:|kics|nosemgrep|nosec|noqa|nolint|semgrep|dockle|tfsec|snyk|renovate|dependabot|syntax\s*=|escape\s*=|check\s*=)/i;

/** An instruction that is commented out: inside a continuation it could not be put in force again. */
const INSTRUCTION =
  /^#[#\s]*(?:FROM|RUN|COPY|ADD|ENV|ARG|USER|WORKDIR|SHELL|LABEL|EXPOSE|VOLUME|CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD|STOPSIGNAL) +\S/;

/** The refusals that need no shell: flags, and what stands between. */
export function refuseFrame(doc: Document, before: Instruction, after: Instruction): SkipReason | null {
  const written = (instruction: Instruction): string =>
    instruction.arguments.flags.map(({ name, value }) => `${name}=${value}`).join(' ');
  if (written(before) !== written(after)) return { code: 'flags-differ' };
  for (const mount of mountsOf(before)) {
    if (mount.type === 'cache') return { code: 'cache-mount', path: mount.target ?? '' };
    if (mount.type === 'tmpfs') return { code: 'per-run-file', path: mount.target ?? '' };
  }
  // What is written to a bind mount is gone after its RUN.
  if (/\btype=bind\b.*\b(?:rw|readwrite)\b/.test(written(before)))
    return { code: 'per-run-file', path: 'a bind mount' };
  const between = commentsBetween(doc, before, after);
  const pragma = between.find(({ text }) => PRAGMA.test(text));
  if (pragma !== undefined) return { code: 'pragma-between', comment: pragma.text };
  const instruction = between.find(({ text }) => INSTRUCTION.test(text));
  return instruction === undefined ? null : { code: 'instruction-in-comment', comment: instruction.text };
}

/** The comment lines between two instructions. */
export function commentsBetween(doc: Document, before: Instruction, after: Instruction): readonly LineComment[] {
  return doc.comments.filter(({ span }) => span.start >= before.span.end && span.end <= after.span.start);
}

/** What a body says or does that only a shell of its own can hold, wherever it stands in a chain. */
export function refuseAnywhere({ body, invocations }: Member, doc: Document): SkipReason | null {
  if (body.tail !== null) {
    if (doc.text.slice(body.tail.span.start, body.tail.span.end).includes('\n'))
      return { code: 'comment-swallows', comment: body.tail.text };
    if (PRAGMA.test(body.tail.text)) return { code: 'pragma-between', comment: body.tail.text };
  }
  const runsShell = invocations.some(({ editable, wrappers }) => !editable && wrappers.length > 0);
  if (hasBackground(body.list) || (runsShell && /(?<![&>|<\\])&(?![&>\d-])/.test(body.text)))
    return { code: 'background' };
  if (invocations.some(({ name }) => name === 'wait' || name === 'jobs' || name === 'fg' || name === 'bg'))
    return { code: 'background' };
  const special = /(?<!\\)\$(?:\$|!|\{[$!]|PPID|BASHPID|SECONDS)/.exec(body.text);
  return special === null ? null : { code: 'special-parameter', text: special[0] };
}

/** What a body that another one follows must not have done. */
export function refuseBefore({ body, invocations }: Member, state: State): SkipReason | null {
  const dynamic = invocations.find(({ name }) => name === null);
  if (dynamic !== undefined) return { code: 'dynamic-command', text: dynamic.program.text };
  const written = [...writtenPaths(body.list, invocations)];
  for (const one of invocations) {
    if (replacesShell(one, state)) return { code: 'shell-replaced' };
    if (startsService(one)) return { code: 'starts-service', command: spoken(one) };
    if (changesCurrentUser(one, state)) return { code: 'current-user-changed', command: spoken(one) };
    const removed = removedWorkdir(one, state);
    if (removed !== null) return { code: 'working-folder-removed', path: removed };
    const startup = startupInstaller(one);
    if (startup !== null) return { code: 'shell-startup-file', path: startup };
    if (one.name === 'mount' || one.name === 'swapon' || one.name === 'losetup')
      return { code: 'per-run-file', path: one.args.at(-1)?.text ?? one.name };
  }
  for (const path of written) {
    if (PER_RUN.test(path)) return { code: 'per-run-file', path };
    if (STARTUP_FILE.test(path)) return { code: 'shell-startup-file', path };
    if (isShellPath(path, state)) return { code: 'shell-replaced' };
  }
  return null;
}

/** What a body that follows another one must not read. */
export function refuseAfter({ body }: Member): SkipReason | null {
  const special = /(?<!\\)\$(?:\?|\{\?|_(?!\w)|\{_\})/.exec(body.text);
  return special === null ? null : { code: 'special-parameter', text: special[0] };
}

function hasBackground(list: List): boolean {
  return list.items.some(({ node, background }) => background || nodeHasBackground(node));
}

function nodeHasBackground(node: Node): boolean {
  switch (node.kind) {
    case 'command':
      return node.words.some(({ scripts }) => scripts.some(hasBackground));
    case 'pipeline':
      return node.commands.some(nodeHasBackground);
    case 'and-or':
      return node.items.some(nodeHasBackground);
    case 'subshell':
    case 'group':
      return hasBackground(node.body);
    case 'compound':
      return node.keyword === 'coproc' || node.bodies.some(hasBackground);
  }
}

/** Mounted anew for each RUN, or no part of the image at all. */
const PER_RUN = /^\/(?:etc\/(?:hosts|resolv\.conf|hostname)$|dev\/(?!null|std|tty|fd)|proc\/|sys\/)/;
/** Read by shells as they start. */
const STARTUP_FILE =
  /(?:^|\/)\.(?:bashrc|profile|bash_profile|bash_login|zshrc|zprofile|zshenv|kshrc|shrc)$|^\/etc\/(?:profile(?:\.d\/.*)?|environment|bash\.bashrc|bashrc|zsh\/.*)$/;
const WRITING_REDIRECTS: ReadonlySet<string> = new Set(['>', '>>', '>|', '&>', '&>>', '<>', '>&']);
const WRITERS: ReadonlySet<string> = new Set(
  'tee cp mv ln install rm unlink touch truncate curl wget dpkg-divert update-alternatives'.split(' '),
);

/** Paths that a body writes to by redirection or as the argument of a program that writes; quotes removed. */
function* writtenPaths(list: List, invocations: readonly Invocation[]): Generator<string> {
  for (const { command, name, args } of invocations) {
    for (const { operator, target } of command.redirects)
      if (WRITING_REDIRECTS.has(operator) && target !== null) yield bare(target.text);
    const writes =
      name !== null &&
      (WRITERS.has(name) || (name === 'sed' && args.some(({ text }) => /^-\w*i|^--in-place/.test(text))));
    if (writes) for (const { text } of args) yield bare(text).replace(/^--?\w[\w-]*=/, '');
  }
  yield* blockRedirects(list);
}

function* blockRedirects(list: List): Generator<string> {
  for (const { node } of list.items) yield* nodeRedirects(node);
}

function* nodeRedirects(node: Node): Generator<string> {
  if (node.kind === 'pipeline') for (const command of node.commands) yield* nodeRedirects(command);
  else if (node.kind === 'and-or') for (const item of node.items) yield* nodeRedirects(item);
  else {
    for (const { operator, target } of node.redirects)
      if (WRITING_REDIRECTS.has(operator) && target !== null) yield bare(target.text);
    if (node.kind === 'subshell' || node.kind === 'group') yield* blockRedirects(node.body);
    else if (node.kind === 'compound') for (const body of node.bodies) yield* blockRedirects(body);
  }
}

function bare(text: string): string {
  return text.replace(/["'\\]/g, '');
}

function spoken({ name, args }: Invocation): string {
  return [name, ...args.slice(0, 2).map(({ text }) => text)].join(' ');
}

function isShellPath(path: string, { shell }: State): boolean {
  return /^(?:\/usr)?\/bin\/sh$/.test(path) || path === shell[0];
}

/** Whether the shell that would have run the next RUN is another one now. */
function replacesShell({ name, args }: Invocation, state: State): boolean {
  if (name === 'dpkg-reconfigure') return args.some(({ value }) => value === 'dash' || value === 'bash');
  if (name === 'busybox') return args.some(({ value }) => value === '--install');
  if (name === 'update-alternatives' || name === 'dpkg-divert' || name === 'alternatives')
    return args.some(({ text }) => isShellPath(bare(text), state));
  if (name !== 'ln' && name !== 'mv' && name !== 'cp' && name !== 'rm') return false;
  return args.some(({ text }, i) => isShellPath(bare(text), state) || (i > 0 && /^(?:.*\/)?sh$/.test(bare(text))));
}

/** Programs that stay behind in the background unless they are only asked for something. */
const DAEMONS: ReadonlySet<string> = new Set(
  `mysqld mysqld_safe mariadbd mariadbd-safe postgres postmaster mongod redis-server rabbitmq-server nginx httpd apache2 sshd
    rsyslogd crond cron supervisord dockerd containerd Xvfb dbus-daemon dbus-launch slapd named unbound memcached elasticsearch
    couchdb influxd consul vault nohup setsid daemonize start-stop-daemon tmux screen docker-entrypoint.sh`
    .trim()
    .split(/\s+/),
);
const CONTROLLERS: ReadonlySet<string> = new Set([
  'service',
  'systemctl',
  'rc-service',
  'invoke-rc.d',
  'apachectl',
  'apache2ctl',
  'pg_ctl',
  'pg_ctlcluster',
  'initctl',
]);
const ASKING = /^(?:-t|-v|-V|-T|-m|--version|--help|-h|--validate|--test|--initialize.*|--print.*)$/;
const STARTING: ReadonlySet<string> = new Set(['start', 'restart', 'reload', 'graceful']);

function startsService({ name, args, program, wrappers }: Invocation): boolean {
  if (wrappers.includes('nohup')) return true;
  if (name === null) return false;
  const starts = args.some(({ value }) => value !== null && STARTING.has(value));
  if (CONTROLLERS.has(name) || program.text.startsWith('/etc/init.d/')) return starts;
  if (name === 'mongod' || name === 'redis-server')
    return args.some(({ value }) => /^--(?:fork|daemonize)$/.test(value ?? ''));
  return DAEMONS.has(name) && !args.some(({ value }) => value !== null && ASKING.test(value));
}

/** Whether the process that runs the RUN keeps an identity that the next RUN would get anew. */
function changesCurrentUser({ name, args, wrappers }: Invocation, { user }: State): boolean {
  if (name !== 'usermod' && name !== 'userdel' && name !== 'deluser' && name !== 'groupmod') return false;
  // A password, a shell or a comment is nothing that a process has.
  if (
    name === 'usermod' &&
    !args.some(({ text }) => /^-\w*[ugGald]|^--(?:uid|gid|groups|append|login|home)/.test(text))
  )
    return false;
  const target = args.at(-1)?.value ?? null;
  const current = user?.split(':')[0] ?? null;
  if (target === 'root' || target === '0') return true;
  return wrappers.includes('sudo') && current !== 'root' && (current === null || target === null || target === current);
}

/** The working folder or one around it, when the command removes or moves it. */
function removedWorkdir({ name, args }: Invocation, { workdir, env }: State): string | null {
  if (name !== 'rm' && name !== 'rmdir' && name !== 'mv') return null;
  const known = workdir?.replace(/\/$/, '') ?? null;
  if (known === '') return null;
  const paths = (name === 'mv' ? args.slice(0, -1) : args).map(({ text }) => expand(bare(text), env));
  const hit = paths.find((path) => {
    if (path === null) return true;
    if (path.startsWith('-')) return false;
    if (/^\.\.?(?:\/\.\.)*\/?$/.test(path)) return true;
    if (known === null) return false;
    const folder = path.replace(/\/\*?$/, '');
    // The globs in a folder remove what lies in it: the working folder, if that lies there.
    const isAround = folder.startsWith('/') ? known.startsWith(`${folder}/`) : known.endsWith(`/${folder}`);
    return isAround || (known === folder && !path.endsWith('/*'));
  });
  return hit === undefined ? null : (hit ?? 'a variable');
}

/** Null when a variable of the image's environment has no known value; other variables stay as they are. */
function expand(path: string, env: State['env']): string | null {
  let isUnknown = false;
  const text = path.replace(/\$\{?(\w+)\}?/g, (all, name: string) => {
    const value = env.get(name);
    if (value === null) isUnknown = true;
    return value ?? all;
  });
  return isUnknown ? null : text;
}

/** Installers that write to a shell's startup files and count on the next shell to read them. */
function startupInstaller({ name, args }: Invocation): string | null {
  if ((name === 'conda' || name === 'mamba' || name === 'micromamba') && args.some(({ value }) => value === 'init'))
    return '~/.bashrc';
  const found = args.find(({ text }) =>
    /nvm-sh\/nvm|creationix\/nvm|get\.sdkman\.io|get\.rvm\.io|sh\.rustup\.rs|pyenv-installer|pyenv\.run/.test(text),
  );
  return found === undefined ? null : '~/.bashrc or ~/.profile';
}
