import { once } from 'node:events';
import { type Tolerance, verdictOf } from '../../judge.ts';
import type { Io, Outcome, Run } from '../../model.ts';
import { sourceLine, summaryLine } from '../../reports/ndjson.ts';

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
  const write = async (text: string) => {
    if (text === '' || io.stdout.write(text)) return;
    await Promise.race([once(io.stdout, 'drain'), once(io.stdout, 'close')]);
  };
  return {
    async upTo(place, at) {
      let text = '';
      for (; told < place; told++) {
        const outcome = at(told);
        text += sourceLine({ ...outcome, verdict: verdictOf([outcome], tolerance) }, run);
      }
      await write(text);
    },
    end: (whole) => write(summaryLine(whole)),
  };
}
