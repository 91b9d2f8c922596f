/** The ecosystems, in the order they are asked. */

import type { Recipe } from './recipe.ts';
import { bun } from './recipes/bun.ts';
import { bundler } from './recipes/bundler.ts';
import { cargo } from './recipes/cargo.ts';
import { composer } from './recipes/composer.ts';
import { conda } from './recipes/conda.ts';
import { dotnet } from './recipes/dotnet.ts';
import { go } from './recipes/go.ts';
import { gradle } from './recipes/gradle.ts';
import { maven } from './recipes/maven.ts';
import { mix } from './recipes/mix.ts';
import { npm } from './recipes/npm.ts';
import { pip } from './recipes/pip.ts';
import { pipenv } from './recipes/pipenv.ts';
import { pnpm } from './recipes/pnpm.ts';
import { poetry } from './recipes/poetry.ts';
import { uv } from './recipes/uv.ts';
import { venv } from './recipes/venv.ts';
import { yarn } from './recipes/yarn.ts';

export const recipes: readonly Recipe[] = [
  npm,
  yarn,
  pnpm,
  bun,
  pip,
  poetry,
  uv,
  pipenv,
  venv,
  conda,
  bundler,
  composer,
  mix,
  go,
  dotnet,
  maven,
  gradle,
  cargo,
];
