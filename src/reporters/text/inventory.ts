import { programs, results } from '../../report/order.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName } from '../../report/sanitise.ts';
import { isProgram } from '../../report/status.ts';
import type { Sighting, SourceResult } from '../../types.ts';
import { notices, notRead } from './judgement.ts';
import { columns } from './layout.ts';
import { lookedAtIn } from './looked-at.ts';
import type { Pen } from './pen.ts';

const TITLES = ['Name', 'Version', 'Publisher', 'State', 'Source'] as const;

/** The narrowest that a column is squeezed to before the line grows over the edge. */
const NARROW = 8;

/** The lines of an inventory: a table for each source, then what could not be read. */
export function* inventory(run: Run, pen: Pen): Iterable<string> {
  let gap: readonly string[] = [];
  for (const result of results(run)) {
    yield* gap;
    yield* table(run, result, pen);
    gap = [''];
  }
  yield* notRead(run, pen);
  yield* notices(run, pen);
  yield '';
  yield* lookedAtIn(run).lines(run, pen);
}

function* table(run: Run, result: SourceResult, pen: Pen): Iterable<string> {
  const shown = programs(result.sightings).filter((sighting) => run.traces === true || isProgram(sighting));
  if (run.summary.sources > 1) yield pen.strong(sanitiseName(result.name));
  if (shown.length === 0) {
    yield pen.faint('no programs');
    return;
  }
  const widths = squeezed(shown.map(cells), pen.tableWidth);
  yield pen.strong(line(TITLES, widths, pen));
  for (const sighting of shown) yield line(cells(sighting), widths, pen);
}

function cells(sighting: Sighting): readonly string[] {
  const state = sighting.kind === 'trace' ? 'trace' : (sighting.state ?? 'installed');
  const values = [sighting.name, sighting.version ?? '', sighting.publisher ?? '', state, sighting.reader];
  return values.map(sanitiseName);
}

/** The widths of the columns: as wide as their widest cell, the widest squeezed until the line fits. */
function squeezed(rows: readonly (readonly string[])[], room: number): number[] {
  const widths = TITLES.map((title) => title.length);
  for (const row of rows)
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, columns(cell));
    });
  let over = widths.reduce((sum, width) => sum + width + 2, -2) - room;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const second = Math.max(NARROW, ...widths.filter((_, index) => index !== widest));
    const step = Math.min(over, Math.max(1, (widths[widest] ?? 0) - second));
    if ((widths[widest] ?? 0) - step < NARROW) break;
    widths[widest] = (widths[widest] ?? 0) - step;
    over -= step;
  }
  return widths;
}

function line(row: readonly string[], widths: readonly number[], pen: Pen): string {
  return row
    .map((cell, index) => pen.cell(cell, widths[index] ?? 0))
    .join('  ')
    .trimEnd();
}
