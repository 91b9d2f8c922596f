/**
 * Keeps the steps of a build without the cache together. Looking for a step in the cache, Buildah takes the first image
 * with the same history and goes on from there: after a build without the cache that is one of an earlier build, on which
 * the next step has never been run. (Source: containers/buildah, imagebuildah/stage_executor.go, intermediateImageExists.)
 * So such a build has a label of its own at the beginning of each stage, and so has what is built from the same text later.
 */
import { readDocument } from '../../../dockerfile/document.ts';
import type { BuildRequest } from '../../container-engine.ts';

export interface Chains {
  /** The text to be built. */
  textOf(request: Pick<BuildRequest, 'dockerfile' | 'isCold'>): string;
}

/** @param label `name=value`: of the run, so that images on the way carry it as well */
export function chains(label: string): Chains {
  const name = label.slice(0, label.indexOf('='));
  /** By text: which build without the cache was its last one. */
  const cold = new Map<string, number>();
  let builds = 0;
  return {
    textOf: ({ dockerfile, isCold }) => {
      if (isCold) cold.set(dockerfile, ++builds);
      const build = cold.get(dockerfile);
      return build === undefined ? dockerfile : withLabels(dockerfile, `LABEL ${label} ${name}.build=${build}`);
    },
  };
}

/** Stages that are of the same image have to differ, too. A text that cannot be read is built as it is. */
function withLabels(text: string, instruction: string): string {
  const read = readDocument(text);
  if (!read.ok) return text;
  const { stages, eol } = read.document;
  return stages.reduceRight((labelled, { from, index }) => {
    const before = labelled.slice(0, from.span.end).replace(/\r?\n$/, '');
    return `${before}${eol}${instruction}.${index}${labelled.slice(before.length)}`;
  }, text);
}
