/** What the crude counter of contexts finds, against what a transform did: shares, and why not the rest. */
import { builtHere, createLister, isRootfulApp, lateInstalls } from './crude-context.mjs';

/** What there is to find for a transform: null for no candidate, else its kind. */
const CANDIDATES = {
  'reorder-copy': (text, context, list) => lateInstalls(text, context, list)[0]?.tool ?? null,
  'split-stages': builtHere,
  'add-user': (text, context, list) => (isRootfulApp(text, context, list) ? 'app' : null),
};

const MOST_CODES = 10;
const FILES_A_CODE = 3;

/** Counts file by file; `report` prints. */
export function createReach() {
  const list = createLister();
  const rows = new Map(Object.keys(CANDIDATES).map((id) => [id, []]));
  return { note, report };

  /** @param group what the file counts for, so that one large repository does not speak for all. */
  function note({ path, text, context, group, result }) {
    if (context === null) return;
    for (const [id, find] of Object.entries(CANDIDATES)) {
      const kind = find(text, context, list);
      if (kind === null) continue;
      const done = result.applied.some(({ transform }) => transform === id);
      rows.get(id).push({ path, kind, group, done, codes: done ? [] : codesOf(id, kind, result) });
    }
  }

  function report(present) {
    for (const [id, found] of rows) {
      if (found.length === 0) continue;
      console.log(
        `\nreach of ${id}, by a crude counter of whole contexts${present.has(id) ? '' : ' (it is not in the preset)'}`,
      );
      printShare('all', found);
      const largest = largestGroup(found);
      if (largest !== null)
        printShare(
          `without ${largest}`,
          found.filter(({ group }) => group !== largest),
        );
      for (const [kind, some] of byCount(found, ({ kind }) => [kind]))
        if (kind !== 'app') printShare(`  ${kind}`, some);
      printCodes(found.filter(({ done }) => !done));
    }
  }
}

/** Why nothing was done, each code once. */
function codesOf(id, kind, { held, skipped }) {
  const whole = skipped.filter(({ transform }) => transform === null).map(({ reason }) => `whole file: ${reason.code}`);
  const risks = held.filter(({ transform }) => transform === id).map(({ risk }) => `held: ${risk}`);
  const own = skipped.filter(({ transform }) => transform === id).map(({ reason }) => describe(reason));
  const codes = [...new Set([...whole, ...risks, ...own])];
  return codes.length > 0 ? codes : [`nothing said (${kind})`];
}

/** The code, with the one argument that says most. */
function describe({ code, why, tool, ...rest }) {
  const detail = why ?? tool ?? rest.what;
  return typeof detail === 'string' && detail.length < 30 ? `${code} (${detail})` : code;
}

function printShare(title, found) {
  const done = found.filter((each) => each.done).length;
  const share = found.length === 0 ? '-' : `${((100 * done) / found.length).toFixed(1)} %`;
  console.log(
    `  ${title.padEnd(44)} found ${String(found.length).padStart(5)}  changed ${String(done).padStart(5)} = ${share}`,
  );
}

function printCodes(left) {
  const codes = byCount(left, (each) => each.codes);
  if (codes.length > 0) console.log('  the rest, by reason:');
  for (const [code, some] of codes.slice(0, MOST_CODES)) {
    console.log(`  ${String(some.length).padStart(7)}  ${code}`);
    for (const { path } of spread(some, FILES_A_CODE)) console.log(`             ${path}`);
  }
  const others = codes.slice(MOST_CODES).map(([code, { length }]) => `${code} ${length}`);
  if (others.length > 0) console.log(`           others: ${others.join(', ')}`);
}

/** Groups of items, the largest first; an item can be in several. */
function byCount(items, keysOf) {
  const groups = new Map();
  for (const item of items) for (const key of keysOf(item)) groups.set(key, [...(groups.get(key) ?? []), item]);
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

/** The group with the most files, if it has more than a quarter of them. */
function largestGroup(found) {
  const [[name, some]] = byCount(found, ({ group }) => [group]);
  return some.length > found.length / 4 && some.length < found.length ? name : null;
}

/** A few of them, from different groups first. */
function spread(items, number) {
  const first = items.filter((item, i) => items.findIndex(({ group }) => group === item.group) === i);
  const rest = items.filter((item) => !first.includes(item));
  return [...first, ...rest].slice(0, number);
}
