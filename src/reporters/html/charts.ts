import type { Run } from '../../report/run.ts';
import { sanitiseName as name } from '../../report/sanitise.ts';
import { html, type Markup } from './markup.ts';

/** Pixels from one bar to the next, and of a bar. */
const STEP = 40;
const BAR = 14;

/** Bars with their labels above them, so that they read at any width. */
export function bars(caption: string, entries: readonly (readonly [string, number])[], others = 0): Markup {
  const largest = Math.max(1, ...entries.map(([, value]) => value));
  const told = entries.map(([label, value]) => `${name(label)}: ${value}`).join(', ');
  const shapes = entries.map(([label, value], index) => {
    const top = index * STEP;
    return html`<text x="0" y="${top + 14}">${name(label)}</text>
<text class="value" x="100%" y="${top + 14}" text-anchor="end">${value}</text>
<rect class="track" x="0" y="${top + 20}" width="100%" height="${BAR}" rx="3"/>
<rect class="bar" x="0" y="${top + 20}" width="${percent(value, largest)}" height="${BAR}" rx="3"/>`;
  });
  const more = others > 0 ? html`<p class="faint">and ${others} more</p>` : undefined;
  return html`<figure><figcaption>${caption}</figcaption>
<svg role="img" width="100%" height="${Math.max(1, entries.length) * STEP}"><title>${caption}: ${told || 'none'}</title>
${shapes}</svg>${more}</figure>
`;
}

/** Findings of earlier runs beside those of this one. */
export function trend(run: Run): Markup {
  const runs = [...(run.history ?? []), run];
  const largest = Math.max(1, ...runs.map(({ summary }) => summary.banned));
  const step = 100 / runs.length;
  const shapes = runs.map(({ asOf, summary }, index) => {
    const height = Math.round((summary.banned / largest) * 100);
    const left = `${(index * step + step * 0.2).toFixed(2)}%`;
    return html`<rect class="bar" x="${left}" y="${120 - height}" width="${(step * 0.6).toFixed(2)}%" height="${height}">
<title>${asOf}: ${summary.banned} banned</title></rect>`;
  });
  const rows = runs.map(
    ({ asOf, verdict, summary }) =>
      html`<tr><th scope="row">${asOf}</th><td><span class="badge ${verdict}">${verdict}</span></td>
<td>${summary.sources}</td><td>${summary.banned}</td><td>${summary.warned}</td><td>${summary.residue}</td>
<td>${summary.waived}</td><td>${summary.unread}</td></tr>`,
  );
  return html`<section id="trend"><h2>Trend</h2>
<svg role="img" width="100%" height="124"><title>Banned findings from ${runs[0]?.asOf} to ${run.asOf}</title>
<line class="axis" x1="0" x2="100%" y1="121" y2="121"/>${shapes}</svg>
<div class="scroll" role="region" aria-label="Trend" tabindex="0"><table><caption>Earlier runs and this one</caption>
<thead><tr><th scope="col">Day</th><th scope="col">Verdict</th><th scope="col">Sources</th><th scope="col">Banned</th>
<th scope="col">Warned</th><th scope="col">Residue</th><th scope="col">Waived</th><th scope="col">Not read</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>
`;
}

function percent(value: number, largest: number): string {
  return `${((value / largest) * 100).toFixed(2)}%`;
}
