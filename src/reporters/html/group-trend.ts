import { changeWords } from '../../report/answer.ts';
import type { GroupTotal, Run } from '../../report/run.ts';
import { html, type Markup } from './markup.ts';

/** Units of the drawing, which is as wide as its cell. */
const WIDTH = 100;
const HEIGHT = 24;
/** Above and below the lines, for their thickness. */
const MARGIN = 2;

/** A run in which the group was, and where its day lies. */
interface Point {
  readonly asOf: string;
  readonly x: number;
  readonly total: GroupTotal;
}

/**
 * The cell of a group that shows what became of it: the share of its sources that were banned, and of those that were
 * not checked completely. Both are there, since fewer banned sources of which more were not checked are no progress.
 *
 * @param runs the earlier ones and this one, the oldest first
 */
export function groupTrend(group: string, runs: readonly Pick<Run, 'asOf' | 'summary'>[]): Markup {
  const stretches = stretchesOf(group, runs);
  const points = stretches.flat();
  const spoken = points.map(
    ({ asOf, total }) =>
      `${asOf}: ${total.banned} banned, ${total.incomplete} incomplete of ${total.sources}`,
  );
  const lines = (['incomplete', 'banned'] as const).map(
    (verdict) =>
      html`<path class="trend ${verdict}" vector-effect="non-scaling-stroke" d="${stretches.map((stretch) => pathOf(stretch, verdict)).join('')}"/>`,
  );
  return html`<td class="share"><svg role="img" width="100%" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none"><title>${spoken.join('; ')}</title>${lines}</svg>
<small>${change(points, runs)}</small></td>`;
}

/** Points by their days, in one list as long as no run in between lacks the group: a line shows what was looked at. */
function stretchesOf(group: string, runs: readonly Pick<Run, 'asOf' | 'summary'>[]): Point[][] {
  const days = runs.map(({ asOf }) => Date.parse(asOf));
  const first = Math.min(...days);
  const span = Math.max(...days) - first || 1;
  const stretches: Point[][] = [[]];
  for (const [index, { asOf, summary }] of runs.entries()) {
    const total = summary.byGroup?.[group];
    const x = MARGIN + (((days[index] ?? first) - first) / span) * (WIDTH - 2 * MARGIN);
    if (total && total.sources > 0) stretches.at(-1)?.push({ asOf, x, total });
    else stretches.push([]);
  }
  return stretches.filter((stretch) => stretch.length > 0);
}

/** From 0 at the bottom to all sources at the top. One point alone is drawn by its round ends. */
function pathOf(stretch: readonly Point[], verdict: 'banned' | 'incomplete'): string {
  const places = stretch.map(({ x, total }) => {
    const y = HEIGHT - MARGIN - (total[verdict] / total.sources) * (HEIGHT - 2 * MARGIN);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${places.join('L')}${places.length === 1 ? 'h0' : ''}`;
}

function change(points: readonly Point[], runs: readonly Pick<Run, 'asOf'>[]): string {
  const last = runs.at(-2)?.asOf;
  const before = points.find(({ asOf }) => asOf === last)?.total;
  const now = points.at(-1)?.total;
  if (before === undefined || now === undefined) return `not in the report of ${last ?? 'before'}`;
  return [
    changeWords(now.banned - before.banned, 'banned', 'banned'),
    changeWords(now.incomplete - before.incomplete, 'incomplete', 'incomplete'),
  ].join(', ');
}
