import { describe, expect, test } from 'vitest';
import { readMakefile } from '../../../src/project/make/makefile.ts';

function rules(text: string, overrides: Readonly<Record<string, string | null>> = {}) {
  return readMakefile(text, new Map(Object.entries(overrides)))?.rules ?? null;
}

describe('rules', () => {
  test('variables, those of make and the automatic ones', () => {
    const text = `CFLAGS = -O2 -Wall   # fast
CFLAGS += -g
NAME := app
all: $(NAME)
$(NAME): main.o \\
  util.o
\t@$(CC) $(CFLAGS) $^ -o $@ $(LDLIBS)
.PHONY: all
`;
    expect(rules(text)).toEqual([
      { target: 'all', needs: ['app'], recipe: [] },
      { target: 'app', needs: ['main.o', 'util.o'], recipe: ['cc -O2 -Wall -g main.o util.o -o app '] },
      { target: '.PHONY', needs: ['all'], recipe: [] },
    ]);
  });

  test('variables of the command line win', () => {
    expect(rules('CC = gcc\nx: a.c\n\t$(CC) $<\n', { CC: 'clang' })?.[0]?.recipe).toEqual(['clang a.c']);
    expect(rules('x: a.c\n\t$(CC) $<\n', { CC: null })?.[0]?.recipe).toEqual([null]);
  });

  test('those of the environment win over what make has by itself', () => {
    const environment = new Map([
      ['CC', 'clang'],
      ['LDLIBS', '-lz'],
    ]);
    const read = (text: string) => readMakefile(text, new Map(), environment)?.rules[0]?.recipe;
    expect(read('x:\n\t$(CC) $(LDLIBS)\n')).toEqual(['clang -lz']);
    expect(read('CC = gcc\nLDLIBS += -lm\nx:\n\t$(CC) $(LDLIBS)\n')).toEqual(['gcc -lz -lm']);
    expect(read('CC ?= gcc\nx:\n\t$(CC)\n')).toEqual(['clang']);
  });

  test('`?=` leaves what is set, `:=` means the value of before', () => {
    expect(rules('CC ?= gcc\nF = a\nF := $(F) b\nx:\n\t$(CC) $(F)\n')?.[0]?.recipe).toEqual(['gcc a b']);
  });

  test('lists of files keep the language, and lose everything else', () => {
    const text = 'S := $(wildcard src/*.cpp)\nO = $(S:.cpp=.o)\nx: $(O)\n\t$(CXX) $(S) -o x\n';
    expect(rules(text)?.[0]?.recipe).toEqual(['g++ files-of-make.cpp -o x']);
    expect(rules('L = $(addprefix -l,z m)\nx:\n\tcc $(L)\n')?.[0]?.recipe).toEqual([null]);
    expect(rules('L = $(shell pkg-config --libs z)\nx:\n\tcc $(L)\n')?.[0]?.recipe).toEqual([null]);
  });

  test('rules of patterns are left out', () => {
    expect(rules('%.o: %.c\n\tcc -c $<\nx: x.o\n\tcc $^\n')?.map(({ target }) => target)).toEqual(['x']);
  });
});

test.each([
  'include config.mk\nx:\n\tcc x.c\n',
  'ifeq ($(A),b)\nC = 1\nendif\n',
  'define F\necho\nendef\n',
  '$(eval A = b)\n',
  'x: CFLAGS = -O2\nx:\n\tcc x.c\n',
])('%s is not read', (text) => {
  expect(rules(text)).toBeNull();
});

test('a variable that means itself is not known', () => {
  expect(rules('A = $(B)\nB = $(A)\nx:\n\techo $(A)\n')?.[0]?.recipe).toEqual([null]);
  expect(readMakefile('A = b\n', new Map())?.value('__proto__')).toBe('');
});
