/** Packages with code of another language: whether the runtime image has what that code is linked with. */
import { type NativeNeed, nativeNeed } from '../../../../src/facts/node-native.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import type { Packages } from './packages.ts';
import type { Subject } from './subject.ts';

export interface NativeQuestion {
  readonly subject: Pick<Subject, 'manifest'>;
  readonly packages: Packages;
  /** Development packages are not in the runtime image. */
  readonly isPruned: boolean;
  /** Without development tools and their libraries. */
  readonly isOtherImage: boolean;
}

/** @returns OS packages that the runtime image needs for them. */
export function nativePackages(question: NativeQuestion): readonly string[] | Refusal {
  const { subject, packages, isOtherImage } = question;
  const path = packages.lockPath ?? subject.manifest.path;
  const needed = new Set<string>();
  for (const { name, isBuilt } of candidates(question)) {
    const need: NativeNeed | null = nativeNeed(name);
    if (need?.kind === 'impossible' || (need === null && isBuilt && isOtherImage))
      return refuse({ code: 'native-module', name, path });
    if (need?.kind === 'packages' && isOtherImage) for (const each of need.packages) needed.add(each);
    // Its engine loads the system's library, and the slim image has none. Source: prisma.io/docs/orm/reference/system-requirements.
    if ((name === '@prisma/client' || name === 'prisma') && isOtherImage) needed.add('openssl');
  }
  return [...needed];
}

interface Candidate {
  readonly name: string;
  /** It is known to have an install script. */
  readonly isBuilt: boolean;
}

function candidates({
  subject: { manifest },
  packages: { npmLock, yarnLock, otherNames },
  isPruned,
}: NativeQuestion): readonly Candidate[] {
  const isLeft = (name: string) => isPruned && manifest.devDependencies.has(name) && !manifest.dependencies.has(name);
  if (npmLock !== null)
    return npmLock.packages
      .filter(({ isDev, os }) => !(isPruned && isDev) && (os.length === 0 || os.includes('linux')))
      .map(({ name, hasInstallScript }) => ({ name, isBuilt: hasInstallScript === true }));
  const direct = [
    ...manifest.dependencies.keys(),
    ...manifest.optionalDependencies.keys(),
    ...(isPruned ? [] : manifest.devDependencies.keys()),
  ];
  const names = new Set([...direct, ...(yarnLock?.names ?? otherNames)]);
  return [...names].filter((name) => !isLeft(name)).map((name) => ({ name, isBuilt: false }));
}
