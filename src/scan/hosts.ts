import type { Source, SourceResult } from '../types.ts';
import { hostTally } from './host-tally.ts';
import { type ScanOptions, scan } from './index.ts';

/** A source that was scanned, whose computers are not distinguished yet. */
export interface ScannedSource {
  readonly result: SourceResult;
  /** The results of its computers, each a source of its own by the name `source > computer`. */
  split(result: SourceResult): readonly SourceResult[];
}

/** Scans a source whose documents may list the programs of many computers. */
export async function scanTallied(source: Source, options: ScanOptions = {}): Promise<ScannedSource> {
  const hosts = hostTally();
  const result = await scan(source, { ...options, hosts });
  return { result, split: (whole) => hosts.split(whole, options.allowEmpty) };
}

/** The same for a source that stands for itself: the results of its computers, each with its own gaps. */
export async function scanByHost(
  source: Source,
  options: ScanOptions = {},
): Promise<readonly SourceResult[]> {
  const { result, split } = await scanTallied(source, options);
  return split(result);
}
