import { anchorsOf } from '../../evaluate/anchors.ts';
import { listed } from '../../evaluate/vendors.ts';
import { unknownWord } from '../../matching/names/nearest.ts';
import type { Ban, Waiver } from '../../schema/index.ts';
import type { Complaint } from './diagnostic.ts';
import { type KnownToMatches, matchComplaints } from './match.ts';

/** What a ban file says that cannot be meant. */
export function* banComplaints(ban: Ban, known: KnownToMatches): Generator<Complaint> {
  yield* matchComplaints(ban.match, ['match'], known);
  if (!anchorsOf(ban.match)) {
    const message =
      'this would mean half of the world: in each alternative give a vendor, product, category, embeds, name, ' +
      'publisher, id, purl or path';
    yield { steps: ['match'], message };
  }
  const isList = Array.isArray(ban.except);
  for (const [index, match] of listed(ban.except ?? []).entries()) {
    yield* matchComplaints(match, isList ? ['except', index] : ['except'], known);
  }
  for (const [index, phase] of (ban.phases ?? []).entries()) {
    const before = ban.phases?.[index - 1];
    if (before && before.from >= phase.from) {
      yield {
        steps: ['phases', index, 'from'],
        message: `phases go forward: ${phase.from} is not after ${before.from}`,
      };
    }
  }
}

/** What a waiver says that cannot be meant. */
export function* waiverComplaints(
  waiver: Waiver,
  index: number,
  known: KnownToMatches,
  bans: ReadonlySet<string>,
): Generator<Complaint> {
  yield* matchComplaints(waiver.program, [index, 'program'], known);
  for (const id of listed(waiver.ban)) {
    if (!bans.has(id)) yield { steps: [index, 'ban'], message: unknownWord('ban', id, [...bans]) };
  }
}
