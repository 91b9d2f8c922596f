/**
 * Small applications with the Dockerfile that people write first: everything copied, then installed, run as root. Some
 * are traps: the nearest change would break them. And tools, where the RUNs are what there is to gain.
 */
import type { App } from './app.ts';
import { GO } from './lists/go.ts';
import { JAVA } from './lists/java.ts';
import { NATIVE } from './lists/native.ts';
import { NODE } from './lists/node.ts';
import { PYTHON } from './lists/python.ts';
import { REFUSED } from './lists/refused.ts';
import { SYSTEM } from './lists/system.ts';
import { TOOLS } from './lists/tools.ts';

/** By what they are, for those who read the results. */
const KINDS: Readonly<Record<string, readonly App[]>> = {
  Node: NODE,
  Go: GO,
  Python: PYTHON,
  Java: JAVA,
  'C and Rust': NATIVE,
  scripts: SYSTEM,
  RUNs: TOOLS,
  refused: REFUSED,
};

export const APPS: readonly (App & { readonly kind: string })[] = Object.entries(KINDS).flatMap(([kind, apps]) =>
  apps.map((app) => ({ ...app, kind })),
);
