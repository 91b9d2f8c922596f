/** The smaller image that a builder's image stands for. */
import type { BaseImage } from '../../src/facts/base-images.ts';
import { javaRuntimeOf } from '../../src/facts/java-images.ts';
import { slimOf } from '../../src/facts/runtime-images.ts';

/** The slim twin, or the JRE of a JDK; images of build tools are no JDK that somebody chose to run on. */
export function smallerOf(written: string, base: BaseImage): string | null {
  // Debian's own images are no builder's.
  if (base.name === 'debian') return null;
  const java = javaRuntimeOf(written, base);
  return slimOf(written, base) ?? (java.kind === 'image' && !java.isOther ? java.image : null);
}
