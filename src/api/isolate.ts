import { type Limits, setLimits } from '../limits.ts';

let running = 0;
let bounds = '';
const waiting: (() => void)[] = [];

/**
 * Runs work under bounds of its own. Bounds are those of a thread: work under the same ones runs side by side, work
 * under others waits for its turn, and nothing is left of them in the end.
 */
export async function withLimits<Value>(own: Partial<Limits>, work: () => Promise<Value>): Promise<Value> {
  const key = JSON.stringify(Object.entries(own).sort());
  while (!isFree(key)) await new Promise<void>((resolve) => waiting.push(resolve));
  if (running === 0) setLimits(own);
  running++;
  bounds = key;
  try {
    return await work();
  } finally {
    running--;
    if (running === 0) {
      setLimits();
      for (const resume of waiting.splice(0)) resume();
    }
  }
}

/** Asked again by each that waited, since another may have taken the turn. */
function isFree(key: string): boolean {
  return running === 0 || key === bounds;
}
