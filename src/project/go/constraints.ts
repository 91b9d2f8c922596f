/** Whether a Go file is part of a build for Linux. Source: cmd/go, "Build constraints"; go/build/constraint; internal/syslist. */

const OTHER_SYSTEMS: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);
const MACHINES: ReadonlySet<string> = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
);

/** Null: that cannot be told. */
export type Answer = boolean | null;

/** What the build sets: its tags, null when they are not known. */
export type Tags = ReadonlySet<string> | null;

/** By the name alone: tests, hidden files and those for other systems are never part. */
export function isForLinux(name: string): boolean {
  if (!name.endsWith('.go') || /^[_.]/.test(name) || name.endsWith('_test.go')) return false;
  const parts = name.slice(0, -'.go'.length).split('_').slice(1);
  const last = parts.at(-1) ?? '';
  const system = MACHINES.has(last) ? (parts.at(-2) ?? '') : last;
  return !OTHER_SYSTEMS.has(system) && !(MACHINES.has(last) && last === 'wasm');
}

/** What an expression of `//go:build` says. */
export function isBuilt(expression: string, tags: Tags): Answer {
  const words = expression.match(/&&|\|\||[!()]|[^\s!()&|]+/g) ?? [];
  const reader = new Expression(words, tags);
  const answer = reader.either();
  return reader.isAtEnd() ? answer : null;
}

class Expression {
  private at = 0;
  private readonly words: readonly string[];
  private readonly tags: Tags;

  constructor(words: readonly string[], tags: Tags) {
    this.words = words;
    this.tags = tags;
  }

  isAtEnd(): boolean {
    return this.at >= this.words.length;
  }

  either(): Answer {
    let answer = this.both();
    while (this.take('||')) {
      const other = this.both();
      answer = answer === true || other === true ? true : answer === null || other === null ? null : false;
    }
    return answer;
  }

  private both(): Answer {
    let answer = this.one();
    while (this.take('&&')) {
      const other = this.one();
      answer = answer === false || other === false ? false : answer === null || other === null ? null : true;
    }
    return answer;
  }

  private one(): Answer {
    if (this.take('!')) {
      const answer = this.one();
      return answer === null ? null : !answer;
    }
    if (this.take('(')) {
      const answer = this.either();
      return this.take(')') ? answer : null;
    }
    const word = this.words[this.at++];
    return word === undefined ? null : this.tag(word);
  }

  private tag(name: string): Answer {
    if (name === 'linux' || name === 'unix' || name === 'gc') return true;
    if (OTHER_SYSTEMS.has(name) || name === 'ignore') return false;
    // The release, the machine, and whether C is linked are the build's to say.
    if (MACHINES.has(name) || name === 'cgo' || /^go1\./.test(name)) return null;
    return this.tags === null ? null : this.tags.has(name);
  }

  private take(word: string): boolean {
    if (this.words[this.at] !== word) return false;
    this.at++;
    return true;
  }
}
