import { createHash } from 'node:crypto';
import type { Court } from '../court.ts';
import { version } from '../version.ts';

/**
 * What an outcome depends on beside the host: the bans and the vendors in their words, the waivers, the day, the
 * version of the readers, and what else the caller names. Equal keys give equal outcomes.
 *
 * Everything that holds or does not hold depending on the day enters by the day itself.
 */
export function runKey(court: Court, more: readonly unknown[]): string {
  const { bans, waivers, day, config, book, fingerprints } = court;
  const digests = bans.map(({ id }) => [id, book.digests[id]]);
  const device = config['device-class'] ?? '';
  const parts = [version, day, digests, book.vendors, waivers, device, fingerprints, more];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
