/** The words for every reason to leave something alone. A code without words does not compile. */
import type { OpaqueReason } from '../dockerfile/shell.ts';
import type { SkipReason } from '../engine/skips.ts';
import type { RootNeed } from '../facts/root-programs.ts';
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
        'give the Dockerfile by its path; --context names its build context',
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
        : say(
            `${short(reason.path)} is not in the build context`,
            LOCKFILE.test(reason.path)
              ? 'keep it with the sources, so that it is known what is built'
              : 'if the context is another folder, name it with --context',
          );
    case 'copy-not-read':
      return say(`what ${short(reason.word)} brings cannot be told: ${COPY_REFUSALS[reason.why]}`);
    case 'lifecycle-script':
      return say(
        `the ${reason.script} script of ${short(reason.path)} needs more than the manifests: ${short(reason.command)}`,
        'if no dependency needs its scripts: install with --ignore-scripts, and run this one below the COPY',
      );
    case 'reads-sources':
      return say(`${short(reason.command)} reads ${short(reason.what)}`);
    case 'writes-manifest':
      return say(
        `${short(reason.command)} writes ${reason.path}, which the COPY would put back`,
        `add the package to ${reason.path} and copy that`,
      );
    case 'option-not-known':
      return say(`what ${short(reason.option)} means to ${reason.tool} is not known here`);
    case 'stands-between':
      return say(
        `line ${reason.line} stands between and needs what is copied: ${short(reason.text)}`,
        'move it below the install, if that does not need it',
      );
    case 'overwrites-output':
      return say(
        `the COPY would lay ${short(reason.path)} of the context over the one that is installed`,
        reason.why === 'used-elsewhere'
          ? 'if this build needs none of it: leave it out with a file <name of the Dockerfile>.dockerignore'
          : 'leave it out with a .dockerignore file',
      );
    case 'cannot-split':
      return say(`${short(reason.command)} cannot be parted from the rest of its RUN`, 'give it a RUN of its own');
    case 'lock-incomplete':
      return say(`${short(reason.path)} lacks ${short(reason.missing)}`, 'bring the lockfile up to date');
    case 'too-many-manifests':
      return say(
        `its manifests lie in ${reason.count} folders`,
        'COPY --parents of a newer Dockerfile syntax copies them in one instruction',
      );
    case 'nothing-to-install':
      return say(
        `nothing of ${short(reason.command)} is known that could run before the sources are copied`,
        'if it installs dependencies, copy their manifest and install them above the COPY of the sources',
      );
    case 'copied-in-parent':
      return say(
        `the sources are copied in stage ${short(reason.stage)} already`,
        'install in a stage that copies the manifests alone',
      );
    case 'no-recipe':
      if (reason.of === 'stages')
        return say(
          `nothing is known here of how an app of ${short(reason.tool)} is split`,
          'write the stage that runs it yourself, and copy into it what the build makes',
        );
      return say(
        `the dependencies of ${reason.tool} cannot be built alone`,
        'RUN --mount=type=cache keeps what it downloads',
      );
    case 'unknown-base':
      return say(
        `nothing is known of ${short(reason.image)}, not even its user`,
        'set USER yourself, if the app needs no root',
      );
    case 'root-on-purpose':
      return say('USER root stands right above what is started', 'remove it if nothing needs root');
    case 'starts-nothing':
      return say(
        'it starts no app: others build on it, or bring their command',
        reason.of === 'stages' ? 'say in CMD what is started' : 'set USER where the app is started',
      );
    case 'base-of-others':
      return say(`it is made to be built on: ONBUILD in line ${reason.line}`, 'set USER in the images built on it');
    case 'base-starts-as-root':
      return say(`${short(reason.image)} starts as root and changes the user by itself`, rootImageHint(reason.image));
    case 'dev-container':
      return say(`it is made to be worked in: ${short(reason.what)}`);
    case 'start-not-read':
      return say(
        `what ${short(reason.text)} does at the start could not be read`,
        reason.of === 'stages' ? 'start the app itself in CMD' : 'set USER yourself if it needs no root',
      );
    case 'start-not-known':
      return say(
        `whether ${short(reason.program)}, which is started, needs root is not known`,
        'set USER yourself if it needs no root',
      );
    case 'start-needs-root':
      return say(
        `the start runs ${short(reason.command)}${inFile(reason.file)}, ${ROOT_NEEDS[reason.need]}`,
        ROOT_NEED_HINTS[reason.need],
      );
    case 'privileged-port':
      return say(
        `it listens on port ${short(reason.port)} (${short(reason.where)}), ${/^\d+$/.test(reason.port) ? '' : 'which may be '}below 1024`,
        'let it listen on 8080 and publish -p 80:8080; or use --risk changes, if it only runs on Docker 20.10 or later',
      );
    case 'root-home':
      return say(
        `line ${reason.line} puts into the home of root what no other user can see: ${short(reason.text)}`,
        'install it for all users, below /usr/local or /opt',
      );
    case 'unreadable-file':
      return say(
        `other users may not be able to read or run ${short(reason.path)} (mode ${short(reason.mode)})`,
        'give others the right, with chmod or COPY --chmod',
      );
    case 'docker-socket':
      return say(`it uses the socket of Docker, which belongs to root: ${short(reason.where)}`);
    case 'data-volume':
      return say(
        `${short(reason.path)} is a volume that it may write to${inFile(reason.file)}`,
        'existing volumes belong to root: give them to the new user first, then set USER',
      );
    case 'mounted-over':
      return say(
        `${reason.file} mounts a folder of the host over ${short(reason.path)}, and whose that is cannot be told`,
        'give development a stage of its own, and mount it there',
      );
    case 'synced':
      return say(
        `${reason.file} copies changed files to ${short(reason.path)} while it runs, which only root may do there`,
        'give the folder to a user with COPY --chown, and set USER yourself',
      );
    case 'use-user':
      return say(`${reason.file}${atLine(reason.line)} sets the user ${short(reason.user)} already`);
    case 'use-rights':
      return say(`${reason.file}${atLine(reason.line)} gives it rights of root: ${short(reason.right)}`);
    case 'made-as-root':
      return say(
        `${short(reason.command)} in line ${reason.line} runs as root, and the app may want to change the files that it makes`,
        'make them at the start, or as the user that runs the app',
      );
    case 'user-made':
      if (reason.of === 'stages')
        return say(
          `${short(reason.command)} in line ${reason.line} makes a user, and cannot be done again where the app runs`,
          'make the user in a RUN of its own, with a number',
        );
      return say(
        `line ${reason.line} makes or names a user already: ${short(reason.command)}`,
        'if that is who the app should run as, set USER to it',
      );
    case 'no-user-tools':
      return say(
        `how a user is made in ${short(reason.image)} is not known`,
        'install shadow-utils, or use numbers: USER 10001:10001',
      );
    case 'user-missing':
      return say(`${short(reason.image)} has no user or group ${short(reason.user)}`, 'write its number behind USER');
    case 'no-shell':
      return say(
        `it writes to ${short(reason.path)}, and the image has no shell to give that folder away`,
        'make the folder in another stage and COPY it with --chown',
      );
    case 'writes-system':
      return say(
        `it writes to ${short(reason.path)}, which belongs to the system (${reason.file}:${reason.line})`,
        'let it write to a folder of its own',
      );
    case 'no-app-folder':
      return say(
        'where it writes cannot be told, and no folder holds the app alone',
        'set a WORKDIR, and copy the app there',
      );
    case 'app-in-parent':
      return say(
        `the app is copied in the stage ${short(reason.stage)}, and others may be built on that`,
        'copy it in the last stage',
      );
    case 'unknown-builder':
      return say(`nothing is known of ${short(reason.image)}, so what would run without it cannot be told`);
    case 'platform-set':
      return say(
        `FROM is bound to the platform ${short(reason.platform)}, and what runs would have to be as well`,
        'leave --platform to docker build',
      );
    case 'step-not-known':
      return say(
        `what ${short(reason.command)} in line ${reason.line} leaves for the running app cannot be told`,
        'split the file yourself, or remove the step if nothing needs it',
      );
    case 'artefact-not-known':
      return say(
        `what ${short(reason.command)} in line ${reason.line} makes, and where, is not certain`,
        TAKES_OUTPUT.test(reason.command) ? 'name the output in the command, with -o' : null,
      );
    case 'start-not-artefact':
      return say(
        `${short(reason.command)} is started, and that it is what is built here cannot be told`,
        'start what the build makes, by its path',
      );
    case 'start-builds':
      return say(
        `${short(reason.command)} needs the tools of the build when the container starts`,
        'build in a RUN, and start what was built',
      );
    case 'program-missing':
      return say(
        `${short(reason.program)}${placed(reason.file, reason.line)} would be missing from ${short(reason.image)}`,
        'install it in the Dockerfile, if the running app needs it',
      );
    case 'needs-jdk':
      return say(
        `${short(reason.name)}${placed(reason.file, reason.line)} needs a JDK while the app runs, and ${short(reason.image)} is none`,
      );
    case 'packages-need-shell':
      return say(
        `${short(reason.packages.join(', '))} cannot be installed in ${short(reason.image)}`,
        'leave out of the Dockerfile what only the build needs, or remove it in a later step',
      );
    case 'package-not-known':
      return say(
        `which packages of ${short(reason.image)} hold the libraries of ${short(reason.package)} is not known`,
        'install the libraries by their own names too',
      );
    case 'release-archived':
      return say(
        `${short(reason.package)} would have to be installed in ${short(reason.image)}, whose release has no packages on the servers any more`,
        'build on a newer release of the image',
      );
    case 'program-unknown':
      return say(`${short(reason.file)}:${reason.line} starts a program whose name is known at run time only`);
    case 'reads-unknown':
      return say(`${short(reason.file)}:${reason.line} reads a file whose name is known at run time only`);
    case 'path-moves':
      return say(
        `${short(reason.path)}${placed(reason.file, reason.line)} would lie elsewhere in the runtime image`,
        'call it by its name',
      );
    case 'path-reset':
      return say(
        `${short(reason.text)}${placed(reason.file, reason.line)} sets PATH anew, and would not find the packages in an environment`,
        'install into an environment, and call its programs by their path',
      );
    case 'unknown-release':
      return say(
        `the tag ${short(reason.image)} does not say which release of the system it is built on`,
        `write ${short(reason.write)}`,
      );
    case 'saves-nothing':
      return say(`a runtime stage on ${short(reason.image)} would hold the same again`);
    case 'newer-library':
      return say(
        `${short(reason.image)} links a ${short(reason.library)} that is newer than its system's`,
        `link ${short(reason.library)} statically`,
      );
    case 'native-module':
      return say(`${short(reason.name)} is native code (${short(reason.path)}), and what it links is not known`);
    case 'volume-over-app':
      return say(`the VOLUME in line ${reason.line} lies over ${short(reason.path)}`);
    case 'replaced':
      return say(
        `${short(reason.file)} builds it with an additional context ${short(reason.name)}, which takes the place of what is called so`,
      );
    case 'stage-used':
      return say(`${short(reason.file)} builds the stage ${short(reason.stage)} by name`);
    case 'fold':
      return say(
        `${short(reason.build)} builds what ${short(reason.image)} copies in`,
        `slimify fold ${reason.build} ${reason.image} writes the one file that replaces both`,
      );
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
  link: 'a folder of its path is a symbolic link',
  target: 'several files go there, and it is not known to be a folder by then; write it with a slash at the end',
};

const CANNOT_APPEND = {
  background: 'it ends in a background command: nothing can be added behind it',
  'ends-early': 'it may end before what would be added behind it',
  'no-place': 'there is no place in it where a command could be added safely',
} as const;

const ROOT_NEEDS: Readonly<Record<RootNeed, string>> = {
  'switches-user': 'which changes the user',
  supervisor: 'which starts programs as several users',
  server: 'which is started as root',
  'changes-system': 'which needs root',
  builds: 'which builds or fetches at the start, where only root may write',
};

const ROOT_NEED_HINTS: Readonly<Record<RootNeed, string | null>> = {
  'switches-user': 'it may give up root by itself; if not, remove it and set USER',
  supervisor: 'start one program a container, or set the user of each in its configuration',
  server: 'use an image of it that is made to run without root',
  'changes-system': 'do it in a RUN',
  builds: 'build in a RUN, and start the result',
};

/** The images that do the same without root. */
function rootImageHint(image: string): string | null {
  return image === 'nginx' ? 'nginxinc/nginx-unprivileged does the same without root, on port 8080' : null;
}

function inFile(file: string | null): string {
  return file === null ? '' : ` (${file})`;
}

function atLine(line: number | null): string {
  return line === null ? '' : `:${line}`;
}

/** Compilers that are told where to write. */
const TAKES_OUTPUT = /^(?:go build|gcc|g\+\+|cc|c\+\+|clang|clang\+\+|rustc)\s/;

/** A quotation from a Dockerfile may be long and hold line breaks. */
const MAX_QUOTE = 60;
const LOCKFILE =
  /(?:^|\/)(?:Cargo\.lock|go\.sum|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|Pipfile\.lock|Gemfile\.lock|mix\.lock)$/;

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

/** Where something is, behind its name. */
function placed(file: string | null, line: number | null): string {
  if (file === null) return '';
  return line === null ? ` (${short(file)})` : ` (${short(file)}:${line})`;
}
