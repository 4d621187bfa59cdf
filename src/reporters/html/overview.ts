/** What a manager sees first: how many sources are what, whether it gets better, what is due, what to remove. */

import { answerTitle, changeSentence, share } from '../../report/answer.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName as name, sanitiseText as words } from '../../report/sanitise.ts';
import { count, headline, timeLeft } from '../../report/words.ts';
import type { Verdict } from '../../types.ts';
import { bars, lines } from './charts.ts';
import { html, type Markup } from './markup.ts';
import { most, type Tallies, total } from './tallies.ts';

/** Products and waivers that are shown; the tables below have all. */
const SHOWN = 10;

/** The worst first; each has a sign of its own, so that none is told by its colour alone. */
const VERDICTS: readonly (readonly [Verdict, string, string])[] = [
  ['banned', '■', 'Banned'],
  ['incomplete', '◪', 'Not checked completely'],
  ['clean', '✓', 'Clean'],
];

/** The answer as the heading of the page. */
export function answer(run: Run, { verdicts }: Tallies): Markup {
  const isMany = run.summary.sources > 1;
  return html`<h1><span class="badge ${run.verdict}">${run.verdict}</span> ${answerTitle(verdicts)}</h1>
<p>${headline(run)}</p>
${isMany ? states(verdicts) : undefined}`;
}

/** One bar of all sources and, below it, the numbers: each leads to its rows. */
function states(verdicts: Tallies['verdicts']): Markup {
  const all = verdicts.banned + verdicts.incomplete + verdicts.clean;
  const there = VERDICTS.filter(([verdict]) => verdicts[verdict] > 0);
  // A small part of many thousands has to be seen: what it takes comes from the largest.
  const least = 0.8;
  const widths = there.map(([verdict]) => Math.max(least, (verdicts[verdict] / all) * 100));
  const over = widths.reduce((sum, width) => sum + width, 0) - 100;
  const largest = widths.indexOf(Math.max(...widths));
  widths[largest] = (widths[largest] ?? 0) - over;
  let left = 0;
  const shapes = there.map(([verdict], index) => {
    const width = widths[index] ?? 0;
    const shape = html`<rect class="state ${verdict}" x="${percent(left)}" y="0" width="${percent(Math.max(0, width - 0.3))}" height="20"/>`;
    left += width;
    return shape;
  });
  const spoken = VERDICTS.map(([verdict, , label]) => `${label}: ${verdicts[verdict]}`).join(', ');
  return html`<svg class="states" role="img" width="100%" height="20"><title>${spoken}</title>${shapes}</svg>
<dl class="tiles">${VERDICTS.map(([verdict, sign, label]) => html`<div class="tile ${verdicts[verdict] > 0 ? verdict : ''}"><dt>${sign} ${label}</dt><dd><a href="#sources?Verdict=${verdict}">${verdicts[verdict]}</a> <small>${share(verdicts[verdict], all)}</small></dd></div>`)}</dl>
`;
}

/** Parts that have something to show, each with its heading. */
export function* overview(run: Run, numbers: Tallies): Iterable<Markup> {
  const change = changeSentence(run);
  if (change !== undefined)
    yield html`<section id="trend"><h2>Over time</h2><p>${change}</p>
${lines(run)}</section>
`;
  if (numbers.due.length > 0) yield due(run, numbers);
  if (numbers.removals.size > 0 && run.summary.sources > 1) yield removals(numbers);
}

function due(run: Run, { due: waivers }: Tallies): Markup {
  const rows = waivers.slice(0, SHOWN).map(
    ({ waiver, programs, days }) =>
      html`<tr${days < 0 ? OVERDUE : undefined}><th scope="row">${waiver.expires}</th><td>${timeLeft(waiver.expires, run)}</td><td>${name(waiver.owner)}</td><td>${words(waiver.reason)}</td><td>${count(programs, 'program')}</td></tr>
`,
  );
  const more =
    waivers.length > SHOWN ? html`<p class="faint">and ${waivers.length - SHOWN} more</p>` : undefined;
  return html`<section id="due"><h2>Due</h2>
<div class="scroll" role="region" aria-label="Due" tabindex="0"><table><caption>Waivers that end soon</caption>
<thead><tr><th scope="col">Waiver ends</th><th scope="col">Left</th><th scope="col">Owner</th><th scope="col">Reason</th><th scope="col">Covers</th></tr></thead>
<tbody>${rows}</tbody></table></div>${more}</section>
`;
}

const OVERDUE: Markup = { markup: ' class="overdue"' };

function removals({ removals: products, vendors }: Tallies): Markup {
  const largest = most(Array.from(products, ([product, { sources }]) => [product, sources] as const));
  const entries = largest.slice(0, SHOWN).map(([product, sources]) => {
    const alone = products.get(product)?.alone ?? 0;
    const note = alone > 0 ? ` (${alone} without other banned software)` : '';
    return [`${product}${note}`, sources] as const;
  });
  const byVendor = most(Array.from(vendors, ([id, group]) => [id, total(group.standings)] as const));
  return html`<section id="charts"><h2>What to remove first</h2><div class="charts">
${bars('Products by sources', entries, largest.length - entries.length)}${bars('Programs by vendor', byVendor.slice(0, SHOWN), Math.max(0, byVendor.length - SHOWN))}</div></section>
`;
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}
