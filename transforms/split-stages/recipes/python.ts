import type { Recipe } from '../recipe.ts';

export const python: Recipe = () => null;
