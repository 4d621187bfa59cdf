import { outcomes } from '../report/order.ts';
import { type Frame, head, sourceHead, sourceLists } from '../report/record.ts';
import type { Report, Run } from '../report/run.ts';
import { harmlessJson } from '../report/sanitise.ts';
import type { Outcome } from '../types.ts';

/** One line a source, each whole by itself, and a summary as the last line: for streams of any length. */
export const ndjson: Report = {
  id: 'ndjson',
  title: 'JSON, one line a source',
  *render(run) {
    for (const outcome of outcomes(run)) yield sourceLine(outcome, run);
    yield summaryLine(run);
  },
};

/** The line of one source, for those who write it as the source ends. */
export function sourceLine(outcome: Outcome, run: Frame): string {
  return `${harmlessJson({ type: 'source', ...sourceHead(outcome, run), ...sourceLists(outcome, run) })}\n`;
}

/** The last line, for those who have no outcomes any more when all sources have ended. */
export function summaryLine(run: Omit<Run, 'outcomes'>): string {
  return `${harmlessJson({ type: 'summary', ...head(run) })}\n`;
}
