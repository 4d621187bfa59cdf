import { worstGroups } from '../../report/group-totals.ts';
import type { GroupTotal, Run } from '../../report/run.ts';
import { sanitiseName as name } from '../../report/sanitise.ts';
import { count } from '../../report/words.ts';
import { groupTrend } from './group-trend.ts';
import { html, type Markup } from './markup.ts';
import { stateBar, verdictMarks } from './state-bar.ts';

/** Groups that are shown at once, and unfolded; the table of sources has all. */
const SHOWN = 8;
const FOLDED = 40;

/** The groups of the list of hosts, the worst first: the bar of each is as long as its number of sources. */
export function* groupTotals(run: Run): Iterable<Markup> {
  const all = worstGroups(run.summary);
  if (all.length < 2) return;
  const look = { largest: Math.max(...all.map(([, { sources }]) => sources)), runs: runsWithGroups(run) };
  const shown = all.slice(0, SHOWN);
  const folded = all.slice(SHOWN, SHOWN + FOLDED);
  const left = all.length - shown.length - folded.length;
  const more =
    folded.length === 0
      ? undefined
      : html`<details><summary>${count(folded.length, 'more group')}</summary>${table('More groups', folded, look)}${left > 0 ? html`<p class="faint">and ${left} more: filter the sources by group</p>` : undefined}</details>`;
  const legend =
    look.runs.length === 0
      ? undefined
      : html`<p class="faint">Each line is a share of the sources of its group: banned, or (broken line) not checked completely.</p>\n`;
  yield html`<section id="groups"><h2>By group</h2>
${legend}${table('Groups', shown, look)}${more}</section>
`;
}

/** What the rows of all tables of groups share. */
interface Look {
  /** Sources of the largest group. */
  readonly largest: number;
  /** Earlier runs and this one, where there is an earlier one with groups. */
  readonly runs: readonly TrendRun[];
}

type TrendRun = NonNullable<Run['history']>[number];

function runsWithGroups(run: Run): readonly TrendRun[] {
  const earlier = (run.history ?? []).filter(({ summary }) => summary.byGroup !== undefined);
  return earlier.length === 0 ? [] : [...earlier, run];
}

function table(caption: string, groups: readonly (readonly [string, GroupTotal])[], look: Look): Markup {
  const before = look.runs.at(-2);
  const trend = before && html`<th scope="col" class="share">Since ${before.asOf}</th>`;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="numbers"><caption>${caption}</caption>
<thead><tr><th scope="col">Group</th><th scope="col">Sources</th><th scope="col">Banned</th><th scope="col">Incomplete</th><th scope="col">Clean</th><th scope="col" class="share">Verdicts</th>${trend}</tr></thead>
<tbody>${groups.map((entry) => row(entry, look))}</tbody></table></div>
`;
}

function row([group, total]: readonly [string, GroupTotal], { largest, runs }: Look): Markup {
  const query = new URLSearchParams({ Group: name(group) });
  const counts = verdictMarks.map(([verdict]) => html`<td>${total[verdict]}</td>`);
  const width = (total.sources / largest) * 100;
  return html`<tr><th scope="row"><a href="#sources?${query.toString()}">${name(group)}</a></th><td>${total.sources}</td>${counts}<td class="share">${stateBar(total, 12, width)}</td>${runs.length > 0 ? groupTrend(group, runs) : undefined}</tr>
`;
}
