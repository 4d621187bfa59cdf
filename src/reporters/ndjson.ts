import { results } from '../report/order.ts';
import { type Frame, head, sourceHead, sourceLists } from '../report/record.ts';
import type { Reporter, Run } from '../report/run.ts';
import { safeJson } from '../report/sanitise.ts';
import type { SourceResult } from '../types.ts';

/** One line a source, each whole by itself, and a summary as the last line: for streams of any length. */
export const ndjson: Reporter = {
  id: 'ndjson',
  title: 'JSON, one line per source',
  *render(run) {
    for (const result of results(run)) yield sourceLine(result, run);
    yield summaryLine(run);
  },
};

/** The line of one source, for those who write it as the source ends. */
export function sourceLine(result: SourceResult, run: Frame): string {
  return `${safeJson({ type: 'source', ...sourceHead(result, run), ...sourceLists(result, run) })}\n`;
}

/** The last line, for those who have no outcomes any more when all sources have ended. */
export function summaryLine(run: Omit<Run, 'outcomes'>): string {
  return `${safeJson({ type: 'summary', ...head(run) })}\n`;
}
