/** Which scripts of package.json a call of a package manager runs. */

/** Words behind which yarn, pnpm and bun do something of their own. */
const OWN_VERBS =
  /^(?:install|i|ci|add|remove|exec|dlx|x|create|init|update|upgrade|config|cache|link|rebuild|prune|publish|workspace|workspaces|node)$/;

/**
 * @returns the scripts in order, the one asked for in the middle; `unknown` when that cannot be told; null when the program
 * is no package manager.
 */
export function packageScripts(
  program: string,
  args: readonly (string | null)[],
): readonly [string, string, string] | 'unknown' | null {
  if (program !== 'npm' && program !== 'yarn' && program !== 'pnpm' && program !== 'bun') return null;
  const words = args.filter(
    (word) => word === null || !/^(?:--silent|-s|--if-present|--production|--offline)$/.test(word),
  );
  const [verb = null, second = null] = words;
  if (verb === null) return 'unknown';
  const isRun = verb === 'run' || verb === 'run-script';
  const name = isRun ? second : verb;
  if (name === null || name.startsWith('-')) return 'unknown';
  if (program === 'bun' && /\.[cm]?[jt]sx?$/.test(name)) return null;
  if (isRun) return [`pre${name}`, name, `post${name}`];
  if (program === 'npm') return name === 'start' || name === 'test' ? [`pre${name}`, name, `post${name}`] : 'unknown';
  return OWN_VERBS.test(name) ? 'unknown' : [`pre${name}`, name, `post${name}`];
}

/** The scripts of a package.json by name; null when it cannot be read. */
export function readScripts(text: string): ReadonlyMap<string, string> | null {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof manifest !== 'object' || manifest === null || !Object.hasOwn(manifest, 'scripts')) return new Map();
  const scripts: unknown = (manifest as { readonly scripts: unknown }).scripts;
  if (typeof scripts !== 'object' || scripts === null) return new Map();
  return new Map(
    Object.entries(scripts).flatMap(([name, script]: [string, unknown]) =>
      typeof script === 'string' ? [[name, script] as const] : [],
    ),
  );
}
