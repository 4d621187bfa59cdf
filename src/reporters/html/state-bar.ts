import type { VerdictCounts } from '../../report/answer.ts';
import type { Verdict } from '../../types.ts';
import { html, type Markup } from './markup.ts';

/** Verdict, sign and label, the worst first; each has a sign of its own, so that none is known by its colour alone. */
export const verdictMarks: readonly (readonly [Verdict, string, string])[] = [
  ['banned', '■', 'Banned'],
  ['incomplete', '◪', 'Not checked completely'],
  ['clean', '✓', 'Clean'],
];

/** A small part of many thousands has to be seen: what it takes comes from the largest. */
const LEAST = 0.8;
/** Between two parts, whose colours do not contrast enough with each other. */
const GAP = 0.3;

/**
 * Sources by verdict as one bar, all numbers in its title.
 *
 * @param height in pixels
 * @param length of the whole bar, in percent of its place
 */
export function stateBar(verdicts: VerdictCounts, height: number, length = 100): Markup {
  const all = verdicts.banned + verdicts.incomplete + verdicts.clean;
  const there = verdictMarks.filter(([verdict]) => verdicts[verdict] > 0);
  const widths = there.map(([verdict]) => Math.max(LEAST, (verdicts[verdict] / all) * length));
  const over = widths.reduce((sum, width) => sum + width, 0) - length;
  const largest = widths.indexOf(Math.max(...widths));
  widths[largest] = Math.max(LEAST, (widths[largest] ?? 0) - over);
  let left = 0;
  const shapes = there.map(([verdict], index) => {
    const width = widths[index] ?? 0;
    const shape = html`<rect class="state ${verdict}" x="${percent(left)}" y="0" width="${percent(Math.max(LEAST / 2, width - GAP))}" height="${height}"/>`;
    left += width;
    return shape;
  });
  const spoken = verdictMarks.map(([verdict, , label]) => `${label}: ${verdicts[verdict]}`).join(', ');
  return html`<svg class="states" role="img" width="100%" height="${height}"><title>${spoken}</title>${shapes}</svg>`;
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}
