import type { Recipe } from '../recipe.ts';

export const c: Recipe = () => null;
