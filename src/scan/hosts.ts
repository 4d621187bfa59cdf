import type { Source, SourceResult } from '../types.ts';
import { hostTally } from './host-tally.ts';
import { type ScanOptions, scan } from './index.ts';

/**
 * Scans a source whose documents may list the programs of many computers: each of them is a source of its own, with
 * its own gaps, by the name `source > computer`.
 */
export async function scanByHost(
  source: Source,
  options: ScanOptions = {},
): Promise<readonly SourceResult[]> {
  const hosts = hostTally();
  return hosts.split(await scan(source, { ...options, hosts }), options.allowEmpty);
}
