/**
 * Languages that are known by their tools, and by nothing else: the reason names the language instead of the image. PHP's
 * extensions are compiled into the image that runs the app, with libraries and settings of their own: what of that is only
 * the build's cannot be told. Not built in our tests.
 */
import type { Step } from '../app.ts';
import { type Recipe, refuse } from '../recipe.ts';

/** By the programs that build. Sources: the tools' manuals. */
const LANGUAGES: readonly (readonly [string, RegExp])[] = [
  ['PHP', /^(?:composer|docker-php-ext-\w+|pecl|phpize|install-php-extensions)$/],
  ['Haskell', /^(?:stack|cabal|ghc)$/],
  ['Swift', /^(?:swift|swiftc)$/],
  ['Dart', /^(?:dart|flutter|pub)$/],
  ['Crystal', /^(?:crystal|shards)$/],
  ['Nim', /^(?:nim|nimble)$/],
  ['Zig', /^zig$/],
  ['Scala', /^(?:sbt|mill|scala-cli|scalac)$/],
  ['Clojure', /^(?:lein|clojure|clj|boot)$/],
  ['OCaml', /^(?:dune|opam|ocamlfind|ocamlbuild|ocamlopt)$/],
  ['Erlang', /^(?:rebar3|rebar)$/],
  ['Elixir', /^mix$/],
  ['Ruby', /^(?:bundle|bundler|gem)$/],
  ['D', /^(?:dub|dmd|ldc2)$/],
  ['Perl', /^(?:cpanm|cpan|carton)$/],
  ['R', /^(?:R|Rscript|install2\.r)$/],
  ['Julia', /^julia$/],
  ['Lua', /^luarocks$/],
  ['Deno', /^deno$/],
];

export const others: Recipe = ({ steps }) => {
  for (const [tool, programs] of LANGUAGES) {
    const step = steps.find((each) => programs.test(nameOf(each)));
    if (step !== undefined) return refuse({ code: 'no-recipe', tool, of: 'stages' }, step.run);
  }
  return null;
};

/** `php composer.phar install` is Composer as well. */
function nameOf({ call: { name, args } }: Step): string {
  const first = args.find(({ text }) => !text.startsWith('-'))?.value ?? '';
  return name === 'php' && /(?:^|\/)composer(?:\.phar)?$/.test(first)
    ? 'composer'
    : (name?.replace(/\.phar$/, '') ?? '');
}
