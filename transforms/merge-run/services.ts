/** Commands that leave a process behind. It used to end with its RUN; joined, it would run on beside what follows. */
import { type Invocation, invocations } from '../../src/dockerfile/commands.ts';
import { type List, type Node, readScript, type Word } from '../../src/dockerfile/shell.ts';
import type { Member } from './member.ts';
import { isSystemProgram } from './policy.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Programs that stay behind in the background unless they are only asked for something. */
const DAEMONS: ReadonlySet<string> = new Set(
  words(`mysqld mysqld_safe mariadbd mariadbd-safe postgres postmaster mongod redis-server rabbitmq-server nginx httpd apache2
    sshd rsyslogd crond cron supervisord dockerd containerd Xvfb Xvnc vncserver tigervncserver dbus-daemon dbus-launch slapd
    named unbound memcached lighttpd exim4 elasticsearch couchdb influxd consul vault pulseaudio avahi-daemon watchman
    gpg-agent ssh-agent dirmngr start-stop-daemon daemonize nohup setsid tmux screen docker-entrypoint.sh`),
);
/** Build tools that leave a server for their next call. */
const BUILD_SERVERS: ReadonlySet<string> = new Set(words('gradle gradlew mvnd bazel bazelisk adb'));
const CONTROLLERS: ReadonlySet<string> = new Set(
  words('service systemctl rc-service invoke-rc.d apachectl apache2ctl pg_ctl pg_ctlcluster initctl'),
);
/** Run the rest as another user, in ways that are not read as wrappers. */
const OTHER_USER: ReadonlySet<string> = new Set(
  words('su runuser setpriv s6-setuidgid chpst setuser start-stop-daemon'),
);

const ASKING =
  /^(?:-t|-v|-V|-T|-m|--version|--help|-h|--validate|--test|--initialize.*|--print.*|--no-daemon|--batch)$/;
const STARTING: ReadonlySet<string> = new Set(['start', 'restart', 'reload', 'graceful']);
const DETACHING = /^--?(?:daemon|daemonize|fork|detach|detached|background)(?:=(?!no|false).*)?$/;

/** Whether the command starts something that outlives it. */
export function startsService(one: Invocation): boolean {
  const { name, args, program, wrappers } = one;
  if (wrappers.includes('nohup')) return true;
  if (name === null) return false;
  if (OTHER_USER.has(name)) return startsAsOther(args);
  const says = (set: ReadonlySet<string>): boolean => args.some(({ value }) => value !== null && set.has(value));
  if (CONTROLLERS.has(name) || program.text.startsWith('/etc/init.d/')) return says(STARTING);
  const isOnlyAsked = args.some(({ value }) => value !== null && ASKING.test(value));
  if (DAEMONS.has(name) || BUILD_SERVERS.has(name)) return !isOnlyAsked;
  if (/^php-fpm[\d.]*$/.test(name)) return !isOnlyAsked;
  if (isSystemProgram(name)) return (name === 'wget' || name === 'curl') && says(new Set(['-b', '--background']));
  return args.some(({ value }) => value === 'start' || value === 'restart' || DETACHING.test(value ?? ''));
}

/** `su postgres -c '...'` by its script, everything else by the names in it. */
function startsAsOther(args: readonly Word[]): boolean {
  const at = args.findIndex(({ value }) => value === '-c' || value === '--command');
  const script = args[at + 1];
  if (at < 0 || script === undefined) {
    const names = args.map(({ value }) => value?.split('/').at(-1) ?? '');
    return names.some((name) => DAEMONS.has(name) || CONTROLLERS.has(name));
  }
  const reading = readScript(script.value ?? script.text.replace(/["']/g, ''));
  return !reading.readable || hasBackground(reading.list) || invocations(reading.list).some(startsService);
}

/** Whether a body leaves a job in the background. */
export function hasBackground(list: List): boolean {
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

/** The command that removes the folder in which agents of an earlier `gpg` would still put their sockets. */
export function removesUnderAgent(before: readonly Member[], after: Member): Invocation | null {
  const isGpg = ({ name }: Invocation): boolean => name === 'gpg' || name === 'gpg2';
  if (!before.some((member) => member.invocations.some(isGpg)) || after.invocations.some(isGpg)) return null;
  const removal = after.invocations.find(
    ({ name, args }) => name === 'rm' && args.some(({ text }) => /gnupg|gpghome/i.test(text)),
  );
  return removal ?? null;
}
