import { bannedCounts } from '../../report/answer.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName as name } from '../../report/sanitise.ts';
import { html, type Markup } from './markup.ts';

/** Pixels from one bar to the next, and of a bar. */
const STEP = 40;
const BAR = 14;

/** Bars with their labels above them, so that they read at any width. */
export function bars(caption: string, entries: readonly (readonly [string, number])[], others = 0): Markup {
  const largest = Math.max(1, ...entries.map(([, value]) => value));
  const reported = entries.map(([label, value]) => `${name(label)}: ${value}`).join(', ');
  const shapes = entries.map(([label, value], index) => {
    const top = index * STEP;
    return html`<text x="0" y="${top + 14}">${name(label)}</text>
<text class="value" x="100%" y="${top + 14}" text-anchor="end">${value}</text>
<rect class="track" x="0" y="${top + 20}" width="100%" height="${BAR}" rx="3"/>
<rect class="bar" x="0" y="${top + 20}" width="${percent(value, largest)}" height="${BAR}" rx="3"/>`;
  });
  const more = others > 0 ? html`<p class="faint">and ${others} more</p>` : undefined;
  return html`<figure><figcaption>${caption}</figcaption>
<svg role="img" width="100%" height="${Math.max(1, entries.length) * STEP}"><title>${caption}: ${reported || 'none'}</title>
${shapes}</svg>${more}</figure>
`;
}

/** Height of a line chart. */
const HEIGHT = 48;

/** Earlier runs and this one, as three lines on one scale of days, and as figures. */
export function lines(run: Run): Markup {
  const runs = [...(run.history ?? []), run];
  const charts = [
    line('Banned programs', runs, bannedCounts(runs)),
    line(
      'Places not read',
      runs,
      runs.map(({ summary }) => summary.unread),
    ),
    line(
      'Sources',
      runs,
      runs.map(({ summary }) => summary.sources),
    ),
  ];
  const banned = bannedCounts(runs);
  const rows = runs.map(
    ({ asOf, verdict, summary }, index) =>
      html`<tr><th scope="row">${asOf}</th><td><span class="badge ${verdict}">${verdict}</span></td>
<td>${summary.sources}</td><td>${banned[index]}</td><td>${summary.warned}</td><td>${summary.residue}</td>
<td>${summary.waived}</td><td>${summary.unread}</td></tr>`,
  );
  return html`<div class="charts">${charts}</div>
<details><summary>Figures</summary><div class="scroll" role="region" aria-label="Over time" tabindex="0"><table><caption>Earlier runs and this one</caption>
<thead><tr><th scope="col">Day</th><th scope="col">Verdict</th><th scope="col">Sources</th><th scope="col">Banned</th>
<th scope="col">Warned</th><th scope="col">Residue</th><th scope="col">Waived</th><th scope="col">Not read</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>
`;
}

/** Points lie by their days, so that a month without a run is a long way; each chart begins at 0. */
function line(caption: string, runs: readonly Pick<Run, 'asOf'>[], values: readonly number[]): Markup {
  const days = runs.map(({ asOf }) => Date.parse(asOf));
  const first = Math.min(...days);
  const span = Math.max(...days) - first || 1;
  const largest = Math.max(1, ...values);
  const points = runs.map((each, index) => ({
    x: 1 + (((days[index] ?? first) - first) / span) * 98,
    y: HEIGHT - 4 - ((values[index] ?? 0) / largest) * (HEIGHT - 8),
    spoken: `${each.asOf}: ${values[index] ?? 0}`,
  }));
  const segments = points.slice(1).map((to, index) => {
    const from = points[index] ?? to;
    return html`<line class="trend" x1="${from.x.toFixed(2)}%" y1="${from.y.toFixed(1)}" x2="${to.x.toFixed(2)}%" y2="${to.y.toFixed(1)}"/>`;
  });
  const dots = points.map(
    ({ x, y, spoken }) =>
      html`<circle class="bar" cx="${x.toFixed(2)}%" cy="${y.toFixed(1)}" r="3"><title>${spoken}</title></circle>`,
  );
  return html`<figure><figcaption>${caption}: ${values.at(-1) ?? 0}</figcaption>
<svg role="img" width="100%" height="${HEIGHT}"><title>${caption}, ${points.map((point) => point.spoken).join(', ')}</title>
<line class="axis" x1="0" x2="100%" y1="${HEIGHT - 1}" y2="${HEIGHT - 1}"/>${segments}${dots}</svg></figure>
`;
}

function percent(value: number, largest: number): string {
  return `${((value / largest) * 100).toFixed(2)}%`;
}
