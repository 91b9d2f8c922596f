/** What a run of verify has been asked for. */
import type { Settings } from '../settings.ts';
import type { VerifyFlags } from './settings/arguments.ts';
import type { VerifyOptions } from './settings/options.ts';

export interface VerifyJob {
  readonly flags: VerifyFlags;
  readonly settings: Settings;
  readonly options: VerifyOptions;
  /** How errors name the configuration. */
  readonly configName: string;
  readonly cwd: string;
  readonly version: string;
}
