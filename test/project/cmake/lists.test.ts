import { expect, test } from 'vitest';
import { readCmakeLists } from '../../../src/project/cmake/lists.ts';

test('a program and what it links', () => {
  const text = `cmake_minimum_required(VERSION 3.10)
project(hello C) # the name
set(SOURCES main.c util.c)
find_package(Threads REQUIRED)
add_library(helper STATIC helper.c)
add_executable(\${PROJECT_NAME} \${SOURCES})
target_link_libraries(hello PRIVATE helper Threads::Threads "m")
`;
  expect(readCmakeLists(text)).toEqual({
    programs: [{ name: 'hello', sources: ['main.c', 'util.c'], libraries: ['helper', 'Threads::Threads', 'm'] }],
    own: ['helper'],
  });
});

test('what moves the output, or may link more, is not read', () => {
  const more = (line: string) => readCmakeLists(`project(x C)\n${line}\nadd_executable(x x.c)\n`);
  expect(more('set(CMAKE_C_STANDARD 11)')?.programs).toHaveLength(1);
  expect(more('set(CMAKE_C_FLAGS "-Wall -O2")')?.programs).toHaveLength(1);
  expect(more('file(GLOB S src/*.c)')?.programs).toHaveLength(1);
  for (const line of [
    'set(CMAKE_RUNTIME_OUTPUT_DIRECTORY bin)',
    'set(CMAKE_C_FLAGS "-lz")',
    'set(EXECUTABLE_OUTPUT_PATH bin)',
    'add_subdirectory(lib)',
    'find_package(OpenSSL REQUIRED)',
    'link_libraries(z)',
    'add_library(y SHARED y.c)',
    'add_library(y y.c)',
    'if(UNIX)\nendif()',
    'include(FetchContent)',
    'add_executable($<X> x.c)',
    'set_target_properties(x PROPERTIES OUTPUT_NAME y)',
  ])
    expect(more(line)).toBeNull();
});
