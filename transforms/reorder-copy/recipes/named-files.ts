/** Files of the tree that a variable names: certificates, keys, settings. A download in front of the sources would miss them. */

import { isBelow } from '../../../src/project/paths.ts';
import { type Refusal, refuse, type Step } from '../recipe.ts';
import { variable } from './around.ts';
import { fileAt, folderAt, from } from './in-image.ts';

/** Sources: git(1), crypto/x509 of Go, the Cargo book, the scripts mvn and gradle, OpenSSL (which .NET and curl use). */
const NAMING =
  /^(?:GIT_\w+|SSH_\w+|SSL_CERT_\w+|CURL_CA_BUNDLE|NETRC|CARGO_HTTP_CAINFO|CARGO_HOME|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|JAVA_OPTS|MAVEN_OPTS|MAVEN_ARGS|GRADLE_OPTS|GRADLE_USER_HOME|GOPROXY|GOENV|GOAUTH)$/;

/**
 * The first thing of the tree that a variable names, or that is one of some places; null when there is none.
 * @param root the folder of the image that the manifest lies in.
 */
export function namedInTree(step: Step, root: string, places: readonly string[] = []): string | null {
  const { call, state, cwd } = step;
  const names = [...new Set([...state.env.keys(), ...call.env.keys()])].filter((name) => NAMING.test(name));
  // `file:///mods,direct`, `ssh -i /key`, `/etc/ssl:/certs`, `-Dtrust=/ca.jks`.
  const words = names.flatMap((name) => (variable(step, name) ?? '').replaceAll('file://', ' ').split(/[\s,|:=]+/));
  const top = topOf(step, root);
  const isThere = (place: string) =>
    isBelow(place, top) && (fileAt(step, place) !== null || folderAt(step, place) !== null);
  return [...places, ...words.filter((word) => word.includes('/'))].find((place) => isThere(from(cwd, place))) ?? null;
}

/** As a refusal of a download by itself. */
export function refuseNamed(step: Step, command: string): Refusal | null {
  const what = namedInTree(step, step.cwd);
  return what === null ? null : refuse({ code: 'reads-sources', command, what });
}

/** The folder of the image that the tree around a manifest lies in: `/src` for `/src/api`, which is `api` in the context. */
function topOf(step: Step, root: string): string {
  const own = step.toContext(root)?.split('/').filter(Boolean) ?? [];
  let top = root;
  while (own.length > 0 && top.endsWith(`/${own.at(-1)}`)) top = from(top, `${own.pop()}/../..`);
  return top;
}
