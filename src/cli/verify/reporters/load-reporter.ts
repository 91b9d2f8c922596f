/** The reporter that was asked for; no other is loaded. */
import { wantsColor, widthOfOutput } from '../../output.ts';
import type { VerifyJob } from '../job.ts';
import type { VerifyReporter } from './reporter.ts';

export async function loadVerifyReporter({ flags, version }: VerifyJob): Promise<VerifyReporter> {
  const { write = false, quiet = false } = flags;
  switch (flags.format) {
    case 'json':
      return (await import('./json.ts')).jsonReporter();
    case 'markdown':
      return (await import('./markdown.ts')).markdownReporter();
    case 'html':
      return (await import('./html.ts')).htmlReporter({ version });
    case 'pretty': {
      const { prettyReporter } = await import('./pretty.ts');
      return prettyReporter({ color: wantsColor(flags.color), width: widthOfOutput(), write, quiet });
    }
  }
}
