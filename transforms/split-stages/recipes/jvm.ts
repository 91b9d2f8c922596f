import type { Recipe } from '../recipe.ts';

export const jvm: Recipe = () => null;
