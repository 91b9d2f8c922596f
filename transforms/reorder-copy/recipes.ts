/** The ecosystems, in the order they are asked. */
import type { Recipe } from './recipe.ts';

export const recipes: readonly Recipe[] = [];
