/** Why a candidate is left alone: a closed set. The words for the reader live in the reporters. */
import type { OpaqueReason } from '../dockerfile/shell.ts';
import type { RootNeed } from '../facts/root-programs.ts';
import type { CopyRefusal } from '../project/copies.ts';

export type SkipReason =
  // Whole files
  | { readonly code: 'not-a-dockerfile'; readonly why: string }
  | { readonly code: 'parsers-disagree'; readonly line: number | null }
  | { readonly code: 'escape-character' }
  | { readonly code: 'windows-base'; readonly image: string }
  // Held back by the user
  | { readonly code: 'ignored'; readonly by: string }
  // What cannot be read or is not known
  | { readonly code: 'opaque'; readonly why: OpaqueReason }
  | { readonly code: 'shell-not-posix'; readonly shell: string }
  | { readonly code: 'dynamic-command'; readonly text: string }
  | { readonly code: 'needs-context' }
  // Caches
  | { readonly code: 'cache-mount'; readonly path: string }
  | { readonly code: 'lists-from-elsewhere' }
  | { readonly code: 'needed-later'; readonly line: number; readonly command: string }
  | { readonly code: 'network-none' }
  | { readonly code: 'yarn-not-classic'; readonly evidence: string }
  | { readonly code: 'cannot-append'; readonly why: 'background' | 'ends-early' | 'no-place' }
  | { readonly code: 'packages-not-listed'; readonly packages: readonly string[] }
  // Nothing uses the lists that it fetches: it wants to be joined with an install, or to go.
  | { readonly code: 'update-alone' }
  // A word would have to be put into a quoted script.
  | { readonly code: 'inside-quotes'; readonly command: string }
  // The base image's release of the tool does not know the option.
  | { readonly code: 'tool-too-old'; readonly tool: string; readonly since: string }
  // Somebody put files into the cache on purpose.
  | { readonly code: 'cache-seeded'; readonly path: string }
  // Two or more things would have to be assumed.
  | { readonly code: 'unproven'; readonly assumptions: readonly string[] }
  // Joining RUNs
  | { readonly code: 'flags-differ' }
  | { readonly code: 'pragma-between'; readonly comment: string }
  | { readonly code: 'comment-swallows'; readonly comment: string }
  // An instruction that somebody may put in force again, where it then would have to stand alone.
  | { readonly code: 'instruction-in-comment'; readonly comment: string }
  | { readonly code: 'background' }
  | { readonly code: 'leaks'; readonly what: string }
  | { readonly code: 'ends-early'; readonly what: string }
  | { readonly code: 'errexit-mixed' }
  | { readonly code: 'login-shell'; readonly shell: string }
  | { readonly code: 'shell-replaced' }
  | { readonly code: 'shell-startup-file'; readonly path: string }
  | { readonly code: 'hashed-command'; readonly command: string }
  | { readonly code: 'starts-service'; readonly command: string }
  | { readonly code: 'per-run-file'; readonly path: string }
  | { readonly code: 'special-parameter'; readonly text: string }
  | { readonly code: 'current-user-changed'; readonly command: string }
  | { readonly code: 'working-folder-removed'; readonly path: string }
  | { readonly code: 'too-long' }
  // The build context
  // A file of the context is broken or not what it should be; `why` has no full stop.
  | { readonly code: 'broken-manifest'; readonly path: string; readonly line: number | null; readonly why: string }
  // A file that is needed is not there, or left out by the ignore file.
  | { readonly code: 'not-in-build'; readonly path: string; readonly isIgnored: boolean }
  // What a COPY or ADD brings cannot be told.
  | { readonly code: 'copy-not-read'; readonly why: CopyRefusal; readonly word: string }
  // Copying manifests first
  // A script that the package manager runs during the install needs more than can be copied along.
  | { readonly code: 'lifecycle-script'; readonly path: string; readonly script: string; readonly command: string }
  // The install step reads the sources themselves.
  | { readonly code: 'reads-sources'; readonly command: string; readonly what: string }
  // It writes a manifest, which the later COPY would put back as it was.
  | { readonly code: 'writes-manifest'; readonly command: string; readonly path: string }
  // An option of the install that is not known to us, or that moves what it writes.
  | { readonly code: 'option-not-known'; readonly tool: string; readonly option: string }
  // Something between the COPY and the install step changes or needs what was copied.
  | { readonly code: 'stands-between'; readonly line: number; readonly text: string }
  // The later COPY would lay the host's own over what the install step made.
  | { readonly code: 'overwrites-output'; readonly path: string; readonly why: 'used-elsewhere' | 'no-ignore-file' }
  // The install step cannot be parted from what its RUN does besides.
  | { readonly code: 'cannot-split'; readonly command: string }
  // The lockfile lacks an entry that the install step adds, and the later COPY would undo that.
  | { readonly code: 'lock-incomplete'; readonly path: string; readonly missing: string }
  // One COPY for each folder with a manifest would be more than anybody wants to read.
  | { readonly code: 'too-many-manifests'; readonly count: number }
  // No step of it is known that could stand in front of the sources: no dependencies, a condition, a goal of its own.
  | { readonly code: 'nothing-to-install'; readonly command: string }
  // The stage that this one is built FROM has the sources.
  | { readonly code: 'copied-in-parent'; readonly stage: string }
  // A tool that we do not reorder for, or whose app we do not split.
  | { readonly code: 'no-recipe'; readonly tool: string; readonly of: 'order' | 'stages' }
  // A user that is not root
  | { readonly code: 'unknown-base'; readonly image: string }
  // It stands right above what is started.
  | { readonly code: 'root-on-purpose' }
  | { readonly code: 'starts-nothing'; readonly of?: 'stages' }
  | { readonly code: 'base-of-others'; readonly line: number }
  | { readonly code: 'base-starts-as-root'; readonly image: string }
  | { readonly code: 'dev-container'; readonly what: string }
  | { readonly code: 'start-not-read'; readonly text: string; readonly of?: 'stages' }
  // What is started is not the app's own, and nothing is known of it.
  | { readonly code: 'start-not-known'; readonly program: string }
  | {
      readonly code: 'start-needs-root';
      readonly command: string;
      readonly need: RootNeed;
      readonly file: string | null;
    }
  | { readonly code: 'privileged-port'; readonly port: string; readonly where: string }
  | { readonly code: 'root-home'; readonly text: string; readonly line: number }
  | { readonly code: 'unreadable-file'; readonly path: string; readonly mode: string }
  | { readonly code: 'docker-socket'; readonly where: string }
  // A volume keeps the owner that it has.
  | { readonly code: 'data-volume'; readonly path: string; readonly file: string | null }
  | { readonly code: 'mounted-over'; readonly path: string; readonly file: string }
  | { readonly code: 'synced'; readonly path: string; readonly file: string }
  // An additional context of the build is taken for a stage or an image of the file.
  | { readonly code: 'replaced'; readonly name: string; readonly file: string }
  | { readonly code: 'use-user'; readonly user: string; readonly file: string; readonly line: number | null }
  | { readonly code: 'use-rights'; readonly right: string; readonly file: string; readonly line: number | null }
  // A RUN makes files in the app's folder that the app may want to change.
  | { readonly code: 'made-as-root'; readonly command: string; readonly line: number }
  | { readonly code: 'user-made'; readonly command: string; readonly line: number; readonly of?: 'stages' }
  | { readonly code: 'no-user-tools'; readonly image: string }
  // A folder would have to be given away, and the image has no shell for it.
  | { readonly code: 'no-shell'; readonly path: string }
  | { readonly code: 'writes-system'; readonly path: string; readonly file: string; readonly line: number }
  // Where it writes cannot be told, and it has no folder of its own.
  | { readonly code: 'no-app-folder' }
  | { readonly code: 'app-in-parent'; readonly stage: string }
  // Builder and runtime stages
  | { readonly code: 'unknown-builder'; readonly image: string }
  | { readonly code: 'platform-set'; readonly platform: string }
  // A RUN leaves something that nobody can tell the use of.
  | { readonly code: 'step-not-known'; readonly command: string; readonly line: number }
  // Which file the build makes, or where, is not certain.
  | { readonly code: 'artefact-not-known'; readonly command: string; readonly line: number }
  // What is started is not what is built.
  | { readonly code: 'start-not-artefact'; readonly command: string }
  // What is started builds, watches or installs: it needs the tools of the build.
  | { readonly code: 'start-builds'; readonly command: string }
  // The start, a script, the health check or a source runs a program that the runtime image would not have.
  | {
      readonly code: 'program-missing';
      readonly program: string;
      readonly image: string;
      readonly file: string | null;
      readonly line: number | null;
    }
  // A source or a library calls the compiler, or another tool of the JDK, while the app runs.
  | {
      readonly code: 'needs-jdk';
      readonly name: string;
      readonly image: string;
      readonly file: string;
      readonly line: number | null;
    }
  // Packages that the app may need, and a runtime image that has no package manager, or another one.
  | { readonly code: 'packages-need-shell'; readonly packages: readonly string[]; readonly image: string }
  // Headers were installed, and which library is behind them in the runtime image's release is not known.
  | { readonly code: 'package-not-known'; readonly package: string; readonly image: string }
  // A package would have to be installed, and its release is on the servers no more.
  | { readonly code: 'release-archived'; readonly package: string; readonly image: string }
  // A source starts a program, or reads a file, whose name is put together at run time.
  | { readonly code: 'program-unknown'; readonly file: string; readonly line: number }
  | { readonly code: 'reads-unknown'; readonly file: string; readonly line: number }
  // The start or a source names a file by a path at which the runtime image does not have it.
  | { readonly code: 'path-moves'; readonly path: string; readonly file: string | null; readonly line: number | null }
  // The packages would lie in an environment, which is found by PATH alone.
  | { readonly code: 'path-reset'; readonly text: string; readonly file: string | null; readonly line: number | null }
  | { readonly code: 'unknown-release'; readonly image: string; readonly write: string }
  | { readonly code: 'saves-nothing'; readonly image: string }
  | { readonly code: 'native-module'; readonly name: string; readonly path: string }
  // The builder links a library that is newer than the one of any image to run on.
  | { readonly code: 'newer-library'; readonly library: string; readonly image: string }
  // USER is somebody whom the runtime image does not know.
  | { readonly code: 'user-missing'; readonly user: string; readonly image: string }
  | { readonly code: 'volume-over-app'; readonly path: string; readonly line: number }
  // Others take what is built by name, or by the state that it is in now.
  | { readonly code: 'stage-used'; readonly stage: string; readonly file: string }
  | { readonly code: 'fold'; readonly build: string; readonly image: string };

export type SkipCode = SkipReason['code'];
