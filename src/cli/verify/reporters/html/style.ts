/** How the page looks: light or dark as the reader has it, on a phone or on paper. No inline styles stand beside it. */

/** Classes `c0` to `c7` of layers, in the order of their size; told apart in both schemes, and next to each other. */
const LAYER_COLORS = ['#4269d0', '#efb118', '#3ca951', '#ff725c', '#a463f2', '#6cc5b0', '#ff8ab7', '#9c6b4e'];

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #1b1f24; --soft: #5b6470; --line: #dfe3e8; --rest: #b3bac4;
  --good: #1a7f37; --good-back: #dcf5e3; --bad: #c0202b; --bad-back: #fde4e4; --odd: #8a5a00; --odd-back: #fdf0d0;
  --code: #f1f3f6; --link: #0a58c2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #171b22; --ink: #e4e8ee; --soft: #98a2b0; --line: #2b323c; --rest: #59626f;
    --good: #5fd07e; --good-back: #12301c; --bad: #ff8080; --bad-back: #3c171a; --odd: #e8b955; --odd-back: #362808;
    --code: #10141a; --link: #79b0ff;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 24px; line-height: 1.2; margin: 0; }
h2, h2.path { font-size: 17px; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: 13px; margin: 24px 0 8px; color: var(--soft); font-weight: 600; }
p { margin: 4px 0; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code, pre, .path { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
code, .path { overflow-wrap: anywhere; unicode-bidi: isolate; }
pre { margin: 0; padding: 12px 14px; background: var(--code); border: 1px solid var(--line); border-radius: 6px;
  overflow-x: auto; line-height: 1.45; unicode-bidi: isolate; }
.soft { color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 20px 24px; margin-top: 20px; }
section.card { content-visibility: auto; contain-intrinsic-size: auto 600px; scroll-margin-top: 12px; }
.head { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; }
.badge { display: inline-block; border-radius: 99px; padding: 1px 10px; font-size: 13px; font-weight: 600; white-space: nowrap;
  color: var(--soft); background: var(--code); border: 1px solid var(--line); }
.badge.good { color: var(--good); background: var(--good-back); border-color: transparent; }
.badge.bad { color: var(--bad); background: var(--bad-back); border-color: transparent; }
.badge.odd { color: var(--odd); background: var(--odd-back); border-color: transparent; }
.totals { margin-top: 14px; display: flex; flex-wrap: wrap; gap: 20px 40px; align-items: end; }
.figure { font-size: 30px; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
.figure small { font-size: 17px; font-weight: 500; color: var(--soft); }
.counts { display: flex; flex-wrap: wrap; gap: 6px; margin: 16px 0 0; padding: 0; list-style: none; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--soft); font-weight: 600; font-size: 13px; }
th, td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr > :last-child { padding-right: 0; }
tbody tr:last-child > * { border-bottom: 0; }
.number { text-align: right; white-space: nowrap; }
tbody th { font-weight: 500; color: inherit; font-size: inherit; }
.good { color: var(--good); } .bad { color: var(--bad); } .odd { color: var(--odd); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 16px 28px; margin: 20px 0 0; }
.facts dt { color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.facts dd { margin: 2px 0 0; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.arrow { color: var(--soft); font-weight: 400; padding: 0 2px; }
.bars { display: grid; grid-template-columns: max-content 1fr max-content; gap: 8px 12px; align-items: center; }
.bar { display: contents; }
.bars svg { display: block; width: 100%; height: 26px; }
.bars rect { stroke: var(--card); stroke-width: 1.5px; vector-effect: non-scaling-stroke; }
.bars .value { text-align: right; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.legend { margin-top: 10px; }
.legend td:first-child, .legend th:first-child { width: 22px; padding-right: 8px; }
.legend svg { display: block; width: 12px; height: 12px; margin-top: 5px; }
.legend code { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; line-clamp: 2; overflow: hidden; }
.steps { display: grid; grid-template-columns: max-content 1fr; gap: 2px 8px; align-items: center; margin-top: 4px;
  font-size: 12px; font-weight: 400; color: var(--soft); }
.steps svg { display: block; height: 14px; max-width: 100%; }
.ran { fill: none; stroke: var(--rest); stroke-width: 1.5px; } .kept { fill: var(--good); }
.rest { fill: var(--rest); }
${LAYER_COLORS.map((color, index) => `.c${index} { fill: ${color}; }`).join('\n')}
.note { border-left: 3px solid var(--rest); padding: 2px 0 2px 14px; margin-top: 16px; overflow-wrap: anywhere; }
.note.bad { border-color: var(--bad); } .note.odd { border-color: var(--odd); }
.note > * { color: var(--ink); } .note .soft { color: var(--soft); }
.note.bad strong { color: var(--bad); } .note.odd strong { color: var(--odd); }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--link); width: fit-content; max-width: 100%; overflow-wrap: anywhere; }
details > :not(summary) { margin-top: 8px; }
.diff { padding: 10px 0; }
.diff code { display: inline-block; min-width: 100%; overflow-wrap: normal; }
.diff span { display: block; padding: 0 14px; min-height: 1.45em; }
.diff .add { background: var(--good-back); color: var(--good); }
.diff .gone { background: var(--bad-back); color: var(--bad); }
.diff .at { color: var(--soft); }
.mode { white-space: nowrap; }
.plain { margin: 0; padding: 0; list-style: none; }
.plain li { padding: 4px 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr)); gap: 12px 40px; align-items: start; }
footer { margin-top: 28px; color: var(--soft); font-size: 13px; }
.folds th[scope] { min-width: 180px; }
@media (max-width: 640px) {
  main { padding: 20px 12px 48px; }
  .card { padding: 16px; }
  .figure { font-size: 25px; }
  .bars { display: block; }
  .bar { display: grid; grid-template-columns: 1fr max-content; gap: 2px 12px; margin-bottom: 8px; }
  .bar svg { grid-column: 1 / -1; order: 1; }
  .folds thead { position: absolute; clip-path: inset(50%); }
  .folds tr { display: flex; flex-wrap: wrap; gap: 0 14px; padding: 8px 0; border-bottom: 1px solid var(--line); }
  .folds tbody tr:last-child { border-bottom: 0; }
  .folds th, .folds td { border: 0; padding: 1px 0; text-align: left; }
  .folds th[scope] { min-width: 0; }
  .folds td:empty { display: none; }
  .folds .whole { flex-basis: 100%; }
  .folds td[data-name]::before { content: attr(data-name) " "; color: var(--soft); font-size: 13px; }
}
@media print { .card { break-inside: avoid; } section.card { content-visibility: visible; } }
`;
