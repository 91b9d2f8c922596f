/** What RUNs leave behind in the folder of the app, as root. */

import { history, pathsOf } from '../../src/app/lineage.ts';
import { pathOf, type Run, runsOf, textOf } from '../../src/app/runs.ts';
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { Document, Instruction, Stage } from '../../src/dockerfile/document.ts';
import { stateBefore } from '../../src/dockerfile/state.ts';
import { isBelow } from '../../src/project/paths.ts';
import { isSystem } from './judge.ts';

/** Programs whose results an app reads and does not change: installers, compilers, bundlers, and what handles files. */
const READ_ONLY: ReadonlySet<string> = new Set(
  (
    'apt apt-get apk dnf yum microdnf tdnf zypper pacman dpkg rpm npm yarn pnpm bun bower corepack npx pip pip3 pipenv poetry uv conda mamba ' +
    'bundle gem composer mix go cargo rustc gcc g++ cc c++ make cmake ninja mvn mvnw gradle gradlew sbt dotnet javac ant tsc vite webpack next ' +
    'nuxt gulp grunt swift stack cabal ghc elm crystal nim zig dart luarocks cpan cpanm R Rscript docker-php-ext-install ' +
    'docker-php-ext-configure docker-php-ext-enable pecl rm mv cp ln chmod chown chgrp mkdir tar unzip gunzip gzip bunzip2 xz curl wget git ' +
    'echo printf cat sed awk grep find xargs test [ [[ (( true false : set export unset cd pwd ls which type command date sleep useradd groupadd ' +
    'adduser addgroup usermod groupmod update-ca-certificates ldconfig locale-gen strip upx install gpg sha256sum sha1sum md5sum tr cut ' +
    'sort head tail uname arch ldd file readlink dirname basename env exit return dos2unix sysctl tee update-alternatives ' +
    'setcap ssh-keyscan openssl jq yq envsubst apt-key add-apt-repository apt-mark hash eval read local shift'
  ).split(' '),
);
/** Sub-commands of a Django project that make what is served and never written again. */
const DJANGO = /^(?:collectstatic|compilemessages|compress|tailwind|makemessages|check|spectacular)$/;

export interface Made {
  readonly command: string;
  readonly at: Instruction;
}

/** A RUN that may make files below a folder which the app would want to change; null when there is none. */
export function findMade(doc: Document, stage: Stage, folder: string): Made | null {
  for (const each of runsOf(doc, history(doc, stage))) {
    const command = makesFiles(doc, each, folder);
    if (command !== null) return { command, at: each.run };
  }
  return null;
}

function makesFiles(doc: Document, { run, state, calls }: Run, folder: string): string | null {
  const isHere = state.workdir !== null && isBelow(state.workdir, folder);
  if (calls === null) return isHere || textOf(doc, run).includes(folder) ? textOf(doc, run) : null;
  for (const { name, program, args } of calls) {
    const text = [program, ...args].map((word) => word.text).join(' ');
    if (name !== null && READ_ONLY.has(name)) continue;
    if (name !== null && /^(?:python|pypy)[\d.]*$/.test(name)) {
      const [first, second] = args.map(({ value }) => value ?? '');
      if (/(?:^|\/)manage\.py$/.test(first ?? '') && DJANGO.test(second ?? '')) continue;
      if (first === '-m' && /^(?:pip|venv|compileall|spacy|build|ensurepip|grpc_tools\.protoc)$/.test(second ?? ''))
        continue;
      if (/^-(?:V|-version)$/.test(first ?? '')) continue;
    }
    if (isHere || text.includes(folder)) return text;
  }
  return null;
}

/** What a RUN does to a folder without putting a file there that stays. */
const FILLS_NOT = /^(?:mkdir|chown|chmod|chgrp|rm|rmdir|cd|test|\[|ls|find|useradd|adduser|groupadd|addgroup|ln)$/;

/** A RUN that puts a file into one of the folders by name, and leaves it to root. */
export function filledByRun(
  doc: Document,
  stage: Stage,
  folders: readonly string[],
): { readonly command: { readonly command: string; readonly line: number }; readonly at: Instruction } | null {
  let found: ReturnType<typeof filledByRun> = null;
  for (const { run, state, calls } of runsOf(doc, history(doc, stage))) {
    for (const { name, program, args, command } of calls ?? []) {
      const isDeep = args.some(({ text }) => /^-[a-zA-Z]*R|^--recursive$/.test(text));
      if (isDeep && (name === 'chown' || name === 'chmod')) found = null;
      if (name !== null && FILLS_NOT.test(name)) continue;
      const targets = command.redirects.flatMap(({ operator, target }) =>
        operator.includes('>') && target !== null ? [target] : [],
      );
      const paths = [...args, ...targets].map((word) => pathOf(word, state));
      if (!paths.some((path) => path !== null && folders.some((folder) => isBelow(path, folder)))) continue;
      const text = [program, ...args].map((word) => word.text).join(' ');
      found ??= { command: { command: text, line: run.startLine }, at: run };
    }
  }
  return found;
}

/** They make no files in the folder that they run in. */
const ELSEWHERE =
  /^(?:apt|apt-get|apk|dnf|yum|microdnf|pip3?|useradd|groupadd|adduser|addgroup|chmod|chown|mkdir|rm|echo|test|\[|true|:|cd|set|update-ca-certificates|locale-gen|docker-php-ext-\w+|pecl|corepack|export|unset|which|date|sleep)$/;

/** Words of package managers that make nothing but their own folder. */
const INSTALLS =
  /^(?:install|i|ci|add|sync|mod|download|prune|fetch|restore|update|config|set|dump-autoload|dumpautoload)$/;

/** Whether a RUN builds something in a folder, or installs something there: it stays root's. */
export function buildsIn(doc: Document, stage: Stage, folder: string, countsInstalls: boolean): boolean {
  const counts = ({ name, args }: Invocation): boolean => {
    if (name === null || !ELSEWHERE.test(name)) return countsInstalls || !INSTALLS.test(args[0]?.value ?? '');
    return false;
  };
  return runsOf(doc, history(doc, stage)).some(({ run, state, calls }) => {
    const isHere = state.workdir !== null && isBelow(state.workdir, folder);
    return (isHere || textOf(doc, run).includes(folder)) && (calls?.some(counts) ?? true);
  });
}

/** For a socket, or the number of a process. */
const IN_RUN = /^\/(?:var\/)?run\/[^/]+/;

/** Folders that a RUN makes by name, and that nothing is copied to: they are made to be written to. */
export function madeFolders(doc: Document, stage: Stage, workdir: string | null): readonly string[] {
  const folders = new Set<string>();
  const instructions = history(doc, stage);
  for (const { state, calls } of runsOf(doc, instructions)) {
    if (calls === null) continue;
    const moves = calls.some(({ name }) => name === 'cd');
    for (const { name, args } of calls) {
      for (const word of args) {
        const path = pathOf(word, state);
        if (path === null || word.text.startsWith('-') || (moves && !word.text.startsWith('/'))) continue;
        if (name === 'mkdir' && (!isSystem(path) || IN_RUN.test(path)) && !isBelow(path, '/tmp')) folders.add(path);
        if (name === 'rm' || name === 'rmdir') folders.delete(path);
      }
    }
  }
  const places = instructions.flatMap((each) => placeOf(doc, each) ?? []);
  return [...folders].filter((folder) => ![...places, workdir ?? '/'].some((place) => isBelow(place, folder)));
}

/** Where an instruction puts files, or goes to. */
function placeOf(doc: Document, instruction: Instruction): string | null {
  if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') return pathsOf(doc, instruction)?.at(-1) ?? null;
  return instruction.keyword === 'RUN' ? stateBefore(doc, instruction).workdir : null;
}
