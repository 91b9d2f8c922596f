/** The recipes, asked in this order: the first that knows what is built here answers. */
import type { Recipe } from './recipe.ts';
import { c } from './recipes/c.ts';
import { dotnet } from './recipes/dotnet.ts';
import { elixir } from './recipes/elixir.ts';
import { go } from './recipes/go.ts';
import { jvm } from './recipes/jvm.ts';
import { node } from './recipes/node.ts';
import { others } from './recipes/others.ts';
import { python } from './recipes/python.ts';
import { ruby } from './recipes/ruby.ts';
import { rust } from './recipes/rust.ts';

export const recipes: readonly Recipe[] = [go, rust, jvm, dotnet, ruby, elixir, node, python, c, others];
