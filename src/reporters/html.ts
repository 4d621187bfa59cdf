import { createHash } from 'node:crypto';
import { uncoveredSentence } from '../report/coverage.ts';
import type { Reporter, Run } from '../report/run.ts';
import { configurationLine, headline } from '../report/words.ts';
import { bars, trend } from './html/charts.ts';
import { byBan, byVendor, matrix } from './html/groups.ts';
import { type Markup, html as markup } from './html/markup.ts';
import { pool } from './html/pool.ts';
import { findingTable, gapTable, programTable, sourceTable } from './html/rows.ts';
import { script } from './html/script.ts';
import { style } from './html/style.ts';
import { pooled, type Table, table } from './html/table.ts';
import { most, tallies, total } from './html/tallies.ts';
import { waiverTable } from './html/waivers.ts';

/** One page by itself for managers and auditors: it loads nothing and sends nothing. */
export const html: Reporter = {
  id: 'html',
  title: 'HTML page',
  *render(run) {
    yield head(run);
    yield* body(run);
    yield `<script>${script}</script>\n</body>\n</html>\n`;
  },
};

function* body(run: Run): Iterable<string> {
  const texts = pool();
  const isScan = run.command === 'scan';
  yield masthead(run).markup;
  yield '<main id="main">\n';
  if (isScan) yield* judged(run);
  for (const [heading, one] of isScan ? judgedTables(run) : listedTables(run)) {
    yield markup`<section id="section-${one.id}"><h2>${heading}</h2>\n`.markup;
    yield* table(one, texts);
    yield '</section>\n';
  }
  yield `</main>\n${footer(run).markup}`;
  yield* pooled(texts);
}

/** The content policy names the one style and the one script by their digests; nothing else may run or load. */
function head(run: Run): string {
  const policy = [
    "default-src 'none'",
    `style-src '${sha256(style)}'`,
    `script-src '${sha256(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  const what = run.command === 'scan' ? run.verdict : 'inventory';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>interdict: ${what} (${run.asOf})</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
`;
}

function masthead(run: Run): Markup {
  const { summary, verdict } = run;
  if (run.command === 'inventory') {
    return markup`<header class="masthead"><p class="faint">interdict</p><h1>Inventory</h1>
<p>${summary.programs} programs in ${summary.sources} sources; ${summary.unread} places could not be read.</p></header>
`;
  }
  const found = summary.byProgram ?? summary;
  const uncovered = uncoveredSentence(run.results);
  const tiles = [
    ['Sources', summary.sources, ''],
    ['Programs', summary.programs, ''],
    ['Banned', found.banned, 'banned'],
    ['Warned', found.warned, 'warned'],
    ['Residue', found.residue, 'residue'],
    ['Waived', found.waived, 'waived'],
    ['Not read', summary.unread, 'incomplete'],
  ] as const;
  return markup`<header class="masthead ${verdict}"><p class="faint">interdict, checked as of ${run.asOf}</p>
<h1><span class="badge ${verdict}">${verdict}</span></h1>
<p>${headline(run)}</p>
${run.configuration === undefined ? '' : markup`<p class="faint">${configurationLine(run.configuration)}</p>\n`}<dl class="tiles">${tiles.map(([title, number, tone]) => markup`<div class="tile ${number > 0 ? tone : ''}"><dt>${title}</dt><dd>${number}</dd></div>`)}</dl>
</header>
${[...run.notices, ...(uncovered === undefined ? [] : [uncovered])].map((notice) => markup`<p class="notice">${notice}</p>\n`)}`;
}

function* judged(run: Run): Iterable<string> {
  const numbers = tallies(run);
  const vendors = most(Array.from(numbers.vendors, ([id, group]) => [id, total(group.standings)] as const));
  yield '<section id="charts"><h2>At a glance</h2><div class="charts">\n';
  yield bars('Findings by vendor', vendors.slice(0, 15), Math.max(0, vendors.length - 15)).markup;
  yield bars('Programs by source', numbers.programs, numbers.others).markup;
  yield '</div></section>\n';
  if (run.history?.length) yield trend(run).markup;
  yield byBan(run, numbers).markup;
  if (vendors.length > 0) yield byVendor(numbers).markup;
  if (run.summary.sources > 1 && vendors.length > 0) yield matrix(numbers).markup;
}

/** A table that would have no row is left out, but for the one that says what was looked at. */
function judgedTables(run: Run): (readonly [string, Table])[] {
  const { findings, unread, waived } = run.summary;
  return [
    ...(findings > 0 ? [['Findings', findingTable(run)] as const] : []),
    ...(waived > 0 ? [['Waivers', waiverTable(run)] as const] : []),
    ...(unread > 0 ? [['Not read', gapTable(run)] as const] : []),
    ['What was looked at', sourceTable(run)],
  ];
}

function listedTables(run: Run): (readonly [string, Table])[] {
  return [
    ['Programs', programTable(run)],
    ...(run.summary.unread > 0 ? [['Not read', gapTable(run)] as const] : []),
    ['What was looked at', sourceTable(run)],
  ];
}

function footer(run: Run): Markup {
  return markup`<footer class="faint"><p>Written by ${run.tool.name} ${run.tool.version}. Exit status ${run.exitCode}: 0 clean, 1 banned, 2 failed, 3 incomplete.
The JSON report of the same run can be checked again with <code>interdict verify</code>.</p></footer>
`;
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
