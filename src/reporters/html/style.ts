/** The style of the page: light and dark, from the width of a phone to paper. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f7f8fa; --paper: #fff; --ink: #1b2230; --faint: #566074; --line: #d9dee7; --track: #e9edf3;
  --accent: #2a5db0; --bad: #b3261e; --bad-shape: #b3261e; --bad-ground: #fbe9e7; --doubt: #8a4b00; --doubt-shape: #c27803; --doubt-ground: #fdf0dc;
  --good: #33587d; --good-ground: #e6eef6; --clean: #6f90b4; --calm: #44506a; --calm-ground: #e8ecf4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161d; --paper: #1a2029; --ink: #e6eaf2; --faint: #a3adbf; --line: #323b49; --track: #273040;
    --accent: #8ab4f8; --bad: #ffb4ab; --bad-shape: #e0524a; --bad-ground: #50201c; --doubt: #ffcf8f; --doubt-shape: #f2c76a; --doubt-ground: #49320f;
    --good: #9dbfe3; --good-ground: #1d3148; --clean: #4d6f93; --calm: #c3cde0; --calm-ground: #2b3547;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1rem clamp(.75rem, 3vw, 2rem) 3rem; background: var(--ground);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: .25rem 0; font-size: 1.75rem; } h2 { margin: 2.25rem 0 .75rem; font-size: 1.25rem; }
h3 { margin: 0 0 .5rem; font-size: 1.05rem; } h4 { margin: .75rem 0 .25rem; font-size: .9rem; }
p { margin: .4rem 0; } ul { margin: .25rem 0; padding-left: 1.2rem; } a { color: var(--accent); }
code { font: .85em ui-monospace, monospace; color: var(--faint); }
.faint { color: var(--faint); font-size: .875rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .75rem .25rem 0; } nav a { padding: .35rem 0; }
.skip { position: absolute; left: -999rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.masthead { background: var(--paper); border: 1px solid var(--line); border-top: 6px solid var(--calm);
  border-radius: .5rem; padding: 1rem 1.25rem; }
.masthead.banned { border-top-color: var(--bad); } .masthead.clean { border-top-color: var(--good); }
.masthead.incomplete { border-top-color: var(--doubt); }
.masthead h1 .badge { font-size: 1.5rem; text-transform: uppercase; letter-spacing: .03em; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: .5rem; margin: 1rem 0 0; }
.tile { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .75rem; }
.tile dt { color: var(--faint); font-size: .8rem; } .tile dd { margin: 0; font-size: 1.4rem; font-weight: 600; }
span.badge { display: inline-block; border-radius: .3rem; padding: 0 .45rem; white-space: nowrap; background: var(--calm-ground);
  color: var(--calm); font-weight: 600; }
td span.badge, .ban .badge { font-size: .85rem; }
span.badge.banned { background: var(--bad-ground); color: var(--bad); }
span.badge.warned, span.badge.incomplete { background: var(--doubt-ground); color: var(--doubt); }
span.badge.clean { background: var(--good-ground); color: var(--good); }
.tile.banned { border-color: var(--bad); } .tile.banned dd { color: var(--bad); }
.tile.warned, .tile.incomplete { border-color: var(--doubt); } .tile.warned dd, .tile.incomplete dd { color: var(--doubt); }
.notice { background: var(--doubt-ground); color: var(--doubt); border-radius: .4rem; padding: .5rem .75rem; margin: .75rem 0; }
.tile dd a { color: inherit; } .tile small { color: var(--faint); font-weight: 400; font-size: .85rem; }
.states { margin: 1rem 0 .5rem; } .state.banned { fill: var(--bad-shape); } .state.incomplete { fill: var(--doubt-shape); } .state.clean { fill: var(--clean); }
.ban { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; margin: .4rem 0; }
.ban > div { padding: .25rem 0 .25rem 1rem; } .ban h3 { margin: .75rem 0 .25rem; font-size: .9rem; }
.numbers :is(td, thead th):not(:first-child, .share) { text-align: right; font-variant-numeric: tabular-nums; } .numbers .share { width: 32%; min-width: 6rem; vertical-align: middle; } .numbers tbody th { min-width: 6.5rem; overflow-wrap: break-word; }
.numbers .states { margin: 0; } tr.group th { background: var(--track); } #due :is(th, td:nth-child(2), td:last-child) { white-space: nowrap; } tr.overdue th, tr.overdue td { font-weight: 700; }
svg .trend { stroke: var(--accent); stroke-width: 2; fill: none; stroke-linecap: round; } svg .trend.banned { stroke: var(--bad-shape); } svg .trend.incomplete { stroke: var(--doubt-shape); stroke-dasharray: 5 4; } .numbers .share + .share { width: 24%; min-width: 10rem; } textarea { width: 100%; height: 6rem; }
.charts { display: grid; align-items: start; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
figure { margin: 0; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; }
figcaption { font-weight: 600; margin-bottom: .5rem; }
svg { display: block; overflow: hidden; } svg text { fill: var(--ink); font-size: 13px; } svg .value { font-weight: 600; }
svg .track { fill: var(--track); } svg .bar { fill: var(--accent); } svg .axis { stroke: var(--line); }
.table { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; }
.controls { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; padding: .75rem; }
.controls[hidden] { display: none; }
.controls label { display: grid; gap: .2rem; font-size: .8rem; color: var(--faint); flex: 0 1 11rem; }
.controls label.search { flex: 1 1 16rem; }
.controls :focus-visible { outline-offset: 0; }
input, select, button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line);
  border-radius: .35rem; padding: .35rem .55rem; min-width: 0; }
button { cursor: pointer; } button:disabled { opacity: .5; cursor: default; }
.pages { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: .5rem .75rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
caption { position: absolute; left: -999rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-top: 1px solid var(--line); }
thead th { white-space: nowrap; color: var(--faint); }
thead th button { border: 0; background: none; padding: 0; font-weight: 600; color: inherit; }
th[aria-sort=ascending] button::after { content: ' ▲'; } th[aria-sort=descending] button::after { content: ' ▼'; }
td { min-width: 4.5rem; } [data-table] td[class=""] { min-width: 6.25rem; } td.facet { overflow-wrap: break-word; } [data-table] td:last-child { min-width: 13rem; }
summary { cursor: pointer; } details p { color: var(--faint); margin: .25rem 0 .25rem 1rem; }
@media (max-width: 46rem) {
  .controls label { flex: 1 1 8rem; }
  [data-table] thead { position: absolute; left: -999rem; }
  [data-table] :is(table, tbody, tr, td) { display: block; width: auto; min-width: 0; }
  [data-table] tr { border-top: 4px solid var(--track); padding: .25rem 0; }
  [data-table] td { border: 0; display: grid; grid-template-columns: 6rem 1fr; gap: .5rem; padding: .15rem .75rem; }
  [data-table] td .badge { justify-self: start; }
  [data-table] tr.group th { display: block; }
  [data-table] td:empty { display: none; }
  [data-table] td::before { content: attr(data-label); color: var(--faint); }
}
@media print {
  :root { color-scheme: light; }
  body { background: none; max-width: none; padding: 0; font-size: 10pt; }
  .controls, .pages, .skip, nav, button { display: none !important; }
  .scroll { overflow: visible; } thead { display: table-header-group; }
  tr, .ban, figure { break-inside: avoid; } .bar, .track, .badge { print-color-adjust: exact; }
}
`;
