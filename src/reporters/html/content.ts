import type { ResultCoverage } from '../../coverage.ts';
import { results } from '../../report/order.ts';
import { programFindings } from '../../report/program-findings.ts';
import type { Run } from '../../report/run.ts';
import { pageData } from './data.ts';
import { STATIC_ROWS, type Table, tableMarkup } from './table.ts';
import { type Tallies, tallyCounter } from './tallies.ts';

/** What a page is made of. */
export interface PageContent {
  readonly numbers: Tallies;
  /** Of the sources that leave something uncovered. */
  readonly coverages: readonly ResultCoverage[];
  /** A table with its first rows. */
  table(table: Table): Iterable<string>;
  /** The rows of all tables. */
  data(): Iterable<string>;
}

/**
 * Gathers the numbers and the rows of a page in one walk over the results: those of a sweep come from disk, and grouping
 * their findings is most of the work.
 */
export function pageContent(run: Run, tables: readonly Table[]): PageContent {
  const data = pageData();
  const counter = tallyCounter(run);
  const first = new Map<Table, (readonly string[])[]>(tables.map((table) => [table, []]));
  const counts = new Map<Table, number>();
  const coverages: ResultCoverage[] = [];
  for (const result of results(run)) {
    const found = programFindings(result);
    counter.add(result, found);
    if (result.coverage) coverages.push({ coverage: result.coverage });
    for (const table of tables) {
      for (const row of table.rows(result, found)) {
        const number = (counts.get(table) ?? 0) + 1;
        counts.set(table, number);
        if (number <= STATIC_ROWS) first.get(table)?.push(row);
        data.add(table.id, row);
      }
    }
  }
  const shown = new Map(
    tables.map(({ id, columns }) => [
      id,
      columns.flatMap(({ optional }, index) => (optional && !data.isFilled(id, index) ? [] : [index])),
    ]),
  );
  return {
    numbers: counter.numbers(),
    coverages,
    table: (table) =>
      tableMarkup(table, shown.get(table.id) ?? [], first.get(table) ?? [], counts.get(table) ?? 0),
    data: () => data.markup(shown),
  };
}
