/** The words for every reason to leave something alone. A code without words does not compile. */
import type { OpaqueReason } from '../dockerfile/shell.ts';
import type { SkipReason } from '../engine/skips.ts';
import type { CopyRefusal } from '../project/copies.ts';

export interface Words {
  /** Why, without a full stop. */
  readonly message: string;
  /** What the user could do about it; null when there is nothing. */
  readonly hint: string | null;
}

/** Why a candidate was left alone, in words. */
export function skipWords(reason: SkipReason): Words {
  switch (reason.code) {
    case 'not-a-dockerfile':
      return say(`not a Dockerfile: ${reason.why}`);
    case 'parsers-disagree':
      return say(
        'two parsers disagree on where an instruction ends',
        'write the instruction without unusual line breaks',
      );
    case 'escape-character':
      return say('the file sets another escape character');
    case 'windows-base':
      return say(`${short(reason.image)} is a Windows image`);
    case 'ignored':
      return say(`held back by the comment ${short(reason.by)}`);
    case 'opaque':
      return say(OPAQUE[reason.why], OPAQUE_HINTS[reason.why] ?? null);
    case 'shell-not-posix':
      return say(`its shell is ${short(reason.shell)}, not a POSIX one`);
    case 'dynamic-command':
      return say(`what ${short(reason.text)} runs is known at build time only`);
    case 'needs-context':
      return say(
        'it cannot be judged without the build context',
        'name the Dockerfile in its folder, or give --context',
      );
    case 'cache-mount':
      return say(`${short(reason.path)} is a mount: nothing of it is in the image`);
    case 'lists-from-elsewhere':
      return say('the package lists were fetched by an earlier layer', 'fetch and install in one RUN');
    case 'needed-later':
      return say(`${short(reason.command)} in line ${reason.line} still needs it`);
    case 'network-none':
      return say('the RUN has no network: its packages come from what is there already');
    case 'yarn-not-classic':
      return say(`this is not yarn 1: ${short(reason.evidence)}`);
    case 'cannot-append':
      return say(CANNOT_APPEND[reason.why]);
    case 'packages-not-listed':
      return say(
        `recommended packages may be needed by ${short(reason.packages.join(', '))}`,
        'add --no-install-recommends yourself and see whether the container still works',
      );
    case 'update-alone':
      return say('nothing in it uses the package lists that it fetches', 'join it with the install, or remove it');
    case 'inside-quotes':
      return say(`${short(reason.command)} stands in a quoted script`);
    case 'tool-too-old':
      return say(`${short(reason.tool)} of this base image is older than ${reason.since}`);
    case 'cache-seeded':
      return say(`${short(reason.path)} is filled on purpose`);
    case 'unproven':
      return say(`more than one thing would have to be assumed: ${few(reason.assumptions)}`);
    case 'flags-differ':
      return say('the flags of the two RUNs differ');
    case 'pragma-between':
      return say(`the comment ${short(reason.comment)} belongs to one of them`);
    case 'comment-swallows':
      return say(`the comment ${short(reason.comment)} would swallow what is joined behind it`);
    case 'instruction-in-comment':
      return say(`${short(reason.comment)} stands between them and may be put in force again`);
    case 'background':
      return say('it leaves a command running in the background');
    case 'leaks':
      return say(`${short(reason.what)} would reach into the next RUN`);
    case 'ends-early':
      return say(`${short(reason.what)} may end the shell early`);
    case 'errexit-mixed':
      return say('only one of them stops at the first failure');
    case 'login-shell':
      return say(`${short(reason.shell)} reads start-up files at every RUN`);
    case 'shell-replaced':
      return say('it replaces the shell itself');
    case 'shell-startup-file':
      return say(`it writes ${short(reason.path)}, which the next shell reads at its start`);
    case 'hashed-command':
      return say(`it replaces ${short(reason.command)}, whose place a running shell remembers`);
    case 'starts-service':
      return say(`${short(reason.command)} starts a service, which ends with its RUN`);
    case 'per-run-file':
      return say(`${short(reason.path)} is made anew for every RUN`);
    case 'special-parameter':
      return say(`${short(reason.text)} would have another value`);
    case 'current-user-changed':
      return say(`${short(reason.command)} changes the user that runs the build`);
    case 'working-folder-removed':
      return say(`it removes or moves ${short(reason.path)}, the folder it runs in`);
    case 'broken-manifest':
      return say(`${short(reason.path)}${reason.line === null ? '' : `:${reason.line}`} cannot be read: ${reason.why}`);
    case 'not-in-build':
      return reason.isIgnored
        ? say(`${short(reason.path)} is left out by the ignore file`, 'take it out of the ignore file')
        : say(`${short(reason.path)} is not in the build context`);
    case 'copy-not-read':
      return say(`what ${short(reason.word)} brings cannot be told: ${COPY_REFUSALS[reason.why]}`);
    case 'lifecycle-script':
      return say(
        `the ${reason.script} script of ${short(reason.path)} needs more than the manifests: ${short(reason.command)}`,
      );
    case 'reads-sources':
      return say(`${short(reason.command)} reads ${short(reason.what)}`);
    case 'stands-between':
      return say(`${short(reason.text)} in line ${reason.line} needs what is copied`);
    case 'overwrites-output':
      return say(
        `the COPY would lay ${short(reason.path)} of the context over the one that is installed`,
        'leave it out with a .dockerignore file',
      );
    case 'cannot-split':
      return say(`${short(reason.command)} cannot be parted from the rest of its RUN`, 'give it a RUN of its own');
    case 'no-recipe':
      return say(`the dependencies of ${reason.tool} cannot be built alone`, 'a cache mount speeds it up');
    case 'too-long':
      return say('the joined RUN would be too long');
    default:
      return unknownReason(reason);
  }
}

const OPAQUE: Readonly<Record<OpaqueReason, string>> = {
  'exec-form': 'it is in exec form: no shell reads it',
  heredoc: 'it holds a heredoc',
  'escape-character': 'the file sets another escape character',
  'syntax-error': 'its shell text could not be read',
  'uncertain-span': 'the place of a word in it is not certain',
  empty: 'there is nothing in it',
  'not-a-run': 'it is not a RUN',
};

const OPAQUE_HINTS: Partial<Readonly<Record<OpaqueReason, string>>> = {
  'exec-form': 'write it in shell form, or clean up yourself',
  'syntax-error': 'check it with sh -n',
};

const COPY_REFUSALS: Readonly<Record<CopyRefusal, string>> = {
  stage: 'it comes from another stage or image',
  heredoc: 'it is written in the Dockerfile',
  remote: 'it is fetched',
  archive: 'ADD unpacks it',
  variable: 'it is known at build time only',
  missing: 'it is not in the build context',
  flags: 'the flag changes what is copied',
};

const CANNOT_APPEND = {
  background: 'it ends in a background command: nothing can be added behind it',
  'ends-early': 'it may end before what would be added behind it',
  'no-place': 'there is no place in it where a command could be added safely',
} as const;

/** A quotation from a Dockerfile may be long and hold line breaks. */
const MAX_QUOTE = 60;

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_QUOTE ? `${line.slice(0, MAX_QUOTE - 1)}…` : line;
}

/** The first two of a list. */
function few(texts: readonly string[]): string {
  const more = texts.length > 2 ? [`and ${texts.length - 2} more`] : [];
  return [...texts.slice(0, 2), ...more].join('; ');
}

function say(message: string, hint: string | null = null): Words {
  return { message, hint };
}

function unknownReason(reason: never): never {
  throw new Error(`no words for the reason ${JSON.stringify(reason)}`);
}
