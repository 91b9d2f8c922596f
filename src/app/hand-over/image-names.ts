/** Names of images as commands have them. */

/** `app` is `app:latest`. */
export function fullName(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1).includes(':') || image.startsWith('\u0001')
    ? image
    : `${image}:latest`;
}
