/** What `slimify verify` prints. */
import type { Verified } from '../../../verify/verified.ts';

/** Counts over all files. */
export interface VerifySummary {
  files: number;
  unchanged: number;
  alike: number;
  repaired: number;
  regressions: number;
  brokenBefore: number;
  notVerified: number;
  written: number;
  /** Of the images of the files of which something works: alike and repaired; bytes. */
  beforeBytes: number;
  afterBytes: number;
  seconds: number;
}

export interface VerifyReporter {
  /** @param engine what builds, for people. */
  begin(engine: string): string;
  file(verified: Verified): string;
  end(summary: VerifySummary): string;
}
