import { describe, expect, test } from 'vitest';
import { readDockerignore } from '../../src/project/dockerignore.ts';

/** Ignore file, path, whether it is left out. */
const CASES: readonly (readonly [title: string, text: string, path: string, isIgnored: boolean])[] = [
  ['nothing', '', 'a', false],
  ['a name is that of the root', 'node_modules', 'node_modules', true],
  ['and not of any folder', 'node_modules', 'web/node_modules', false],
  ['what lies in an ignored folder', 'node_modules', 'node_modules/a/b.js', true],
  ['a slash in front and behind means nothing', '/dist/', 'dist/a', true],
  ['dots are cleaned', './a/../b', 'b', true],
  ['a star stays in its folder', '*.md', 'docs/a.md', false],
  ['and matches there', '*.md', 'README.md', true],
  ['two stars go over folders', '**/*.md', 'docs/x/a.md', true],
  ['and over none', '**/*.md', 'a.md', true],
  ['two stars at the end', 'a/**', 'a/b/c', true],
  ['two stars at the end do not take the folder', 'a/**', 'a', false],
  ['two stars in the middle', 'a/**/z', 'a/b/c/z', true],
  ['two stars in the middle over none', 'a/**/z', 'a/z', true],
  ['all', '**', 'a/b', true],
  ['a question mark', 'a?c', 'abc', true],
  ['a question mark is no slash', 'a?c', 'a/c', false],
  ['a set', '[ab].js', 'b.js', true],
  ['a range', '[a-c].js', 'd.js', false],
  ['not in a set', '[^a].js', 'b.js', true],
  ['a dot is a dot', 'a.js', 'abjs', false],
  ['brackets of other kinds are themselves', 'a(1)+{2}.js', 'a(1)+{2}.js', true],
  ['an escape', 'a\\*b', 'a*b', true],
  ['an escape matches nothing else', 'a\\*b', 'axb', false],
  ['taken in again', '*\n!src', 'src/a.ts', false],
  ['the last one decides', '*\n!src\nsrc/secret', 'src/secret/key', true],
  ['out of an ignored folder', 'docs\n!docs/README.md', 'docs/README.md', false],
  ['blanks behind the mark', '*\n! a', 'a', false],
  ['a comment', '# a', '# a', false],
  ['a comment has its mark in the first column', ' #a', '#a', true],
  ['blanks around', '  a  ', 'a', true],
  ['CRLF', 'a\r\nb\r\n', 'b', true],
  ['a byte order mark', '\uFEFFa', 'a', true],
  ['the file itself', '.dockerignore', '.dockerignore', true],
  ['a pattern that cannot be', '[a\nb', 'b', true],
  ['letters in another case', 'A', 'a', false],
  // Both as the builder does it, tried: what takes a folder in again takes in what was not left out behind its back.
  ['a folder taken in that was not left out', 'd/f\n!d', 'd/f', true],
  ['a folder taken in that was left out', 'd\n!d', 'd/f', false],
  ['a pattern with two stars takes in', 'e\n!**/*.md', 'e/x.md', false],
  ['an empty line takes nothing in', '\n\n!\n', 'a', false],
  // All of these were tried with the builder.
  ['a caret is a caret', '^a', '^a', true],
  ['and no anchor', '^a', 'a', false],
  ['a caret in the middle', 'a^b', 'a^b', true],
  ['two stars before a name are an ending', '**.md', 'docs/a.md', true],
  ['of a name too', '**a', 'ba', true],
  ['and with a slash one of folders', '**/a', 'ba', false],
  ['with another star they are not', '**a*', 'ba', false],
  ['two stars behind a name are a beginning', 'a**', 'ab/c', true],
  ['three stars', 'd***', 'd/e/f', true],
  ['a backslash before a letter is not the letter', '\\b', 'b', false],
  ['a byte order mark on a later line', 'a\n\uFEFFb', 'b', false],
  ['a blank of another kind', '\u00a0a\u2003', 'a', true],
  ['a mark twice', '*\n!!a', 'a', true],
  ['out of the root', '*\n!.', 'a', true],
  ['above the root', '../a', 'a', false],
  ['back into the root', 'a/../../b', 'b', false],
  ['a set that begins with another mark', '[!b]', '!', true],
  ['a set of one star', 'a[*]b', 'axb', false],
  ['braces are themselves', '{p,q}', 'p', false],
  ['quotes are themselves', '"x y"', 'x y', false],
  ['one folder deep', '*/*', 'a', false],
  ['taken in a folder deep', '*\n!*/d', 'e/d/f', false],
  ['taken in from the root only', '*\n!*/d', 'd', true],
];

describe('what is in the build', () => {
  test.each(CASES)('%s', (_, text, path, isIgnored) => {
    expect(readDockerignore(text).isIgnored(path)).toBe(isIgnored);
  });
});

/** Ignore file, folder, whether something below it may be taken in again. */
const BELOW: readonly (readonly [string, string, boolean])[] = [
  ['a', 'a', false],
  ['a\n!a/b', 'a', true],
  ['a\n!a/b', 'a/c', false],
  ['a\n!a/b', 'a/b', false],
  ['a\n!a/*/c', 'a/x', true],
  ['a\n!a/*/c', 'a/x/c', false],
  ['a\n!**/*.md', 'node_modules/x/y', true],
  ['a\n!a/**/b', 'a/x/y', true],
  ['a\n!b/**', 'a', false],
  ['*\n!src/', 'src', false],
  ['*\n!src/x', 'src', true],
];

test.each(BELOW)('%j may take something in below %s: %s', (text, folder, expected) => {
  expect(readDockerignore(text).mayTakeInBelow(folder)).toBe(expected);
});
