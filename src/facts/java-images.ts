/**
 * The image that runs what was built on an image with a JDK: same vendor, same Java, same system.
 * Sources: docker-library/official-images, `library/{eclipse-temurin,openjdk,maven,gradle}` with their history, for which
 * tags there are or were; carlossg/docker-maven and keeganwitt/docker-gradle for what they are built on.
 */
import type { BaseImage } from './base-images.ts';

export type JavaRuntime =
  | {
      readonly kind: 'image';
      readonly image: string;
      readonly java: number;
      /** Built by another vendor, on another system: of its own there is no JRE. */
      readonly isOther: boolean;
    }
  /** The tag does not say which Java it has; `write` is one that does. */
  | { readonly kind: 'no-version'; readonly write: string }
  /** Nothing but a JDK is published for it, or what it is built on is not known. */
  | { readonly kind: 'none' };

/** Of Corretto, on Amazon Linux 2023: `headful` is the JRE. Source: corretto/corretto-docker. */
const CORRETTO_JRE: ReadonlySet<number> = new Set([11, 17, 21, 22, 23, 24, 25, 26]);

type System = 'alpine' | 'focal' | 'jammy' | 'noble' | 'resolute';

/** For which Java there is a JRE on which system. On none by name: all of them. */
const TEMURIN_JRE: Readonly<Record<number, readonly System[]>> = {
  8: ['alpine', 'focal', 'jammy', 'noble', 'resolute'],
  11: ['alpine', 'focal', 'jammy', 'noble', 'resolute'],
  17: ['alpine', 'focal', 'jammy', 'noble', 'resolute'],
  18: ['alpine', 'focal', 'jammy'],
  19: ['alpine', 'focal', 'jammy'],
  20: ['alpine', 'jammy'],
  21: ['alpine', 'jammy', 'noble', 'resolute'],
  22: ['alpine', 'jammy'],
  23: ['alpine', 'noble'],
  24: ['alpine', 'noble'],
  25: ['alpine', 'jammy', 'noble', 'resolute'],
  26: ['alpine', 'jammy', 'noble', 'resolute'],
};
/** openjdk has had no JRE since 12, and on Alpine none but for 8. */
const OPENJDK_JRE: ReadonlySet<number> = new Set([8, 11]);

/** Docker Hub's own names: whether a mirror has the other image too nobody knows. */
const NAME = /^((?:docker\.io\/)?(?:library\/)?)(maven|gradle|eclipse-temurin|openjdk|amazoncorretto)(?::(.*))?$/;
const VERSION = String.raw`(\$\{\w+\}|\$\w+|[\d][\w.]*)`;
const SYSTEM = String.raw`((?:-(?:alpine(?:-?3\.\d+)?|focal|jammy|noble|resolute))?)`;
const TEMURIN = new RegExp(`^${VERSION}(?:-jdk)?${SYSTEM}$`);
const OPENJDK = new RegExp(`^${VERSION}(?:-jdk)?((?:-slim)?(?:-(?:stretch|buster|bullseye))?|-alpine(?:3\\.[789])?)$`);
const MAVEN = new RegExp(`^.*?-?eclipse-temurin-${VERSION}${SYSTEM}$`);
const MAVEN_OPENJDK = new RegExp(`^.*?-?(?:open)?jdk-${VERSION}((?:-slim|-alpine)?)$`);
/** From 12 on there is no JRE of OpenJDK's own, whatever the system. */
const OPENJDK_LATER = new RegExp(
  `^${VERSION}(?:-(?:jdk|slim|oracle|oraclelinux[789]|buster|bullseye|bookworm))*(-alpine(?:3\\.\\d+)?)?$`,
);
const CORRETTO = new RegExp(`^${VERSION}(?:-al2023)?(?:-jdk)?$`);
const MAVEN_CORRETTO = new RegExp(`^.*?-?amazoncorretto-${VERSION}(?:-al2023)?$`);
const GRADLE_CORRETTO = new RegExp(`^(?:.*?-)?jdk-?${VERSION}-corretto(?:-al2023)?$`);
const GRADLE = new RegExp(`^(?:.*?-)?jdk-?${VERSION}${SYSTEM}$`);

/** The version and the rest of a tag: `17` and `-alpine`. */
interface Parts {
  readonly vendor: 'eclipse-temurin' | 'openjdk' | 'amazoncorretto' | 'other';
  readonly version: string;
  readonly rest: string;
}

/**
 * @param written the reference as the Dockerfile has it.
 * @param resolved the same with the defaults of its variables.
 */
export function javaRuntimeOf(written: string, resolved: BaseImage): JavaRuntime {
  const own = NAME.exec(written);
  const there = NAME.exec(resolved.reference);
  if (own === null || there === null || own[2] !== there[2] || written.includes('@')) return { kind: 'none' };
  const [, prefix = '', name = ''] = own;
  const known = partsOf(name, there[3] ?? 'latest');
  if (known === null) return hasNoVersion(name, there[3] ?? 'latest') ? noVersion(name) : { kind: 'none' };
  const parts = partsOf(name, own[3] ?? 'latest', Number(/^\d+/.exec(known.version)?.[0]));
  // A variable may hide the system too: `${TAG}` for `17-jdk-alpine`.
  if (parts === null || parts.vendor !== known.vendor || parts.rest !== known.rest) return { kind: 'none' };
  const java = Number(/^(\d+)/.exec(known.version)?.[1] ?? Number.NaN);
  if (!hasJre(known, java, name)) return { kind: 'none' };
  const image = imageOf(parts, known, java);
  return image === null
    ? { kind: 'none' }
    : { kind: 'image', image: `${prefix}${image}`, java, isOther: known.vendor === 'other' };
}

function imageOf({ vendor, version, rest }: Parts, known: Parts, java: number): string | null {
  if (vendor === 'eclipse-temurin' || vendor === 'openjdk') return `${vendor}:${version}-jre${rest}`;
  // Their releases are not numbered alike.
  const isBare = /^\d+$/.test(known.version);
  if (!isBare && version.includes('$')) return null;
  const number = isBare ? version : String(java);
  if (vendor === 'other') return `eclipse-temurin:${number}-jre${rest}`;
  return isBare ? `amazoncorretto:${number}-al2023-headful` : null;
}

function hasJre({ vendor, version, rest }: Parts, java: number, name: string): boolean {
  if (vendor === 'openjdk') return OPENJDK_JRE.has(java) && (java === 8 || !rest.includes('alpine'));
  if (vendor === 'amazoncorretto') return CORRETTO_JRE.has(java);
  const systems = TEMURIN_JRE[java];
  if (systems === undefined) return false;
  if (vendor === 'other') return java > 11 && (rest === '' || systems.includes('alpine'));
  // JDK and JRE of Temurin come from one source: with the one tag there is the other. Maven's tags have one number of Java.
  if (name === 'eclipse-temurin') return true;
  return /^\d+$/.test(version) && (rest === '' || systems.some((system) => rest === `-${system}`));
}

/**
 * Where an image has its Java; null when that is not known. Sources: adoptium/containers, and docker-maven and
 * docker-gradle, which are built on it; docker-library/openjdk, whose Debian variants have it so since 8u212 and 11.0.3.
 */
export function javaHomeOf({ name, tag }: BaseImage): string | null {
  if (name === null || !Object.hasOwn(GRAMMARS, name)) return null;
  const parts = partsOf(name, (tag ?? 'latest').replace(/-jre(?=-|$)/, ''));
  if (parts?.vendor === 'eclipse-temurin') return '/opt/java/openjdk';
  const java = Number(/^\d+/.exec(parts?.version ?? '')?.[0] ?? Number.NaN);
  const isDebian = parts?.vendor === 'openjdk' && !parts.rest.includes('alpine');
  return isDebian && (java === 8 || java === 11) && /^\d+$/.test(parts.version) ? `/usr/local/openjdk-${java}` : null;
}

/** Whether two images have their Java on the same system: those on Temurin's move on with it, unless their tag stands still. */
export function isSameJavaSystem(builder: BaseImage, runtime: BaseImage): boolean {
  if (runtime.name !== 'eclipse-temurin' || builder.family !== runtime.family) return false;
  const own = systemIn(builder.tag);
  if (own !== null || systemIn(runtime.tag) !== null) return own === systemIn(runtime.tag);
  const moves = /^(?:(?:3|3\.9)-)?eclipse-temurin-\d+$|^(?:\d+-)?jdk-?\d+$/;
  return builder.name === 'eclipse-temurin' || moves.test(builder.tag ?? '');
}

function systemIn(tag: string | null): string | null {
  return /-(focal|jammy|noble|resolute)$/.exec(tag ?? '')?.[1] ?? null;
}

/** Ways to read the tag of a repository, the first that fits. */
const GRAMMARS: Readonly<Record<string, readonly (readonly [Parts['vendor'], RegExp])[]>> = {
  'eclipse-temurin': [['eclipse-temurin', TEMURIN]],
  gradle: [
    ['eclipse-temurin', GRADLE],
    ['amazoncorretto', GRADLE_CORRETTO],
  ],
  maven: [
    ['eclipse-temurin', MAVEN],
    ['amazoncorretto', MAVEN_CORRETTO],
    ['openjdk', MAVEN_OPENJDK],
  ],
  openjdk: [
    ['openjdk', OPENJDK],
    ['other', OPENJDK_LATER],
  ],
  amazoncorretto: [['amazoncorretto', CORRETTO]],
};

function partsOf(name: string, tag: string, java?: number): Parts | null {
  if (isOldGradle(name, tag)) return null;
  for (const [vendor, grammar] of GRAMMARS[name] ?? []) {
    const found = grammar.exec(tag);
    if (found === null) continue;
    const version = found[1]!;
    const rest = found[2] ?? '';
    const isLater = vendor === 'openjdk' && (java ?? Number(/^\d+/.exec(version)?.[0])) > 11;
    if (!isLater) return { vendor, version, rest };
    // On Debian or Oracle's Linux; the other's own system instead.
    return { vendor: 'other', version, rest: rest.startsWith('-alpine') ? '-alpine' : '' };
  }
  return null;
}

/** Up to 6 the images were built on OpenJDK's and AdoptOpenJDK's. */
function isOldGradle(name: string, tag: string): boolean {
  return name === 'gradle' && /^[1-6](?:\.|-)/.test(tag);
}

/** `latest`, `3`, `3.9-eclipse-temurin`, `8-alpine`: the Java in them changes with time. */
function hasNoVersion(name: string, tag: string): boolean {
  if (name === 'maven') return /^(?:latest|[\d.]+)?(?:-?eclipse-temurin)?(?:-(?:alpine|slim))?$/.test(tag);
  if (name === 'gradle')
    return /^(?:latest|(?:[7-9]|\d\d)[\d.]*)?(?:-?jdk)?(?:-(?:alpine|focal|jammy|noble))?$/.test(tag);
  return /^(?:latest|jdk|alpine|slim)$/.test(tag);
}

function noVersion(name: string): JavaRuntime {
  if (name === 'maven') return { kind: 'no-version', write: 'maven:3.9-eclipse-temurin-21' };
  if (name === 'gradle') return { kind: 'no-version', write: 'gradle:8-jdk21' };
  return { kind: 'no-version', write: 'eclipse-temurin:21' };
}
