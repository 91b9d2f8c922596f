/** The ecosystems, in the order they are asked. */

import { bun } from './bun.ts';
import { bundler } from './bundler.ts';
import { cargo } from './cargo.ts';
import { composer } from './composer.ts';
import { conda } from './conda.ts';
import { dotnet } from './dotnet.ts';
import { go } from './go.ts';
import { gradle } from './gradle.ts';
import { maven } from './maven.ts';
import { mix } from './mix.ts';
import { npm } from './npm.ts';
import { pip } from './pip.ts';
import { pipenv } from './pipenv.ts';
import { pnpm } from './pnpm.ts';
import { poetry } from './poetry.ts';
import type { Recipe } from './recipe.ts';
import { uv } from './uv.ts';
import { venv } from './venv.ts';
import { yarn } from './yarn.ts';

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
