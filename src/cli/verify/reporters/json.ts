/** `verify --format json`: a contract, version 1, described in docs/json.md. New fields do not change the version. */
import type { Report } from '../../../engine/report.ts';
import type { BuildStep, ImageConfig } from '../../../verify/container-engine.ts';
import type { Dropped, NotVerified, Side, Verified } from '../../../verify/verified.ts';
import { unifiedDiff } from '../../diff.ts';
import type { VerifyReporter } from './reporter.ts';
import { brokeWords, whyWords } from './words.ts';

const VERSION = 1;

export function jsonReporter(): VerifyReporter {
  let isFirst = true;
  return {
    begin: (engine) => `{"version":${VERSION},"engine":${JSON.stringify(engine)},"files":[`,
    file(verified) {
      const separator = isFirst ? '' : ',';
      isFirst = false;
      return `${separator}\n${JSON.stringify(fileEntry(verified))}`;
    },
    end({ files, unchanged, alike, repaired, regressions, brokenBefore, notVerified, ...more }) {
      const { written, beforeBytes, afterBytes, seconds } = more;
      const counts = { files, unchanged, alike, repaired, regressions, brokenBefore, notVerified, written };
      return `\n],"summary":${JSON.stringify({ ...counts, beforeBytes, afterBytes, seconds })}}\n`;
    },
  };
}

function fileEntry({ path, status, why, report, ...found }: Verified): object {
  return {
    path,
    status,
    why: why === null ? null : whyEntry(why),
    changed: report?.changed ?? false,
    written: found.written,
    ...textEntries(path, report),
    dropped: found.dropped.map(droppedEntry),
    sides: { before: sideEntry(found.before), after: sideEntry(found.after) },
    changedFile: found.changedFile,
    config: found.config.map(({ field, key, before, after, declaredBy }) => ({
      field,
      key,
      before,
      after,
      declaredBy,
    })),
    files: filesEntry(found.files),
  };
}

function whyEntry(why: NotVerified): object {
  return { ...why, message: whyWords(why) };
}

function textEntries(path: string, report: Report | null): object {
  if (report === null) return { before: null, after: null, diff: '', applied: [], estimate: null };
  const { before, after, changed, estimate } = report;
  const applied = report.applied.map(({ key, transform, line, message, risk, assumption }) => ({
    key,
    transform,
    line,
    message,
    risk,
    assumption,
  }));
  return { before, after, diff: changed ? unifiedDiff(path, before, after) : '', applied, estimate };
}

function droppedEntry({ key, transform, line, message, broke }: Dropped): object {
  return { key, transform, line, message, why: brokeWords(broke), broke };
}

function sideEntry(side: Side | null): object | null {
  if (side === null) return null;
  const { failed, image, coldSeconds, coldSteps, check, rebuilt } = side;
  return {
    built: image !== null,
    failed:
      failed === null ? null : { cause: failed.cause, step: failed.step, message: failed.message, log: failed.log },
    bytes: image?.bytes ?? null,
    layers: image?.layers.map(({ by, bytes }) => ({ by, bytes })) ?? null,
    config: image === null ? null : configEntry(image.config),
    coldSeconds,
    coldSteps: coldSteps.map(stepEntry),
    check,
    rebuilt: rebuilt === null ? null : { ...rebuilt, steps: rebuilt.steps.map(stepEntry) },
  };
}

function stepEntry({ text, stage, cached, seconds }: BuildStep): object {
  return { text, stage, cached, seconds };
}

function configEntry({ env, labels, ...config }: ImageConfig): object {
  return { ...config, env: Object.fromEntries(env), labels: Object.fromEntries(labels) };
}

function filesEntry(files: Verified['files']): object | null {
  if (files === null) return null;
  const { folders, missing, changed, unlisted = { missing: 0, changed: 0 } } = files;
  return { folders, missing, changed, unlisted };
}
