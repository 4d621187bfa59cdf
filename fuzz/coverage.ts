import { Session } from 'node:inspector';

/** What of our own code has run: the blocks that the engine counts, as its debugger sees them. */
export interface Coverage {
  /** How many blocks ran since the last look that had never run before. */
  look(): number;
  /** How many have run at all. */
  readonly size: number;
}

interface Function {
  readonly ranges: readonly { startOffset: number; endOffset: number; count: number }[];
}

/** Counts the blocks of the script that runs. */
export function coverage(script: string): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const known = new Set<number>();
  return {
    look() {
      const before = known.size;
      session.post('Profiler.takePreciseCoverage', (_error, taken) => {
        const mine = taken?.result.find(({ url }) => url === script);
        for (const range of (mine?.functions ?? []).flatMap(({ ranges }: Function) => ranges)) {
          if (range.count > 0) known.add(range.startOffset * 0x800000 + (range.endOffset & 0x7fffff));
        }
      });
      return known.size - before;
    },
    get size() {
      return known.size;
    },
  };
}
