import type { Recipe } from '../recipe.ts';

export const rust: Recipe = () => null;
