/**
 * Another image than the slim one, where the user wants it and it is certain to do: Alpine's has another libc, distroless has no
 * shell and no npm. Where it is not, the plan stays. Alpine's is not built in our tests.
 */
import type { Reads } from '../../../../src/app/reads.ts';
import type { Edit } from '../../../../src/dockerfile/edit.ts';
import { nativeNeed } from '../../../../src/facts/node-native.ts';
import { alpineOf, nodeDistroless } from '../../../../src/facts/runtime-images.ts';
import type { App } from '../../app.ts';
import type { Plan } from '../../recipe.ts';
import type { Packages } from './packages.ts';

export interface Question {
  readonly packages: Packages;
  readonly reads: Reads | null;
  /** Packages of development are gone. */
  readonly isPruned: boolean;
}

/** The plan on the image that the user chose; the one on the slim image is what is tried next. */
export function variantOf(app: App, plan: Plan, question: Question): Plan {
  const { node } = app.options;
  if (node === 'slim' || plan.packages.length > 0 || !isPlain(question)) return plan;
  const { assumption: _, ...rest } = plan;
  const other: Plan = { ...rest, risk: 'changes', otherwise: plan };
  if (node === 'alpine') {
    const runtime = app.base.family === 'debian' ? alpineOf(plan.runtime) : null;
    return runtime === null ? plan : { ...other, runtime };
  }
  const runtime = nodeDistroless(app.base);
  const edit = runtime === null || plan.lines.length > 0 ? null : withoutNode(app);
  if (runtime === null || edit === null) return plan;
  const declares: Plan['declares'] = [...plan.declares, { field: 'CMD' }];
  return { ...other, runtime, edits: [...plan.edits, edit], brings: [...plan.brings, 'node'], declares };
}

/** The lockfile shows every package, and none with code of another language; the sources start nothing. */
function isPlain({ packages: { npmLock }, reads, isPruned }: Question): boolean {
  if (npmLock === null || (npmLock.lockfileVersion ?? 1) < 2 || reads === null || reads.programs.length > 0)
    return false;
  return npmLock.packages
    .filter(({ isDev }) => !(isPruned && isDev))
    .every(
      ({ name, hasInstallScript, os, cpu, libc }) =>
        hasInstallScript !== true && os.length + cpu.length + libc.length === 0 && nativeNeed(name) === null,
    );
}

/**
 * `CMD ["node", "server.js"]` without its first word: the image starts node itself, and has none in PATH. Only where nothing
 * else is started, by a user that needs no passwd file, and where the CMD stays as it stands.
 */
function withoutNode({ doc, stage, start, final }: App): Edit | null {
  const cmd = stage.instructions.findLast(({ keyword }) => keyword === 'CMD');
  const [call, ...more] = start.calls;
  if (cmd === undefined || call?.at !== cmd || call.name !== 'node' || more.length > 0) return null;
  if ((cmd.arguments.json?.length ?? 0) < 2 || !/^(?:root|\d+)?(?::\d+)?$/.test(final.user ?? '?')) return null;
  const isLast = stage.instructions
    .slice(stage.instructions.indexOf(cmd))
    .every(({ keyword }) => !/^(?:RUN|COPY|ADD|SHELL)$/.test(keyword));
  const hasEntrypoint = stage.instructions.some(({ keyword }) => keyword === 'ENTRYPOINT');
  const { start: from, end } = cmd.arguments.restSpan;
  const first = /^\[\s*("(?:[\w./-]*\/)?node(?:js)?"\s*,\s*)/.exec(doc.text.slice(from, end));
  if (!isLast || hasEntrypoint || first === null) return null;
  const at = from + first[0].length - first[1]!.length;
  return { span: { start: at, end: from + first[0].length }, text: '' };
}
