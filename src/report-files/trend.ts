import { order } from '../matching/compare-text.ts';
import type { Run } from '../report/run.ts';
import { readSound } from './contradictions.ts';

/** What of earlier runs a trend shows. */
export type Trend = NonNullable<Run['history']>;

/**
 * Earlier reports as a trend shows them, by the day that they checked for.
 *
 * @throws Error when one cannot be read, checked nothing, or contradicts itself
 */
export function trendOf(files: readonly string[]): Trend {
  return files.map(episode).sort((a, b) => order(a.asOf, b.asOf));
}

function episode(file: string): Trend[number] {
  const { head } = readSound(file);
  if (head?.verdict === undefined) throw new Error(`${file}: no summary of a scan`);
  const { asOf, summary, verdict } = head;
  return { asOf, summary, verdict };
}
