import { anchorsOf } from '../../evaluate/anchors.ts';
import { listed } from '../../evaluate/vendors.ts';
import { unknownWord } from '../../matching/names/nearest.ts';
import type { Ban, Waiver } from '../../schema/index.ts';
import { contradictions, isImplied } from './contradiction.ts';
import { impossibleConditions } from './coverage.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type KnownToMatches, lintMatch, versionComplaints } from './match.ts';
import { periodComplaints } from './period.ts';
import { dateComplaints } from './vendor.ts';

/** What a ban file says that cannot be meant. */
export function* lintBan(ban: Ban, known: KnownToMatches): Generator<Diagnostic> {
  yield* lintMatch(ban.match, ['match'], known, ban.only !== undefined);
  yield* contradictions(ban.match, ['match']);
  yield* impossibleConditions(ban.match, ['match'], known.catalogue);
  if (!ban.only && !anchorsOf(ban.match)) {
    const message =
      'this matches too much: in each alternative give a vendor, product, category, embeds, name, ' +
      'publisher, id, purl or path';
    yield { steps: ['match'], message };
  }
  for (const key of ['except', 'undecided', 'only'] as const) {
    const isList = Array.isArray(ban[key]);
    for (const [index, match] of listed(ban[key] ?? []).entries()) {
      yield* contradictions(match, isList ? [key, index] : [key]);
      if (key === 'except' && isImplied(match, [ban.match]))
        yield { steps: isList ? [key, index] : [key], message: 'it excepts all that match means' };
      yield* lintMatch(match, isList ? [key, index] : [key], known);
    }
  }
  if (ban.require) yield* versionComplaints(ban.require, ['require', 'version']);
  yield* listComplaints(ban);
  yield* periodComplaints(ban);
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

/** What is not encoded is on the list, where the ban gives the list. */
function* listComplaints(ban: Ban): Generator<Diagnostic> {
  for (const [index, items] of (ban.listed ?? []).entries()) yield* dateComplaints(['listed', index], items);
  const names = ban.listed?.flatMap((items) => items.names);
  if (!names) return;
  for (const [index, name] of (ban['not-encoded'] ?? []).entries()) {
    if (!names.includes(name)) {
      yield { steps: ['not-encoded', index], message: unknownWord('listed item', name, names) };
    }
  }
}

/** What a waiver says that cannot be meant. */
export function* lintWaiver(
  waiver: Waiver,
  index: number,
  known: KnownToMatches,
  bans: ReadonlySet<string>,
): Generator<Diagnostic> {
  yield* lintMatch(waiver.program, [index, 'program'], known);
  yield* contradictions(waiver.program, [index, 'program']);
  for (const id of listed(waiver.ban)) {
    if (!bans.has(id)) yield { steps: [index, 'ban'], message: unknownWord('ban', id, [...bans]) };
  }
}
