/** Whether an app of Python can be split at all, and on which image it then runs. */

import { slimOf } from '../../../../src/facts/runtime-images.ts';
import type { App } from '../../app.ts';
import { installsCompilers, osPackages, removesPackages } from '../../packages.ts';
import { type Refusal, refuse } from '../../recipe.ts';
import { commandOf, type PythonCall } from './calls.ts';
import { minorOf } from './libraries.ts';

/** They install, or look at code: the image is no app's. */
const BUILDERS =
  /^(?:pip[\d.]*|poetry|pipenv|uv|uvx|conda|tox|nox|pytest|py\.test|flake8|mypy|pylint|black|ruff|twine|jupyter[\w-]*)$/;

/** The slim twin of a full image; of a slim one the same again, where the build leaves compilers in it. */
export function runtimeOf(app: App): string | Refusal {
  const { base, stage } = app;
  const image = stage.image;
  if (stage.parent !== null) return refuse({ code: 'app-in-parent', stage: app.doc.stages[stage.parent]?.name ?? '' });
  if (base.family !== 'debian' && base.family !== 'alpine')
    return refuse({ code: 'no-recipe', tool: `Python on ${base.family ?? 'an unknown system'}`, of: 'stages' });
  // Older releases bring a pip that knows no wheels of today's, and Python 2 makes no environments.
  const minor = minorOf(base);
  const isOld =
    /^2/.test(base.tag ?? '') || (minor !== null && (minor < 8 || (minor < 10 && /^3\.\d+\.\d/.test(base.tag ?? ''))));
  if (isOld)
    return refuse({ code: 'no-recipe', tool: `Python ${/^[\d.]+/.exec(base.tag ?? '')?.[0] ?? ''}`, of: 'stages' });
  if (base.family === 'debian' && !/slim/.test(base.tag ?? ''))
    return slimOf(image, base) ?? refuse({ code: 'unknown-builder', image });
  if (image.includes('@')) return refuse({ code: 'unknown-builder', image });
  return installsCompilers(app) && !removesPackages(app) ? image : refuse({ code: 'saves-nothing', image });
}

/** What is in the way whatever is installed. */
export function firstRefusal(app: App, installs: readonly PythonCall[]): Refusal | null {
  const start = app.start.calls.find(({ name }) => BUILDERS.test(name));
  if (start !== undefined) return refuse({ code: 'start-builds', command: start.name }, start.at ?? undefined);
  const debian = osPackages(app).find((name) =>
    /^python3?-(?!dev$|all-dev$|pip$|venv$|setuptools$|wheel$|distutils$|minimal$|virtualenv$)/.test(name),
  );
  if (debian !== undefined)
    return refuse({ code: 'native-module', name: debian, path: app.project.dockerfile ?? 'Dockerfile' });
  const other = installs.find(({ step }) => step.call.conditional || step.run.stage !== app.stage.index);
  if (other === undefined) return null;
  const { run } = other.step;
  return refuse({ code: 'artefact-not-known', command: commandOf(other), line: run.startLine }, run);
}
