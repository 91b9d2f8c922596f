/** What keeps two RUNs apart however they are joined: what the first does outside its shell, and what only one shell has. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Document } from '../../src/dockerfile/document.ts';
import type { State } from '../../src/dockerfile/state.ts';
import type { SkipReason } from '../../src/engine/skips.ts';
import { isPragma } from './frame.ts';
import type { Member } from './member.ts';
import { hasBackground, removesUnderAgent, startsService } from './services.ts';
import { removedWorkdir } from './workdir.ts';
import { unquoted, writtenPaths } from './written.ts';

/** What a body says or does that only a shell of its own can hold, wherever it stands in a chain. */
export function refuseAnywhere({ body, invocations }: Member, doc: Document): SkipReason | null {
  if (body.tail !== null) {
    if (doc.text.slice(body.tail.span.start, body.tail.span.end).includes('\n'))
      return { code: 'comment-swallows', comment: body.tail.text };
    if (isPragma(body.tail.text)) return { code: 'pragma-between', comment: body.tail.text };
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
  for (const one of invocations) {
    const reason = refuseCommand(one, state);
    if (reason !== null) return reason;
  }
  for (const path of writtenPaths(body, invocations, state)) {
    if (PER_RUN.test(path)) return { code: 'per-run-file', path };
    if (STARTUP_FILE.test(path)) return { code: 'shell-startup-file', path };
    if (isShellPath(path, state, body.text)) return { code: 'shell-replaced' };
  }
  return null;
}

function refuseCommand(one: Invocation, state: State): SkipReason | null {
  if (replacesShell(one, state)) return { code: 'shell-replaced' };
  if (startsService(one)) return { code: 'starts-service', command: spoken(one) };
  if (changesCurrentUser(one, state)) return { code: 'current-user-changed', command: spoken(one) };
  const removed = removedWorkdir(one, state);
  if (removed !== null) return { code: 'working-folder-removed', path: removed };
  const startup = startupInstaller(one);
  if (startup !== null) return { code: 'shell-startup-file', path: startup };
  if (one.name !== null && SETS_KERNEL.has(one.name) && one.args.length > 0)
    return { code: 'per-run-file', path: one.args.at(-1)?.text ?? one.name };
  return null;
}

/** What a body that follows others must not read or do. */
export function refuseAfter(before: readonly Member[], after: Member): SkipReason | null {
  const special = /(?<!\\)\$(?:\?|\{\?|_(?!\w)|\{_\})/.exec(after.body.text);
  if (special !== null) return { code: 'special-parameter', text: special[0] };
  const removal = removesUnderAgent(before, after);
  return removal === null ? null : { code: 'starts-service', command: 'gpg-agent' };
}

/** What they set belongs to the running kernel, and is gone with the container of its RUN. */
const SETS_KERNEL: ReadonlySet<string> = new Set([
  'mount',
  'swapon',
  'losetup',
  'sysctl',
  'hostname',
  'ifconfig',
  'ip',
]);
/** Mounted anew for each RUN, or no part of the image at all. */
const PER_RUN = /^\/(?:etc\/(?:hosts|resolv\.conf|hostname)$|dev\/(?!null|std|tty|fd)|proc\/|sys\/)/;
/** Read by shells as they start. */
const STARTUP_FILE =
  /(?:^|\/)\.(?:bashrc|profile|bash_profile|bash_login|zshrc|zprofile|zshenv|kshrc|shrc)$|^\/etc\/(?:profile(?:\.d\/.*)?|environment|bash\.bashrc|bashrc|zsh\/.*)$/;

function spoken({ name, args }: Invocation): string {
  return [name, ...args.slice(0, 2).map(({ text }) => text)].join(' ');
}

/** Whether the path may be that of the shell: in a folder of programs, or in one that is not known. */
function isShellPath(path: string, { shell }: State, body: string): boolean {
  if (/(?:which|command -v|type -p)\s+\w*sh\b/.test(path)) return true;
  const [, folder, name] = /^(?:(.*)\/)?([^/]*)$/s.exec(path)!;
  if (folder !== undefined && !/(?:^|\/)s?bin$|[$`]/.test(folder)) return false;
  if (name === 'sh' || name === shell[0]?.split('/').at(-1)) return true;
  // A loop over names, one of which is the shell's.
  return /[$`]/.test(name!) && /(?<![\w./-])sh(?![\w./-])/.test(body);
}

/** Whether the shell that would have run the next RUN is another one now. */
function replacesShell({ name, args }: Invocation, state: State): boolean {
  const says = (pattern: RegExp): boolean => args.some(({ value }) => value !== null && pattern.test(value));
  switch (name) {
    case 'dpkg-reconfigure':
      return says(/^(?:dash|bash)$/);
    case 'busybox':
      return says(/^--install$/);
    case 'apk':
      return says(/-binsh$/);
    case 'update-alternatives':
    case 'alternatives':
    case 'dpkg-divert':
      return args.some(({ text }) => isShellPath(unquoted(text), state, ''));
    default:
      return false;
  }
}

/** Whether the process that runs the RUN keeps an identity that the next RUN would get anew. */
function changesCurrentUser({ name, args, wrappers }: Invocation, { user }: State): boolean {
  const texts = args.map(({ text }) => text);
  let target = args.at(-1)?.value ?? null;
  switch (name) {
    case 'userdel':
    case 'groupmod':
    case 'deluser':
      break;
    case 'usermod':
      // A password, a shell or a comment is nothing that a process has.
      if (!texts.some((text) => /^-\w*[ugGald]|^--(?:uid|gid|groups|append|login|home)/.test(text))) return false;
      break;
    case 'adduser':
    case 'addgroup':
    case 'gpasswd':
      // `adduser USER GROUP`, and not the value of an option with the new user behind it.
      if (args.length < 2 || /^-(?!a$|d$)/.test(texts.at(-3) ?? '') || /^-/.test(texts.at(-2)!)) return false;
      target = args.at(-2)?.value ?? null;
      break;
    case 'sed':
      return texts.some((text) => /^-\w*i/.test(text)) && texts.some((text) => /^\/etc\/(?:passwd|group)$/.test(text));
    default:
      return false;
  }
  const current = user?.split(':')[0] ?? null;
  if (target === 'root' || target === '0') return true;
  return wrappers.includes('sudo') && current !== 'root' && (current === null || target === null || target === current);
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
