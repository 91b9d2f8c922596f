/** The programs of a CMake project. Source: cmake.org/cmake/help/latest/manual/cmake.1.html. */
import { hasOption, optionOf, readWords } from '../../../../src/app/call-words.ts';
import { readCmakeLists } from '../../../../src/project/cmake/lists.ts';
import { absolute } from '../../../../src/project/copies.ts';
import type { App, Step } from '../../app.ts';
import type { Refusal } from '../../recipe.ts';
import { placeOf, textOf } from '../native/words.ts';
import { type Built, fileAt } from './built.ts';

const CMAKE_VALUED: ReadonlySet<string> = new Set(
  '-S -B -G -T -A -D -U -C --build --target -t --config -j --parallel --preset --install --prefix'.split(' '),
);

/** `cmake -S . -B build`, `cmake ..` make nothing yet; `cmake --build build` does. */
export function byCmake(app: App, step: Step): readonly Built[] | Refusal | null {
  const words = readWords(step.call.args, CMAKE_VALUED);
  const folder = optionOf(words, ['--build']);
  if (folder === undefined) return hasOption(words, ['--install', '-P', '-E', '--preset', '-C']) ? null : [];
  const build = placeOf(folder, step.cwd);
  const source = build === null ? null : cmakeFolder(app, build);
  if (source === null || build === null || optionOf(words, ['--target', '-t']) !== undefined) return null;
  return byLists(app, source, build, step);
}

/** The folder with the sources of a build folder, by the call that configured it. */
export function cmakeFolder(app: App, build: string): string | null {
  for (const step of app.steps) {
    if (step.call.name !== 'cmake') continue;
    const words = readWords(step.call.args, CMAKE_VALUED);
    if (hasOption(words, ['--build', '--install', '-E', '-P'])) continue;
    // Defines that change the output, or the compiler.
    const odd = words.options.some(
      ({ name, text }) => name === '-D' && /OUTPUT|LINKER|SHARED|TOOLCHAIN|LIBRAR/.test(text),
    );
    const into = optionOf(words, ['-B']);
    const [first] = words.rest;
    const named = optionOf(words, ['-S']) ?? (first === undefined ? '.' : textOf(first, step));
    const source = placeOf(named, step.cwd);
    const target = into === undefined ? step.cwd : placeOf(into, step.cwd);
    if (!odd && target === build && source !== null) return source;
  }
  return null;
}

/**
 * The programs of a CMakeLists.txt.
 * @param source the folder that it lies in.
 * @param build the folder that CMake builds in.
 * @returns null when it cannot be read.
 */
export function byLists(app: App, source: string, build: string, step: Step): readonly Built[] | null {
  const path = fileAt(app, `${source}/CMakeLists.txt`);
  const text = path === null ? null : app.project.readText(path);
  const lists = text === null ? null : readCmakeLists(text);
  if (lists === null || lists.programs.length === 0) return null;
  return lists.programs.map(({ name, sources, libraries }) => ({
    path: absolute(`${build}/${name}`),
    step,
    link: {
      output: name,
      isCpp: !sources.every((one) => one.endsWith('.c') || one.endsWith('.h')),
      isStatic: libraries.includes('-static'),
      hasOwnCpp: libraries.includes('-static-libstdc++'),
      libraries: libraries
        .filter((library) => !lists.own.includes(library) && !library.startsWith('-static'))
        .map((library) => (library === '${CMAKE_THREAD_LIBS_INIT}' ? 'pthread' : library.replace(/^-l/, ''))),
    },
  }));
}
