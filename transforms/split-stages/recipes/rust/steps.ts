/** Steps of a Rust build besides cargo: the toolchain, and sources made up so that dependencies are built first. */
import type { App, Step } from '../../app.ts';

const TOOLS: ReadonlySet<string> = new Set(['rustup', 'rustc', 'rustup-init', 'rustfmt', 'cargo-chef', 'sccache']);
const WRITERS: ReadonlySet<string> = new Set(['echo', 'printf', 'cat', 'true', ':']);

/** Whether it installs or asks the toolchain. */
export function preparesRust(app: App, step: Step): boolean {
  const { name, args } = step.call;
  if (name === null) return false;
  if (TOOLS.has(name)) return true;
  if (name === '.' || name === 'source') return args.length === 1 && /\/\.?cargo\/env"?$/.test(args[0]!.text);
  if (name === 'curl' || name === 'wget') return fetchesInstaller(step);
  // `curl ... | sh -s -- -y`
  return (
    name === 'sh' &&
    app.steps.some((other) => other.run === step.run && isBeside(other, step) && fetchesInstaller(other))
  );
}

/** The installer's address is that of rustup's book. */
function fetchesInstaller({ call: { name, args } }: Step): boolean {
  return (name === 'curl' || name === 'wget') && args.some(({ value }) => value?.includes('sh.rustup.rs') === true);
}

function isBeside(a: Step, b: Step): boolean {
  return a.call.path.item === b.call.path.item && a.call.path.part === b.call.path.part;
}

/** Whether it writes a source that stands for the real one until that is copied, or makes a folder for it. */
export function makesDummy(app: App, step: Step): boolean {
  const { name, args, command } = step.call;
  if (writesSource(step)) return true;
  if (name === 'touch')
    return args.length > 0 && args.every(({ text }) => text.startsWith('-') || /\.rs"?$/.test(text));
  const isMaking = name === 'mkdir' && command.redirects.length === 0;
  return isMaking && app.steps.some((other) => other.run === step.run && writesSource(other));
}

function writesSource({ call: { name, command } }: Step): boolean {
  return (
    WRITERS.has(name ?? '') &&
    command.redirects.length > 0 &&
    command.redirects.every(({ target }) => target?.value?.endsWith('.rs') === true)
  );
}
