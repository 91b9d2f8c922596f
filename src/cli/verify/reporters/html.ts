/** `verify --format html`: one page that needs nothing else, and runs nothing. */
import type { Verified } from '../../../verify/verified.ts';
import { sizeBars, sizeChangeMark } from './html/bars.ts';
import { changes } from './html/changes.ts';
import { facts } from './html/facts.ts';
import { doubts, droppedFixes, failures } from './html/failures.ts';
import { html, type Markup, NOTHING } from './html/markup.ts';
import { badge, indexRow, pageText } from './html/page.ts';
import { rewrite } from './html/rewrite.ts';
import type { VerifyReporter } from './reporter.ts';

/** The totals stand on top, so the page is given at the end. */
export function htmlReporter({ version }: { readonly version: string }): VerifyReporter {
  const rows: Markup[] = [];
  const sections: Markup[] = [];
  const unchanged: string[] = [];
  let engine = '';
  return {
    begin(name) {
      engine = name;
      return '';
    },
    file(verified) {
      if (verified.status === 'unchanged') {
        unchanged.push(verified.path);
        return '';
      }
      const id = `file-${sections.length + 1}`;
      rows.push(indexRow(verified, id));
      sections.push(sectionOf(verified, id));
      return '';
    },
    end: (summary) => pageText({ version, engine, summary, rows, sections, unchanged }),
  };
}

function sectionOf(verified: Verified, id: string): Markup {
  const { path, status, before, after, written } = verified;
  const [old, young] = [before?.image ?? null, after?.image ?? null];
  const change = old === null || young === null ? NOTHING : sizeChangeMark(old.bytes, young.bytes, status);
  const note = written ? html`<span class="badge">written</span>` : NOTHING;
  return html`<section class="card" id="${id}">
<div class="head"><h2 class="path">${path}</h2>${badge(status)}${note}<strong>${change}</strong></div>
${failures(verified)}${doubts(verified)}${facts(verified)}${sizeBars(old, young)}${changes(verified)}${droppedFixes(verified)}${rewrite(verified)}
</section>
`;
}
