/** Packages of the system that the file installs, by the names that stand there; and those that a slim image lacks. */
import type { Invocation } from '../../src/dockerfile/commands.ts';
import type { BaseImage } from '../../src/facts/base-images.ts';
import { isOfBuildpack, packageFor } from '../../src/facts/buildpack-programs.ts';
import { useOf } from '../../src/facts/os-packages.ts';
import { hasProgram } from '../../src/facts/runtime-images.ts';
import type { App } from './app.ts';
import { type Refusal, refuse } from './recipe.ts';

const REMOVES = /^(?:remove|purge|autoremove|autopurge|del)$/;

/**
 * Names without versions and architectures; words known at build time only are left out, values of options are not.
 * For what has to be certain of all of them, see leftovers/installs.ts.
 */
export function osPackages({ steps }: App): readonly string[] {
  return steps.flatMap(({ call }) => {
    const verb = isManager(call) ? call.args.findIndex(({ value }) => value === 'install' || value === 'add') : -1;
    if (verb < 0) return [];
    return call.args
      .slice(verb + 1)
      .flatMap(({ value }) => (value === null || value.startsWith('-') ? [] : value.replace(/[:=<>~/@].*$/, '')));
  });
}

/** Whether the file installs what is of use to a build only. */
export function installsCompilers(app: App): boolean {
  return osPackages(app).some((name) => ['build', 'headers'].includes(useOf(name)));
}

/** Whether it takes them away again. */
export function removesPackages({ steps }: App): boolean {
  return steps.some(
    ({ call }) =>
      (isManager(call) && call.args.some(({ value }) => REMOVES.test(value ?? ''))) ||
      call.args.some(({ value }) => value === '--auto-remove'),
  );
}

/**
 * The package with a program that the image of the build had of itself.
 * @returns null when it is there, or came otherwise.
 */
export function programIn(base: BaseImage, program: string, runtime: BaseImage): string | null | Refusal {
  if (hasProgram(runtime, program)) return null;
  const added = packageFor(program, base.packageManager);
  if (/slim|alpine/.test(base.tag ?? '')) return null;
  if (added !== null) return added;
  const wasThere = base.tools.includes(program) || isOfBuildpack(program);
  return wasThere
    ? refuse({ code: 'program-missing', program, image: runtime.reference, file: null, line: null })
    : null;
}

function isManager({ name }: Invocation): boolean {
  return /^(?:apt-get|apt|aptitude|apk)$/.test(name ?? '');
}
