import { worstGroups } from '../../report/group-totals.ts';
import type { GroupTotal, Run } from '../../report/run.ts';
import { sanitiseName as name } from '../../report/sanitise.ts';
import { count } from '../../report/words.ts';
import { html, type Markup } from './markup.ts';
import { stateBar, verdictMarks } from './state-bar.ts';

/** Groups that are shown at once, and unfolded; the table of sources has all. */
const SHOWN = 8;
const FOLDED = 40;

/** The groups of the list of hosts, the worst first: the bar of each is as long as its number of sources. */
export function* groupTotals({ summary }: Run): Iterable<Markup> {
  const all = worstGroups(summary);
  if (all.length < 2) return;
  const largest = Math.max(...all.map(([, { sources }]) => sources));
  const shown = all.slice(0, SHOWN);
  const folded = all.slice(SHOWN, SHOWN + FOLDED);
  const left = all.length - shown.length - folded.length;
  const more =
    folded.length === 0
      ? undefined
      : html`<details><summary>${count(folded.length, 'more group')}</summary>${table('More groups', folded, largest)}${left > 0 ? html`<p class="faint">and ${left} more: filter the sources by group</p>` : undefined}</details>`;
  yield html`<section id="groups"><h2>By group</h2>
${table('Groups', shown, largest)}${more}</section>
`;
}

function table(caption: string, groups: readonly (readonly [string, GroupTotal])[], largest: number): Markup {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="numbers"><caption>${caption}</caption>
<thead><tr><th scope="col">Group</th><th scope="col">Sources</th><th scope="col">Banned</th><th scope="col">Incomplete</th><th scope="col">Clean</th><th scope="col" class="share">Verdicts</th></tr></thead>
<tbody>${groups.map((entry) => row(entry, largest))}</tbody></table></div>
`;
}

function row([group, total]: readonly [string, GroupTotal], largest: number): Markup {
  const query = new URLSearchParams({ Group: name(group) });
  const counts = verdictMarks.map(([verdict]) => html`<td>${total[verdict]}</td>`);
  const width = (total.sources / largest) * 100;
  return html`<tr><th scope="row"><a href="#sources?${query.toString()}">${name(group)}</a></th><td>${total.sources}</td>${counts}<td class="share">${stateBar(total, 12, width)}</td></tr>
`;
}
