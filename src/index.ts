/** The public door. */
import { preset } from '../transforms/index.ts';
import { slimify as run, type SlimifyOptions } from './engine/pipeline.ts';
import type { Report } from './engine/report.ts';
import { noProject } from './project/project.ts';

/**
 * Rewrites the text of one Dockerfile. Without options: every transform that comes with slimify, fixes up to the risk
 * `assumes`, nothing known of the build context.
 * @returns the new text and what was done, held back and left alone. A broken Dockerfile is an `error` in it, not a throw.
 */
export function slimify(text: string, options: Partial<SlimifyOptions> = {}): Report {
  return run(text, { project: noProject, transforms: preset, risk: 'assumes', ...options });
}

export type * from './dockerfile/document.ts';
export type { Edit, Patch, Span } from './dockerfile/edit.ts';
export type { Counted, Estimate } from './engine/estimate.ts';
export type { SlimifyOptions } from './engine/pipeline.ts';
export type * from './engine/report.ts';
export type { SkipCode, SkipReason } from './engine/skips.ts';
export type * from './engine/transform.ts';
export { defineTransform } from './engine/transform.ts';
export type { FileEdit, FileStat, Files, IgnoreFile, Project, Sibling, Use, UseMount } from './project/project.ts';
export { memoryProject, noProject } from './project/project.ts';
export { preset };
