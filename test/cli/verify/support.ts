/** Runs `slimify verify` by the built command, with a docker command that only keeps books. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Result, type RunOptions, type Sandbox, useCommand } from '../support.ts';

export interface VerifyBox extends Sandbox {
  /** Runs `slimify verify`; containers are watched for a moment only. With `isFlag` the word is left out, and the moment. */
  verify(args: readonly string[], options?: RunOptions & { readonly isFlag?: true }): Result;
  /** Starts it, and does not wait for it. */
  begin(args: readonly string[]): ChildProcessWithoutNullStreams;
  /** What docker was called with, one list a call. */
  calls(): readonly (readonly string[])[];
  /** Images and containers on the engine, and folders of runs. */
  left(): readonly string[];
}

const FAKE = path.join(import.meta.dirname, 'fake-docker.sh');
const MOMENT = ['--wait', '0.01'];

/** With the transforms of preset.ts: `echo one` is written as `echo 1`. */
export function useVerify(): () => VerifyBox {
  const sandbox = useCommand();
  return () => verifyBox(sandbox());
}

function verifyBox(box: Sandbox): VerifyBox {
  const home = path.dirname(box.root);
  const [engine, temporary, bin] = ['engine', 'tmp', 'bin'].map((name) =>
    path.join(home, `${path.basename(box.root)}-${name}`),
  );
  for (const folder of [engine!, temporary!, bin!]) mkdirSync(folder);
  const docker = path.join(bin!, 'docker');
  copyFileSync(FAKE, docker);
  chmodSync(docker, 0o755);
  const node = path.dirname(process.execPath);
  const env = { FAKE_DOCKER: engine!, TMPDIR: temporary!, PATH: `${bin}:${node}:${process.env.PATH}` };
  const listed = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
  return {
    ...box,
    verify: (args, { isFlag, ...options } = {}) =>
      box.run(isFlag ? args : ['verify', ...MOMENT, ...args], { ...options, env: { ...env, ...options.env } }),
    begin: (args) =>
      spawn(process.execPath, [box.program, 'verify', ...MOMENT, ...args], {
        cwd: box.root,
        env: { ...process.env, ...env },
      }),
    calls() {
      const log = path.join(engine!, 'log');
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
      return lines.map((line) => line.split('\t'));
    },
    left: () => [
      ...listed(path.join(engine!, 'images')),
      ...listed(path.join(engine!, 'containers')),
      ...listed(temporary!),
    ],
  };
}

/** Path and status of each file. */
export function statuses(box: VerifyBox, args: readonly string[] = []): readonly unknown[] {
  const { files } = JSON.parse(box.verify(['--format', 'json', ...args]).stdout);
  return files.map((file: { path: string; status: string }) => [file.path, file.status]);
}

/** The values of an option of docker's, one list a build. */
export function given(box: VerifyBox, option: string): readonly (readonly string[])[] {
  return (
    box
      .calls()
      .filter(([command, sub]) => command === 'buildx' && sub === 'build')
      // What the adaptor itself gives is none of the user's.
      .map((call) => call.filter((word, at) => call[at - 1] === option && !word.startsWith('BUILDKIT_')))
  );
}
