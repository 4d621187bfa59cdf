/** What a manager sees first: how many sources are what, whether it gets better, what is due, what to remove. */

import { answerTitle, changeSentence, share } from '../../report/answer.ts';
import type { Run } from '../../report/run.ts';
import { headline } from '../../report/words.ts';
import { bars, lines } from './charts.ts';
import { due } from './due.ts';
import { groupTotals } from './groups.ts';
import { html, type Markup } from './markup.ts';
import { stateBar, verdictMarks } from './state-bar.ts';
import { most, type Tallies, total } from './tallies.ts';

/** Products that are shown; the tables below have all. */
const SHOWN = 10;

/** The answer as the heading of the page. */
export function answer(run: Run, { verdicts }: Tallies): Markup {
  const isMany = run.summary.sources > 1;
  return html`<h1><span class="badge ${run.verdict}">${run.verdict}</span> ${answerTitle(verdicts, run.summary)}</h1>
<p>${headline(run)}</p>
${isMany ? states(verdicts) : undefined}`;
}

/** One bar of all sources and, below it, the numbers: each leads to its rows. */
function states(verdicts: Tallies['verdicts']): Markup {
  const all = verdicts.banned + verdicts.incomplete + verdicts.clean;
  return html`${stateBar(verdicts, 20)}
<dl class="tiles">${verdictMarks.map(([verdict, sign, label]) => html`<div class="tile ${verdicts[verdict] > 0 ? verdict : ''}"><dt>${sign} ${label}</dt><dd><a href="#sources?Verdict=${verdict}">${verdicts[verdict]}</a> <small>${share(verdicts[verdict], all)}</small></dd></div>`)}</dl>
`;
}

/** Parts that have something to show, each with its heading. */
export function* overview(run: Run, numbers: Tallies): Iterable<Markup> {
  const change = changeSentence(run);
  if (change !== undefined)
    yield html`<section id="trend"><h2>Over time</h2><p>${change}</p>
${lines(run)}</section>
`;
  yield* due(run, numbers);
  yield* groupTotals(run);
  if (numbers.removals.size > 0 && run.summary.sources > 1) yield removals(numbers);
}

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
