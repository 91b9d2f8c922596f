/** What the steps of a build are judged against: what is carried anyway, what nobody needs, what the sources are. */
import { pathsOf } from '../../../src/app/lineage.ts';
import type { Instruction } from '../../../src/dockerfile/document.ts';
import { type BaseImage, recognise } from '../../../src/facts/base-images.ts';
import { rootNeedOf } from '../../../src/facts/root-programs.ts';
import type { Copied } from '../../../src/project/copies.ts';
import { globToRegex } from '../../../src/project/dockerignore.ts';
import { isBelow } from '../../../src/project/paths.ts';
import { contextAt, copiesOf, isCopy } from '../../../src/project/placed.ts';
import type { App, Step } from '../app.ts';
import type { Plan } from '../recipe.ts';
import { type Needs, needsOf } from './needs.ts';
import { type Target, targetOf } from './words.ts';

export interface Ground {
  readonly app: App;
  readonly plan: Plan;
  readonly runtime: BaseImage;
  readonly needs: Needs;
  /** Nobody has set another user, and nothing of the start changes to one: owners and groups mean nothing. */
  readonly isRootOnly: boolean;
  /** Folders that the build works in. */
  readonly roots: readonly string[];
  /** What COPYs of the runtime stage bring from the context: those of the plan, and those that lie beside the sources. */
  readonly brought: readonly Copied[];
  readonly all: readonly Copied[];
  /** Where COPY and ADD put what is not of the context: a URL, another stage. */
  readonly elsewhere: ReadonlySet<string>;
  /** Files that are copied out of the builder, since a step before made them. */
  readonly left: Set<string>;
}

/** What a plan leaves of the app for the steps to be judged on. */
export function groundOf(app: App, plan: Plan): Ground {
  const { final, start, uses } = app;
  const own = new Set([...plan.moves, ...plan.repeats]);
  const cwds = app.steps.flatMap(({ call, cwd }) => (plan.claims.has(call) && cwd !== null ? [cwd] : []));
  const roots = [...new Set([...cwds, final.workdir])].filter((root) => root !== '/');
  const isBeside = (to: string) => !isScratch(to) && !roots.some((root) => isBelow(to, root) || isBelow(root, to));
  const placed = app.placed.filter(({ copy }) => plan.leaves?.includes(copy) !== true);
  const brought = placed.flatMap(({ copy, copied }) =>
    copied.filter(({ to }) => own.has(copy) || (isBeside(to) && !plan.carries.some(({ path }) => isBelow(to, path)))),
  );
  const switches = start.calls.some(({ name }) => rootNeedOf(name) !== null && rootNeedOf(name) !== 'builds');
  return {
    app,
    plan,
    runtime: recognise(plan.runtime),
    needs: needsOf(app, plan),
    isRootOnly: isRoot(final.user) && !switches && uses.every(({ user }) => isRoot(user ?? 'root')),
    roots,
    brought,
    all: app.placed.flatMap(({ copied }) => copied),
    elsewhere: new Set(app.instructions.filter(isCopy).flatMap((copy) => elsewhereOf(app, copy))),
    left: new Set(),
  };
}

/** The file that one COPY or ADD of something else than the context makes, by the name that it is given. */
function elsewhereOf({ doc, project }: App, copy: Instruction): readonly string[] {
  const copies = copiesOf(doc, project, copy);
  if (copies.ok || !/^(?:remote|stage|heredoc)$/.test(copies.why)) return [];
  const target = pathsOf(doc, copy)?.at(-1);
  return target === undefined || /(?:\/|^\.)$/.test(copy.arguments.words.at(-1) ?? '') ? [] : [target];
}

/** Whether a user is certainly root; null, when nobody knows, is not. */
export function isRoot(user: string | null): boolean {
  return user !== null && /^(?:|root|0)(?::|$)/.test(user);
}

/** Caches, lists, documents, and the folders of tools that stay in the builder: the app does not look there. */
const SCRATCH =
  /^(?:\/tmp|\/var\/(?:tmp|cache|lib\/(?:apt|dpkg|yum|dnf|rpm))|\/dev|\/proc|\/usr\/share\/(?:doc|man|info|keyrings|bash-completion)|\/usr\/src|\/go|\/usr\/local\/(?:go|cargo|rustup)|\/usr\/lib\/go|\/etc\/(?:dpkg|apt\/(?:apt\.conf\.d|preferences\.d)|yum\.conf|pip\.conf|npmrc|locale\.gen|default\/locale|locale\.conf))(?:\/|$)/;
/** In a home folder: settings and caches of tools of the build. */
const HOME_SCRATCH =
  /^\/(?:root|home\/[^/]+)\/(?:\.cache|\.ssh|\.gitconfig|\.git-credentials|\.netrc|\.npmrc|\.npm|\.yarnrc(?:\.yml)?|\.m2|\.gradle|\.cargo|\.rustup|\.config\/pip|\.pip|\.pypirc|\.docker|\.nuget|\.sbt|\.ivy2|\.wget-hsts|\.gnupg|go)(?:\/|$)/;

/** Whether nothing that lies there is of use to what runs. */
export function isScratch(path: string): boolean {
  return SCRATCH.test(path) || HOME_SCRATCH.test(path);
}

/** Whether a folder is there in every image that has a shell. */
export function isProgramFolder(path: string): boolean {
  return /^\/(?:usr|etc|var|opt|srv|home|root|run|mnt|usr\/(?:local|share|lib)|(?:usr\/)?(?:local\/)?s?bin|var\/(?:lib|log|run))$/.test(
    path,
  );
}

/** Whether what lies at a path comes out of the builder as it is, owner and mode too. */
export function isInside({ plan }: Ground, path: string): boolean {
  return plan.carries.some(
    (carry) =>
      carry.to === undefined &&
      (carry.kind === 'file' ? carry.path === path : path !== carry.path && isBelow(path, carry.path)),
  );
}

/** A folder that is carried: what is in it comes along, its own owner and mode do not. */
export function isCarriedFolder({ plan }: Ground, path: string): boolean {
  return plan.carries.some(({ kind, path: folder }) => kind === 'folder' && folder === path);
}

/** The file of the context that lies at a path of the builder. */
export function contextOf({ app, all }: Ground, path: string): string | null {
  const found = contextAt(app.project, all, path);
  return found !== null && app.project.statOf(found) !== null ? found : null;
}

/** Whether a COPY brings the runtime stage what lies at a path: as the context has it, whatever RUNs did to it. */
export function isBrought({ app, brought }: Ground, path: string): boolean {
  const found = contextAt(app.project, brought, path);
  return found !== null && app.project.statOf(found) !== null;
}

/** Whether a path lies where the build works. */
export function isSource({ roots }: Ground, path: string): boolean {
  return roots.some((root) => isBelow(path, root));
}

/** Whether a later step certainly takes it away again. */
export function isRemovedLater({ app }: Ground, step: Step, path: string): boolean {
  const from = app.steps.indexOf(step);
  return app.steps.slice(from + 1).some((later) => {
    const { call } = later;
    if (call.conditional || call.name !== 'rm') return false;
    return call.args.some((word) => {
      const target = word.text.startsWith('-') ? null : targetOf(word, later);
      return target !== null && takes(target, path);
    });
  });
}

/** Whether a target is the path, or a folder that it lies in. */
export function takes({ path: pattern, isPattern }: Target, path: string): boolean {
  if (!isPattern) return isBelow(path, pattern);
  const depth = pattern.split('/').length;
  const head = path.split('/').slice(0, depth).join('/');
  return globToRegex(pattern.slice(1)).test(head.slice(1));
}
