import { order } from '../../matching/compare-text.ts';
import { banCoverage } from '../../report/ban-coverage.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName as name } from '../../report/sanitise.ts';
import { findingStatuses } from '../../report/status.ts';
import { count } from '../../report/words.ts';
import type { CitedBan } from '../../types.ts';
import { html, link, type Markup } from './markup.ts';
import { type Group, most, type StatusCounts, type Tallies, total } from './tallies.ts';

/** Rows and columns of the matrix; who has more sources filters the table below. */
const MATRIX_SOURCES = 100;
const MATRIX_VENDORS = 12;
/** So many bans that nothing breaks are shown at once; more are folded away. */
const FEW = 4;
const OPEN: Markup = { markup: ' open' };
/** Sources that a group names. */
const NAMED = 20;

/** The bans that were applied: what they say, who stands behind them, and what broke them. */
export function byBan(run: Run, { bans }: Tallies): Markup {
  const broken = run.bans.filter(({ id }) => bans.has(id));
  const others = run.bans.filter(({ id }) => !bans.has(id));
  const cards = others.map((ban) => banCard(ban, undefined));
  const kept =
    others.length === 0
      ? undefined
      : html`<details${others.length <= FEW ? OPEN : undefined}><summary>${count(others.length, 'ban')} that nothing breaks</summary>
<div class="cards">${cards}</div></details>`;
  return html`<section id="bans"><h2>By ban</h2><div class="cards">
${broken.map((ban) => banCard(ban, bans.get(ban.id)))}</div>${kept}</section>
`;
}

/** The vendors that were found. */
export function byVendor({ vendors }: Tallies): Markup {
  const cards = most(Array.from(vendors, ([id, group]) => [id, total(group.standings)] as const));
  return html`<section id="vendors"><h2>By vendor</h2><div class="cards">
${cards.map(([id]) => vendorCard(id, vendors.get(id)))}</div></section>
`;
}

/** Which source shows what of which vendor. */
export function matrix({ vendors }: Tallies): Markup {
  const columns = most(Array.from(vendors, ([id, group]) => [id, total(group.standings)] as const)).map(
    ([id]) => id,
  );
  const perSource = new Map<string, number>();
  for (const { sources } of vendors.values()) {
    for (const [source, counted] of sources)
      perSource.set(source, (perSource.get(source) ?? 0) + total(counted));
  }
  const shown = columns.slice(0, MATRIX_VENDORS);
  const rows = most(perSource).slice(0, MATRIX_SOURCES);
  const body = rows.map(([source]) => {
    const cells = shown.map((vendor) => matrixCell(vendors.get(vendor)?.sources.get(source)));
    return html`<tr><th scope="row">${name(source)}</th>${cells}</tr>\n`;
  });
  const hidden = [
    ...(perSource.size > rows.length ? [count(perSource.size - rows.length, 'source')] : []),
    ...(columns.length > shown.length ? [count(columns.length - shown.length, 'vendor')] : []),
  ];
  return html`<section id="matrix"><h2>Sources and vendors</h2>
<div class="scroll" role="region" aria-label="Sources and vendors" tabindex="0"><table class="matrix">
<caption>Findings by source and vendor; sources without a finding are left out</caption>
<thead><tr><th scope="col">Source</th>${shown.map((id) => html`<th scope="col">${id}</th>`)}</tr></thead>
<tbody>${body}</tbody></table></div>
<p class="faint">${hidden.length > 0 ? `and ${hidden.join(' and ')} more, in the table of findings` : ''}</p></section>
`;
}

function banCard(ban: CitedBan, group: Group | undefined): Markup {
  const authorities = ban.authorities.map(
    ({ id, issuer, title, url }) =>
      html`<li>${link(`${issuer === undefined ? '' : `${issuer}: `}${title}`, url)} <code>${id}</code></li>`,
  );
  const why = ban.why === undefined ? undefined : html`<p>${ban.why}</p>`;
  const gap = banCoverage(ban);
  const coverage = gap === undefined ? undefined : html`<p>${gap}</p>`;
  const whose = authorities.length > 0 ? html`<h4>By whose authority</h4><ul>${authorities}</ul>` : undefined;
  return html`<article class="card"><h3>${ban.title} <code>${ban.id}</code></h3>
${why}${coverage}${badges(group?.standings)}${whose}${found(group, 'Vendors')}
${button('Ban', ban.id, group)}<p class="faint">Severity ${ban.severity}, digest <code>${ban.digest}</code></p></article>
`;
}

function vendorCard(id: string, group: Group | undefined): Markup {
  return html`<article class="card"><h3>${name(id)}</h3>
${badges(group?.standings)}${found(group, 'Products')}${button('Vendor', id, group)}</article>
`;
}

function badges(counted: StatusCounts | undefined): Markup {
  if (counted === undefined) return html`<p><span class="badge clean">nothing found</span></p>`;
  const list = findingStatuses.filter((standing) => counted[standing] !== undefined);
  return html`<p>${list.map((standing) => html`<span class="badge ${standing}">${counted[standing]} ${standing}</span> `)}</p>`;
}

function found(group: Group | undefined, heading: string): Markup | undefined {
  if (group === undefined) return undefined;
  const parts = most(group.parts).map(([part, number]) => html`<li>${name(part)}: ${number}</li>`);
  const sources = [...group.sources.keys()].sort(order);
  const named = sources.slice(0, NAMED).map(name).join(', ');
  const more = sources.length > NAMED ? ` and ${sources.length - NAMED} more` : '';
  return html`<h4>${heading}</h4><ul>${parts}</ul><p>On ${count(sources.length, 'source')}: ${named}${more}</p>`;
}

/** Works with scripts only, so it is hidden until they run. */
function button(column: string, value: string, group: Group | undefined): Markup | undefined {
  if (group === undefined) return undefined;
  return html`<p><button type="button" class="show" data-column="${column}" data-value="${value}" hidden>Show these findings</button></p>`;
}

function matrixCell(counted: StatusCounts | undefined): Markup {
  const worst = findingStatuses.find((standing) => counted?.[standing] !== undefined);
  if (counted === undefined || worst === undefined) return html`<td></td>`;
  const told = findingStatuses
    .filter((standing) => counted[standing] !== undefined)
    .map((standing) => `${counted[standing]} ${standing}`);
  return html`<td><span class="badge ${worst}">${told.join(', ')}</span></td>`;
}
