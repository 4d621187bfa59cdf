import { createHash } from 'node:crypto';
import { uncoveredSentence } from '../report/coverage.ts';
import type { Reporter, Run } from '../report/run.ts';
import { configurationLine } from '../report/words.ts';
import { bans } from './html/bans.ts';
import { pageContent } from './html/content.ts';
import { type Markup, html as markup } from './html/markup.ts';
import { answer, overview } from './html/overview.ts';
import { findingTable, gapTable, programTable, sourceTable } from './html/rows.ts';
import { script } from './html/script.ts';
import { style } from './html/style.ts';
import type { Table } from './html/table.ts';
import type { Tallies } from './html/tallies.ts';
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
  const tables = run.command === 'scan' ? scanTables(run) : inventoryTables(run);
  const content = pageContent(
    run,
    tables.map(([, one]) => one),
  );
  const numbers = run.command === 'scan' ? content.numbers : undefined;
  yield masthead(run, numbers, uncoveredSentence(content.coverages)).markup;
  yield contents(tables, run).markup;
  yield '<main id="main">\n';
  yield '<p class="notice" id="trouble" role="alert" hidden></p>\n';
  if (numbers) for (const part of overview(run, numbers)) yield part.markup;
  for (const [heading, one] of tables) {
    yield markup`<section id="section-${one.id}"><h2>${heading}</h2>\n`.markup;
    yield* content.table(one);
    yield '</section>\n';
  }
  if (numbers) yield bans(run, numbers).markup;
  yield `</main>\n${footer(run).markup}`;
  yield* content.data();
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

function masthead(run: Run, numbers: Tallies | undefined, uncovered: string | undefined): Markup {
  const { summary, verdict } = run;
  if (numbers === undefined) {
    return markup`<header class="masthead"><p class="faint">interdict</p><h1>Inventory</h1>
<p>${summary.programs} programs in ${summary.sources} sources; ${summary.unread} places could not be read.</p></header>
`;
  }
  const configuration =
    run.configuration === undefined
      ? ''
      : markup`<p class="faint">${configurationLine(run.configuration)}</p>\n`;
  const notices = [...run.notices, ...(uncovered === undefined ? [] : [uncovered])];
  return markup`<header class="masthead ${verdict}"><p class="faint">interdict, checked against ${run.bans.length} ${run.bans.length === 1 ? 'ban' : 'bans'} as of ${run.asOf}</p>
${answer(run, numbers)}${configuration}</header>
${notices.map((notice) => markup`<p class="notice">${notice}</p>\n`)}`;
}

/** The parts of the page that are lists, for those who look for one of them. */
function contents(tables: readonly (readonly [string, Table])[], { command, bans: applied }: Run): Markup {
  const links = tables.map(([heading, { id }]) => markup`<a href="#section-${id}">${heading}</a> `);
  const last = command === 'scan' && applied.length > 0 ? markup`<a href="#bans">Bans</a>` : undefined;
  return markup`<nav aria-label="Lists">${links}${last}</nav>\n`;
}

/** A table that would have no row is left out, but for the one that says what was scanned. */
function scanTables(run: Run): (readonly [string, Table])[] {
  const { findings, unread, waived } = run.summary;
  return [
    ...(findings > 0 ? [['Findings', findingTable(run)] as const] : []),
    ...(waived > 0 ? [['Waivers', waiverTable(run)] as const] : []),
    ...(unread > 0 ? [['Not read', gapTable()] as const] : []),
    ['Sources', sourceTable(run)],
  ];
}

function inventoryTables(run: Run): (readonly [string, Table])[] {
  return [
    ['Programs', programTable(run)],
    ...(run.summary.unread > 0 ? [['Not read', gapTable()] as const] : []),
    ['Sources', sourceTable(run)],
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
