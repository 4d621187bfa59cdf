import { banCoverage } from '../../report/ban-coverage.ts';
import type { Run } from '../../report/run.ts';
import { findingStatuses } from '../../report/status.ts';
import { count, dueWords } from '../../report/words.ts';
import type { CitedBan } from '../../types.ts';
import { html, link, type Markup } from './markup.ts';
import type { Group, StatusCounts, Tallies } from './tallies.ts';

/** So many bans that nothing violates are shown at once; more are folded away. */
const MAX_OPEN = 4;
const OPEN: Markup = { markup: ' open' };

/** The bans that were applied, a row each: what violates them; and unfolded, what they say and who stands behind them. */
export function bans(run: Run, { bans: groups }: Tallies): Markup {
  const violated = run.bans.filter(({ id }) => groups.has(id));
  const others = run.bans.filter(({ id }) => !groups.has(id));
  const kept =
    others.length === 0
      ? undefined
      : html`<details${others.length <= MAX_OPEN ? OPEN : undefined}><summary>${count(others.length, 'ban')} that nothing violates</summary>
${others.map((ban) => row(run, ban, undefined))}</details>`;
  return html`<section id="bans"><h2>Bans</h2>
${violated.map((ban) => row(run, ban, groups.get(ban.id)))}${kept}</section>
`;
}

function row(run: Run, ban: CitedBan, group: Group | undefined): Markup {
  const authorities = ban.authorities.map(
    ({ id, issuer, title, url }) =>
      html`<li>${link(`${issuer === undefined ? '' : `${issuer}: `}${title}`, url)} <code>${id}</code></li>`,
  );
  const why = ban.why === undefined ? undefined : html`<p>${ban.why}</p>`;
  const gap = banCoverage(ban);
  const coverage = gap === undefined ? undefined : html`<p>${gap}</p>`;
  const whose = authorities.length > 0 ? html`<h3>By whose authority</h3><ul>${authorities}</ul>` : undefined;
  const where = group === undefined ? undefined : html` on ${count(group.sources.size, 'source')}`;
  return html`<details class="ban"><summary><strong>${ban.title}</strong> <code>${ban.id}</code> ${badges(group?.standings)}${where}</summary>
<div>${why}${coverage}${whose}${button(ban.id, group)}${next(ban, run)}<p class="faint">Severity ${ban.severity}, digest <code>${ban.digest}</code></p></div></details>
`;
}

function badges(counted: StatusCounts | undefined): Markup {
  if (counted === undefined) return html`<span class="badge clean">nothing found</span>`;
  const list = findingStatuses.filter((status) => counted[status] !== undefined);
  return html`${list.map((status) => html`<span class="badge ${status}">${counted[status]} ${status}</span> `)}`;
}

function next({ next: phase }: CitedBan, run: Run): Markup | undefined {
  if (phase === undefined) return undefined;
  const what = phase.severity === 'none' ? 'the ban ends' : `severity ${phase.severity}`;
  const duty = phase.duty === undefined ? '' : `: ${phase.duty}`;
  return html`<p>From ${phase.from} (${dueWords(phase.from, run)}) ${what}${duty}</p>`;
}

/** Works with scripts only, so it is hidden until they run. */
function button(value: string, group: Group | undefined): Markup | undefined {
  if (group === undefined) return undefined;
  return html`<p><button type="button" class="show" data-column="Ban" data-value="${value}" hidden>Show these findings</button></p>`;
}
