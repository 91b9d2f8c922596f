/**
 * A deliberately crude counter of what there would be to gain.
 *
 * It is made of regular expressions that know nothing of shells, mounts, later needs or any other reason to refuse, so
 * that it owes nothing to the program it measures: its numbers are what a reader of the file would expect, and the
 * reach printed beside them is honest about everything that slimify left alone. Do not make it cleverer.
 */

/** Instructions as [keyword, text, line]; comment lines dropped, continuations joined. */
export function instructions(text) {
  const found = [];
  let current = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (/^\s*#/.test(raw)) continue;
    const line = raw.replace(/\\[ \t]*$/, '');
    const continues = line !== raw;
    if (current !== null) current.text += ` ${line}`;
    else if (line.trim() !== '') current = { text: line, line: index + 1 };
    if (!continues && current !== null && raw.trim() !== '') {
      found.push({ ...current, keyword: /^\s*(\w+)/.exec(current.text)?.[1]?.toUpperCase() ?? '' });
      current = null;
    }
  }
  if (current !== null) found.push({ ...current, keyword: /^\s*(\w+)/.exec(current.text)?.[1]?.toUpperCase() ?? '' });
  return found;
}

const APT = /\bapt(?:-get)?\b/;

/** What a stage leaves behind: whether a RUN fetches it, whether the same RUN clears it, and what a fix would write. */
export const KINDS = {
  'apt lists': {
    fetches: /\bapt(?:-get)?\b[^&|;]*\binstall\b/,
    clears: /rm\b.*\/var\/lib\/apt\/lists/,
    writes: /\/var\/lib\/apt\/lists/g,
  },
  'pip cache': { fetches: /\bpip[\d.]*\s+(?:-\S+\s+)*install\b/, clears: /--no-cache-dir/, writes: /--no-cache-dir/g },
  'npm cache': {
    fetches: /\bnpm\s+(?:ci|i|install)\b/,
    clears: /\bnpm\s+cache\s+clean/,
    writes: /\bnpm cache clean/g,
  },
};

/** The last stage. */
function shipped(all) {
  return all.slice(all.findLastIndex(({ keyword }) => keyword === 'FROM') + 1);
}

/** Kinds that the last stage leaves behind, with the lines of the RUNs that do. */
export function leftovers(text) {
  const runs = shipped(instructions(text)).filter(({ keyword }) => keyword === 'RUN');
  return Object.fromEntries(
    Object.entries(KINDS).map(([kind, { fetches, clears }]) => [
      kind,
      runs.filter((run) => fetches.test(run.text) && !clears.test(run.text)).map(({ line }) => line),
    ]),
  );
}

/** Lines of neighbouring RUNs that both call apt, in the last stage only or in all. */
export function aptPairs(text, { lastStageOnly }) {
  const all = instructions(text);
  const here = lastStageOnly ? shipped(all) : all;
  const isApt = (each) => each?.keyword === 'RUN' && APT.test(each.text);
  return here.flatMap((each, i) => (isApt(each) && isApt(here[i + 1]) ? [[each.line, here[i + 1].line]] : []));
}
