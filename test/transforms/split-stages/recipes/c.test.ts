import { describe, expect, test } from 'vitest';
import { c } from '../../../../transforms/split-stages/recipes/c.ts';
import { ask, planOf, refusalOf } from './support.ts';

const MAIN = '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n';
const FILES = { 'main.c': MAIN };

function dockerfile(image: string, run: string, cmd = '["./app"]'): string {
  return `FROM ${image}\nWORKDIR /src\nCOPY . .\nRUN ${run}\nCMD ${cmd}\n`;
}

describe('a compiler', () => {
  test.each([
    ['gcc -O2 -Wall -o app main.c', '/src/app'],
    ['cc main.c', '/src/a.out'],
    ['clang-15 -std=c11 -o/usr/local/bin/app main.c -lm -lpthread', '/usr/local/bin/app'],
    ['gcc -c main.c && gcc main.o -o app', '/src/app'],
    ['gcc -o app *.c', '/src/app'],
    ['cd /src && gcc -pthread -Wl,-z,relro,-z,now -o app main.c && mv app /usr/bin/app', '/usr/bin/app'],
  ])('%s', (run, path) => {
    const plan = planOf(c, dockerfile('gcc:12-bookworm', run, `["${path}"]`), FILES);
    expect(plan.carries).toEqual([{ path, kind: 'file' }]);
    expect(plan).toMatchObject({
      runtime: 'gcr.io/distroless/cc-debian12',
      packages: [],
      assumption: `${path.split('/').at(-1)} links no shared library besides libc`,
    });
  });

  test.each([
    ['gcc -o app main.c -lfoo', 'native-module'],
    ['gcc @options -o app main.c', 'option-not-known'],
    ['gcc -fopenmp -o app main.c', 'newer-library'],
    ['gcc -o app main.c $(pkg-config --libs libfoo)', 'option-not-known'],
    ['gcc -o app main.c -Wl,-rpath,/opt/lib', 'option-not-known'],
    ['gcc -fsanitize=address -o app main.c', 'option-not-known'],
    ['gcc -o app main.c ./libfoo.so', 'option-not-known'],
    ['gcc -o app main.c -L/opt/ssl -lssl', 'option-not-known'],
    // A library that is loaded by its name.
    ['gcc -shared -o plugin.so plugin.c && gcc -o app main.c', 'option-not-known'],
    ['if true; then gcc -o app main.c; fi', 'artefact-not-known'],
    ['gcc -o other main.c', 'start-not-artefact'],
  ])('%s', (run, code) => {
    expect(refusalOf(c, dockerfile('gcc:12-bookworm', run), FILES)).toBe(code);
  });

  test('C++ of the GCC image has a newer library than any release', () => {
    const text = dockerfile('gcc:13-bookworm', 'g++ -o app main.cpp');
    const files = { 'main.cpp': MAIN };
    expect(refusalOf(c, text, files)).toBe('newer-library');
    expect(planOf(c, text.replace('g++', 'g++ -static-libstdc++'), files).runtime).toBe(
      'gcr.io/distroless/cc-debian12',
    );
    const debian = text.replace('gcc:13-bookworm', 'debian:bookworm');
    expect(planOf(c, debian, files).assumption).toBe('app links no shared library besides libc and libstdc++');
  });

  test('a variable without quotes is as many words as it holds', () => {
    const text = dockerfile('debian:bookworm', 'gcc $FLAGS -o app main.c').replace('RUN', 'ENV FLAGS="-O2 -lz"\nRUN');
    expect(planOf(c, text, FILES).packages).toEqual(['zlib1g']);
    expect(refusalOf(c, text.replace('-lz', '-lfoo'), FILES)).toBe('native-module');
  });

  test('a library that the program loads by its name', () => {
    const files = { 'main.c': '#include <dlfcn.h>\nint main(void) { return dlopen("libz.so.1", RTLD_NOW) == 0; }\n' };
    expect(refusalOf(c, dockerfile('gcc:12-bookworm', 'gcc -o app main.c'), files)).toBe('native-module');
  });

  test('a start that compiles, and one of something else', () => {
    const text = dockerfile('gcc:12', 'gcc -o app main.c');
    expect(refusalOf(c, text.replace(/CMD.*/, 'CMD gcc -o app main.c && ./app'), FILES)).toBe('start-builds');
    expect(refusalOf(c, text.replace(/CMD.*\n/, ''), FILES)).toBe('starts-nothing');
    expect(refusalOf(c, dockerfile('python:3.11', 'gcc -o app main.c'), FILES)).toBeNull();
    expect(refusalOf(c, dockerfile('debian:bookworm', 'make', '["php", "x.php"]'), FILES)).toBeNull();
    expect(refusalOf(c, dockerfile('gcc:12', 'echo'), FILES)).toBeNull();
  });

  test('libraries from where the loader is told to look', () => {
    const text = dockerfile('gcc:12', 'gcc -o app main.c');
    expect(refusalOf(c, text.replace('RUN', 'ENV LD_LIBRARY_PATH=/opt/lib\nRUN'), FILES)).toBe('native-module');
  });

  test('sources that come later, and a mount that hides the program', () => {
    const text = dockerfile('gcc:12', 'gcc -o app main.c');
    expect(refusalOf(c, text.replace('CMD', 'COPY main.c .\nCMD'), FILES)).toBe('artefact-not-known');
    const mounted = text.replace('RUN', 'RUN --mount=type=cache,target=/src');
    expect(refusalOf(c, mounted, FILES)).toBe('cache-mount');
  });
});

describe('the image', () => {
  test('the newest release when the tag names none', () => {
    expect(planOf(c, dockerfile('gcc:12', 'gcc -o app main.c'), FILES)).toMatchObject({
      runtime: 'gcr.io/distroless/cc-debian13',
      assumption: 'gcc:12 is not built on a release newer than Debian 13',
    });
  });

  test('libraries by the names of the release', () => {
    const run = 'apt-get update && apt-get install -y gcc libssl-dev && gcc -o app main.c -lssl -lcrypto -lz';
    const text = dockerfile('debian:bookworm', run);
    expect(planOf(c, text, FILES)).toMatchObject({
      runtime: 'debian:bookworm-slim',
      packages: ['libssl3', 'zlib1g'],
      assumption: 'app links no shared library besides libc, libssl, libcrypto and libz',
    });
    expect(planOf(c, text.replace('debian:bookworm', 'debian:trixie'), FILES).packages).toContain('libssl3t64');
    const ubuntu = planOf(c, text.replace('debian:bookworm', 'ubuntu:24.04'), FILES);
    expect(ubuntu).toMatchObject({ runtime: 'ubuntu:24.04', packages: ['libssl3t64', 'zlib1g'] });
  });
  test.each([
    ['debian:latest', 'debian:trixie'],
    ['ubuntu:latest', 'ubuntu:noble'],
    ['ubuntu', 'ubuntu:noble'],
  ])('of a release that %s does not say', (image, write) => {
    const run = 'apt-get update && apt-get install -y gcc libssl-dev && gcc -o app main.c -lssl';
    expect(ask(c, dockerfile(image, run), FILES)).toMatchObject({ refused: { code: 'unknown-release', write } });
  });

  test('OpenMP has its library in the one and not in the other', () => {
    const text = dockerfile('debian:bookworm', 'gcc -fopenmp -o app main.c');
    expect(planOf(c, text, FILES).packages).toEqual([]);
    expect(planOf(c, text.replace('["./app"]', './app'), FILES)).toMatchObject({
      runtime: 'debian:bookworm-slim',
      packages: ['libgomp1'],
    });
  });

  test('none at all for a static program, unless it loads parts of libc', () => {
    const text = dockerfile('debian:bookworm', 'gcc -static -o app main.c');
    expect(planOf(c, text, FILES).runtime).toBe('gcr.io/distroless/static-debian13');
    const resolving = { 'main.c': 'int main(void) { return getaddrinfo("a", 0, 0, 0); }\n' };
    expect(planOf(c, text, resolving).runtime).toBe('gcr.io/distroless/cc-debian12');
    const alpine = text.replace('debian:bookworm', 'alpine:3.19');
    expect(planOf(c, alpine, resolving).runtime).toBe('gcr.io/distroless/static-debian13');
  });

  test('Alpine stays Alpine', () => {
    const text = dockerfile('alpine:3.19', 'apk add build-base && g++ -o app main.cpp');
    expect(planOf(c, text, { 'main.cpp': MAIN })).toMatchObject({ runtime: 'alpine:3.19', packages: ['libstdc++'] });
    expect(refusalOf(c, text.replace('main.cpp', 'main.cpp -lz'), { 'main.cpp': MAIN })).toBe('native-module');
  });
});

describe('make', () => {
  const files = (makefile: string) => ({ ...FILES, Makefile: makefile });

  test.each([
    ['make', 'app: main.c\n\t$(CC) $(CFLAGS) -o $@ $^ -lm\n'],
    ['make -j4 app', 'all: other\napp: main.o\n\t$(CC) -o $@ $^\n'],
    [
      'make',
      'all: app\nOBJS = $(patsubst %.c,%.o,$(wildcard *.c))\napp: $(OBJS)\n\t$(CC) $(LDFLAGS) -o app $(OBJS)\n%.o: %.c\n\tcc -c $<\n',
    ],
    ['make', 'app: main.o\n'],
    ['make clean && make', 'all: app\napp: main.c\n\tgcc main.c -o app\nclean:\n\trm -f app\n'],
    ['make -C /src app', 'app: main.c\n\tgcc main.c -o app\n'],
  ])('%s of %j', (run, makefile) => {
    expect(planOf(c, dockerfile('gcc:12-bookworm', run), files(makefile)).carries).toEqual([
      { path: '/src/app', kind: 'file' },
    ]);
  });

  test.each([
    ['make install', 'app: main.c\n\tgcc main.c -o app\ninstall: app\n\tcp app /usr/bin\n', 'artefact-not-known'],
    ['make', 'app: main.c\n\t./generate\n\tgcc main.c -o app\n', 'artefact-not-known'],
    ['make', 'include x.mk\napp: main.c\n\tgcc main.c -o app\n', 'artefact-not-known'],
    ['make', 'app: main.c\n\tgcc main.c -o app $(shell pkg-config --libs z)\n', 'artefact-not-known'],
    ['make', 'LDLIBS = -lfoo\napp: main.o\n', 'native-module'],
    ['make -f other.mk', 'app: main.c\n\tgcc main.c -o app\n', 'artefact-not-known'],
    ['make other', 'other: main.c\n\tgcc main.c -o other\n', 'start-not-artefact'],
  ])('%s of %j is not told', (run, makefile, code) => {
    expect(refusalOf(c, dockerfile('gcc:12-bookworm', run), files(makefile))).toBe(code);
  });

  test('no Makefile in the build', () => {
    expect(refusalOf(c, dockerfile('gcc:12-bookworm', 'make'), FILES)).toBe('artefact-not-known');
  });
});

describe('cmake', () => {
  const files = (lists: string) => ({ ...FILES, 'CMakeLists.txt': lists });
  const LISTS = 'project(app C)\nadd_executable(app main.c)\n';
  const text = (run: string) => dockerfile('debian:bookworm', run, '["./build/app"]');

  test.each([
    'cmake -B build && cmake --build build',
    'cmake -S . -B build -DCMAKE_BUILD_TYPE=Release && make -C build',
    'mkdir build && cd build && cmake .. && make -j4',
  ])('%s', (run) => {
    expect(planOf(c, text(run), files(LISTS)).carries).toEqual([{ path: '/src/build/app', kind: 'file' }]);
  });

  test('what cannot be told', () => {
    const run = 'cmake -B build && cmake --build build';
    expect(refusalOf(c, text(run), files(`${LISTS}add_subdirectory(lib)\n`))).toBe('artefact-not-known');
    expect(refusalOf(c, text('cmake --preset release && cmake --build build'), files(LISTS))).toBe(
      'artefact-not-known',
    );
    expect(refusalOf(c, text(`${run} --target install`), files(LISTS))).toBe('artefact-not-known');
    expect(
      refusalOf(c, text(run.replace('-B build', '-B build -DCMAKE_RUNTIME_OUTPUT_DIRECTORY=bin')), files(LISTS)),
    ).toBe('artefact-not-known');
  });

  test('C++ and its libraries', () => {
    const lists = 'project(app)\nadd_executable(app main.cpp)\ntarget_link_libraries(app pthread ssl)\n';
    const plan = planOf(c, text('cmake -B build && cmake --build build'), { ...files(lists), 'main.cpp': MAIN });
    expect(plan).toMatchObject({ runtime: 'debian:bookworm-slim', packages: ['libssl3'] });
  });
});

test('files that it reads, and variables that only the build does', () => {
  const reading = {
    'main.c': '#include <stdio.h>\nint main(void) { return fopen("data/words.txt", "r") == 0; }\n',
    'data/words.txt': 'a\n',
  };
  const text = dockerfile('gcc:12-bookworm', 'gcc -o app main.c').replace('RUN', 'ENV CFLAGS=-O2 PORT=80\nRUN');
  const plan = planOf(c, text, reading);
  expect(plan.carries.map(({ path }) => path)).toEqual(['/src/app', '/src/data/words.txt']);
  expect(plan.buildVariables).toEqual(['CFLAGS']);
});
