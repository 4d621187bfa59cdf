import { type ErrorCollector, errorCollector } from '../errors.ts';
import { beginningOf } from '../text/decode.ts';
import { isFrame } from './framed-table.ts';
import { faultAbove, linesAbove, TableRemarks } from './table-remark.ts';

/** What stands above the titles of a table. */
export interface TableStart {
  /** Lines above the titles. */
  readonly above: number;
  readonly remarks: TableRemarks;
  /** Has a fault for each line above that is not known to be irrelevant. */
  readonly faults: ErrorCollector;
}

/** Bytes in which titles are looked for: as many as recognition gets. */
const HEAD = 1 << 16;

/** The lines at the beginning of a table. */
export function firstLines(bytes: Uint8Array): readonly string[] {
  // The head of a file as it is, so that it is decoded once for all readers.
  return beginningOf(bytes.length > HEAD ? bytes.subarray(0, HEAD) : bytes)?.split(/\r*\n/u) ?? [];
}

/**
 * Finds the titles of a table, and accounts for every line above them.
 *
 * @param isTitles whether these cells are titles
 */
export function tableStart(bytes: Uint8Array, isTitles: (cells: readonly string[]) => boolean): TableStart {
  const lines = firstLines(bytes);
  const above = linesAbove(lines, isTitles) ?? 0;
  const remarks = new TableRemarks();
  const faults = errorCollector();
  for (const [at, line] of lines.slice(0, above).entries()) {
    const fault = isFrame(line) ? undefined : faultAbove(line, at + 1, remarks);
    if (fault !== undefined) faults.add(fault);
  }
  return { above, remarks, faults };
}
