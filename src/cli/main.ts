/** The entry of the command. */
import { leftOut, preset } from '../../transforms/index.ts';
import { readArguments, THREAD_ARGUMENT } from './arguments.ts';
import { bugText } from './bug.ts';
import { loadConfig } from './config.ts';
import { checkContext } from './context-flag.ts';
import { complain, endWhenOutputFails, print, wantsColor, widthOfOutput } from './output.ts';
import { rewrite } from './rewrite.ts';
import { createSettings, findTransform, UsageError } from './settings.ts';

/** Put in by the build. */
declare const SLIMIFY_VERSION: string;

async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === THREAD_ARGUMENT) {
    const { runThread } = await import('./worker.ts');
    await runThread();
    return 0;
  }
  const request = readArguments(argv, SLIMIFY_VERSION);
  switch (request.command) {
    case 'nothing':
      return request.exitCode;
    case 'list': {
      const { listText } = await import('./explain.ts');
      await print(listText(preset, wantsColor(request.color)));
      return 0;
    }
    case 'explain': {
      const transform = findTransform(preset, request.id, 'explain');
      const { explainText } = await import('./explain.ts');
      const view = { color: wantsColor(request.color), width: widthOfOutput() };
      await print(explainText(transform, leftOut[transform.id] ?? [], view));
      return 0;
    }
    case 'verify': {
      const { verify, endSoon } = await import('./verify.ts');
      return verify(request.argv, process.cwd(), SLIMIFY_VERSION).finally(endSoon);
    }
    case 'fold': {
      const { build, image, flags, foreign } = request;
      if (foreign[0] !== undefined)
        throw new UsageError(`fold does not know ${foreign[0]}; slimify fold --help shows what it takes`);
      const cwd = process.cwd();
      checkContext(flags, cwd);
      const { foldFiles } = await import('./fold.ts');
      const { write = false, quiet = false, context } = flags;
      const named = typeof context === 'string' ? context : null;
      return foldFiles({ build, image, write, quiet, context: named }, cwd, wantsColor(flags.color));
    }
    case 'rewrite': {
      const { paths, flags } = request;
      const cwd = process.cwd();
      checkContext(flags, cwd);
      const { config, name } = await loadConfig(flags.config, cwd);
      const settings = createSettings(preset, flags, config, name);
      const view = { color: wantsColor(flags.color), width: widthOfOutput() };
      return rewrite(paths, { flags, settings, cwd, version: SLIMIFY_VERSION, view });
    }
  }
}

endWhenOutputFails();
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (cause: unknown) => {
    if (cause instanceof UsageError) complain(cause.message);
    else complain(bugText(cause, SLIMIFY_VERSION));
    process.exitCode = 2;
  },
);
