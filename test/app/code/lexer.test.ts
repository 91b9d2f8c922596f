import { describe, expect, test } from 'vitest';
import { type Language, SYNTAX } from '../../../src/app/code/languages.ts';
import { lex } from '../../../src/app/code/lexer.ts';

const LANGUAGES = Object.keys(SYNTAX) as Language[];

function codeOf(text: string, language: Language): string {
  return lex(text, SYNTAX[language]).code.replaceAll('\u0002', '_');
}

describe('lex', () => {
  test.each<[Language, string, string]>([
    ['js', 'a // b', 'a     '],
    ['js', 'a /* "b\n" */ c', 'a      \n     c'],
    ['js', "f('it''s')", 'f("__""_")'],
    ['js', 'x = a / b / c; y = /"/.test(z)', 'x = a / b / c; y = ___.test(z)'],
    ['js', 'f(`a${b("}")}c`)', 'f("___________")'],
    ['python', 'x = """a\n# b\n""" # c', 'x = "___\n___\n__"    '],
    ['go', "c := '\"' // x", 'c := "_"     '],
    ['rust', 'fn f<\'a>(x: &\'a str) { r#"a"b"# }', 'fn f<\'a>(x: &\'a str) { "______" }'],
    ['php', "it's <?php f('a') ?> don't", '           f("_") ?>      '],
    ['ruby', "x = <<~SQL\n  it's\nSQL\ny", 'x =       \n      \nSQL\ny'],
    ['dotnet', 'f(@"a\\"); g()', 'f(@"__"); g()'],
  ])('%s: %s', (language, text, expected) => {
    expect(codeOf(text, language)).toBe(expected);
  });

  test.each(LANGUAGES)('%s: any text ends, and keeps its length and lines', (language) => {
    const pieces = [
      '"',
      "'",
      '`',
      '/',
      '*',
      '//',
      '/*',
      '*/',
      '#',
      '{',
      '}',
      '${',
      '#{',
      '"""',
      "'''",
      '<<A',
      'A',
      '\n',
      '\\',
      'r',
      '<?php',
      '?>',
      'f',
      '=begin',
      '\u0002',
    ];
    let seed = 7;
    const next = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed;
    };
    for (let i = 0; i < 400; i++) {
      const text = Array.from({ length: 1 + (next() % 30) }, () => pieces[(next() >> 8) % pieces.length]).join('');
      const { code } = lex(text, SYNTAX[language]);
      expect(code).toHaveLength(text.length);
      expect(code.split('\n')).toHaveLength(text.split('\n').length);
    }
  });
});
