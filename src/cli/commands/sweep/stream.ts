import { type FailurePolicy, verdictOf } from '../../../evaluate/index.ts';
import type { Run } from '../../../report/run.ts';
import { sourceLine, summaryLine } from '../../../reporters/ndjson.ts';
import type { Io, SourceResult } from '../../../types.ts';
import { writeStdout } from '../../output/write.ts';

/** NDJSON on standard output while a sweep runs: a line a host, in the order of the hosts. */
export interface LineStream {
  /** Writes the lines of the hosts up to this place that were not written yet. */
  upTo(index: number, at: (place: number) => readonly SourceResult[]): Promise<void>;
  /** Writes the lines of what stands behind the hosts of the list. */
  more(results: readonly SourceResult[]): Promise<void>;
  end(run: Run): Promise<void>;
}

/** Begins such a stream. */
export function lineStream(failurePolicy: FailurePolicy, io: Io): LineStream {
  const run = { command: 'scan', ...failurePolicy } as const;
  let reported = 0;
  const lineOf = (result: SourceResult) =>
    sourceLine({ ...result, verdict: verdictOf([result], failurePolicy) }, run);
  return {
    async more(results) {
      if (results.length > 0) await writeStdout(results.map(lineOf).join(''), io);
    },
    async upTo(index, at) {
      let text = '';
      for (; reported < index; reported++) {
        for (const result of at(reported)) text += lineOf(result);
      }
      if (text !== '') await writeStdout(text, io);
    },
    end: (whole) => writeStdout(summaryLine(whole), io),
  };
}
