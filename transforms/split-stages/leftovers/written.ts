/** Files that a step writes. */

import { hasShell } from '../../../src/facts/runtime-images.ts';
import { nameOf } from '../../../src/project/paths.ts';
import type { Step } from '../app.ts';
import { type Effect, NONE, UNKNOWN } from './effect.ts';
import { contextOf, type Ground, isBrought, isInside, isRemovedLater, isScratch, isSource } from './ground.ts';
import type { Target } from './words.ts';
import { ZONE_LINK, zoneEffect } from './zone.ts';

/** A file that is called by its name. */
export const PROGRAMS = /^\/(?:usr\/)?(?:local\/)?s?bin\/[^/]+$/;
/** Where packages come from, and whose signatures count. */
const REPOSITORIES =
  /^\/etc\/(?:apt\/(?:sources\.list|trusted\.gpg|keyrings)|apk\/(?:repositories|keys)|yum\.repos\.d|pki\/rpm-gpg)/;
/** The runtime image has its own, which differ. */
const ACCOUNTS = /^\/etc\/(?:passwd|group|g?shadow|sub[ug]id|sudoers|sudoers\.d\/.*)$/;
/** Linked with nothing, or written in shell. Sources: the projects' releases. */
const ALONE: ReadonlySet<string> = new Set([
  ...[
    'dumb-init',
    'tini',
    'tini-static',
    'gosu',
    'dockerize',
    'wait-for-it.sh',
    'wait-for-it',
    'wait-for',
    'wait-for.sh',
  ],
  ...[
    'grpc_health_probe',
    'migrate',
    'envplate',
    'confd',
    'remco',
    'chamber',
    'wait',
    'grpcurl',
    'supercronic',
    'gomplate',
  ],
  ...[
    'kubectl',
    'helm',
    'kustomize',
    'yq',
    'sops',
    'mkcert',
    'dbmate',
    'goose',
    'consul-template',
    'envconsul',
    'cloudflared',
  ],
  ...[
    'cloud_sql_proxy',
    'cloud-sql-proxy',
    'caddy',
    'litestream',
    'mc',
    'minio',
    'terraform',
    'task',
    'hivemind',
    'berglas',
  ],
]);

/** What a step leaves that writes to a file, by a redirection or its arguments. Null: which file cannot be told. */
export function written(ground: Ground, step: Step, target: Target | null): Effect {
  if (target === null || target.isPattern) {
    // A folder that nobody looks into holds whatever is written there.
    const folder = target?.path.replace(/\/[^/]*[*?[].*$/, '') ?? null;
    return folder !== null && (isScratch(folder) || isInside(ground, folder)) ? NONE : UNKNOWN;
  }
  const { path } = target;
  if (REPOSITORIES.test(path)) return { kind: 'repository' };
  if (ACCOUNTS.test(path)) return { kind: 'user' };
  if (path === ZONE_LINK) return zoneEffect(ground, step);
  if (isScratch(path) || isRemovedLater(ground, step, path)) return NONE;
  if (isBrought(ground, path)) return carried(ground, step, path, true);
  if (isInside(ground, path)) return NONE;
  if (PROGRAMS.test(path)) return program(ground, step, path);
  // The plan knows which of the sources are needed; what lies beside them is copied again.
  if (contextOf(ground, path) !== null) return isSource(ground, path) ? NONE : carried(ground, step, path, true);
  return carried(ground, step, path, false);
}

function carried(ground: Ground, { call }: Step, path: string, isOver: boolean): Effect {
  if (call.conditional) return UNKNOWN;
  ground.left.add(path);
  const carry = { path, kind: 'file' } as const;
  return isOver ? { kind: 'carry', carry, isOver } : { kind: 'carry', carry };
}

/** Orchestrators run it in the container; it links nothing. Source: its README. */
const PROBE = /^grpc[-_]health[-_]probe$/;

/** A program is needed when somebody runs it; what it links is known of a few. */
function program({ needs, app, runtime, left }: Ground, step: Step, path: string): Effect {
  const name = nameOf(path);
  if (PROBE.test(name) && !step.call.conditional) {
    left.add(path);
    return { kind: 'carry', carry: { path, kind: 'file' }, brings: name };
  }
  if (!needs.programs.has(name)) return needs.isComplete ? NONE : UNKNOWN;
  const isAlone = ALONE.has(name) && hasShell(runtime) && app.base.libc === runtime.libc;
  if (!isAlone || step.call.conditional) return UNKNOWN;
  left.add(path);
  return { kind: 'carry', carry: { path, kind: 'file' }, brings: name };
}
