/** Names of additional contexts. */

/**
 * A name as BuildKit compares it: without what it adds by itself, and the platform that one may be for.
 * Source: moby/buildkit, frontend/dockerui/config.go, NamedContext.
 */
export function contextName(name: string): string {
  return name
    .toLowerCase()
    .replace(/::.*$/, '')
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^library\//, '')
    .replace(/:latest$/, '');
}
