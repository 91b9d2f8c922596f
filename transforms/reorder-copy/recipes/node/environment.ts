/** Files that the environment of an install names: certificates, settings, modules. */

import type { Step } from '../../recipe.ts';
import { imagePath } from './image.ts';
import { addIfThere, type Plan } from './plan.ts';

/** Source: nodejs.org/api/cli.html; docs.npmjs.com/cli/using-npm/config; git-config(1); curl(1). */
const FILE_VARIABLES =
  /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|NETRC|CURL_CA_BUNDLE|GIT_SSL_CAINFO|GIT_CONFIG_GLOBAL|npm_config_(?:userconfig|globalconfig|cafile|certfile|keyfile))$/i;

/**
 * Adds those of the project to the plan; what lies elsewhere in the image is there anyhow.
 * @returns the variable whose value is known at build time only.
 */
export function addEnvironmentFiles(plan: Plan, step: Step): string | null {
  const { state, call, cwd } = step;
  for (const [name, value] of new Map([...state.env, ...exported(step), ...call.env])) {
    if (!FILE_VARIABLES.test(name) || value === '') continue;
    if (value === null) return name;
    addIfThere(plan, imagePath(cwd, value));
  }
  return null;
}

/** Variables that an `export` of the same RUN sets. */
function exported({ calls, call }: Step): readonly (readonly [string, string | null])[] {
  const before = calls.slice(0, calls.indexOf(call)).filter(({ name }) => name === 'export');
  return before.flatMap(({ args }) =>
    args.flatMap(({ value, text }) => {
      const [, name] = /^(\w+)=/.exec(value ?? text) ?? [];
      return name === undefined ? [] : [[name, value === null ? null : value.slice(name.length + 1)] as const];
    }),
  );
}

/** Whether options of Node.js name a module, of which nobody knows what it reads. Source: nodejs.org/api/cli.html. */
export function preloads(options: string | null): boolean {
  return (
    options === null || /(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader|--env-file)\b/.test(options)
  );
}
