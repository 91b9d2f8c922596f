/** Names of images as commands have them. */
import { nameOf } from '../../project/paths.ts';

/** `app` is `app:latest`. */
export function fullName(image: string): string {
  return nameOf(image).includes(':') || image.startsWith('\u0001') ? image : `${image}:latest`;
}
