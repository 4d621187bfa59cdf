import { type Tolerance, verdictOf } from '../../../evaluate/index.ts';
import type { Run } from '../../../report/run.ts';
import { sourceLine, summaryLine } from '../../../reporters/ndjson.ts';
import type { Io, Outcome } from '../../../types.ts';
import { send } from '../../output/write.ts';

/** NDJSON on standard output while a sweep runs: a line a host, in the order of the hosts. */
export interface LineStream {
  /** Writes the lines of the hosts up to this place that were not written yet. */
  upTo(place: number, at: (place: number) => Outcome): Promise<void>;
  end(run: Run): Promise<void>;
}

/** Begins such a stream. */
export function lineStream(tolerance: Tolerance, io: Io): LineStream {
  const run = { command: 'scan', ...tolerance } as const;
  let told = 0;
  return {
    async upTo(place, at) {
      let text = '';
      for (; told < place; told++) {
        const outcome = at(told);
        text += sourceLine({ ...outcome, verdict: verdictOf([outcome], tolerance) }, run);
      }
      if (text !== '') await send(text, io);
    },
    end: (whole) => send(summaryLine(whole), io),
  };
}
