import type { Recipe } from '../recipe.ts';

export const go: Recipe = () => null;
