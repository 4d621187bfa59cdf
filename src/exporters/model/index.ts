/**
 * What to look for: chosen bans of one day as plain data, for those who look with other tools than ours. Marks stand
 * here by the keys that the catalogue compares, with what they weigh; conditions are small trees.
 */

import { pathFingerprints } from '../../catalogue/index.ts';
import type { Court } from '../../policy/index.ts';
import type { Severity } from '../../schema/index.ts';
import { scopeOf, type Test, testOf, untoldIn } from './expression.ts';
import { type Identified, identitiesOf } from './identities.ts';
import { type WantedMark, wantedMarks } from './indicators.ts';
import { standingsOf } from './severity.ts';

export type { Test } from './expression.ts';
export { folding, joinedKeys, legalForms } from './folding.ts';
export type { Identified } from './identities.ts';
export type { WantedMark } from './indicators.ts';

/** Chosen bans of one day, ready to be written in the language of another tool. */
export interface Wanted {
  readonly day: string;
  readonly bans: readonly WantedBan[];
  /** Bans that were chosen and are left out, and why; what else the operator should know. */
  readonly notices: readonly string[];
}

/** One ban: what breaks it. */
export interface WantedBan {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly severity: 'ban' | 'warn';
  /** Who must comply, what to do, and by whose order, for people. */
  readonly who?: string;
  readonly remedy?: string;
  readonly authorities: readonly string[];
  readonly digest: string;
  readonly test: Test;
  /** Everything that the catalogue knows of the makers in question, by `vendor/product`; `vendor/` is the maker alone. */
  readonly identities: ReadonlyMap<string, Identified>;
  readonly marks: readonly WantedMark[];
  /** Globs of folders and files that are marks by themselves, from the root of a machine. */
  readonly places: readonly string[];
  /** What the ban asks for and nobody but interdict can tell. */
  readonly untold: readonly string[];
}

/** Writes down what the bans of a court look for. */
export function wantedOf(court: Court): Wanted {
  const notices: string[] = [];
  const bans = court.bans.flatMap((ban): WantedBan[] => {
    const standing = standingsOf(ban, court.day, court.deviceClass);
    if (standing.notice !== undefined) notices.push(`${ban.id}: ${standing.notice}`);
    if (standing.severity === undefined) return [];
    const { vendors } = court.book;
    const compiler = { vendors, day: court.day };
    const test = testOf(ban, compiler);
    const scope = scopeOf(test, compiler);
    const identities = identitiesOf(ban, scope, standing.severity, compiler);
    for (const text of muted(identities)) notices.push(`${ban.id}: ${text}`);
    const { authorities = [], remedy, 'applies-to': applies } = ban;
    return [
      {
        id: ban.id,
        title: ban.title,
        why: ban.why,
        severity: standing.severity,
        ...(applies ? { who: applies.who } : {}),
        ...(remedy?.any === undefined ? {} : { remedy: remedy.any }),
        authorities: authorities.map(({ issuer, title, url }) =>
          [`${issuer}: ${title}`, url].filter(Boolean).join(', '),
        ),
        digest: court.book.digests[ban.id] ?? '',
        test,
        identities,
        marks: wantedMarks(court.book.vendors, scope, court.day),
        places: pathFingerprints({ vendors: scope, bans: [ban] }),
        untold: untoldIn(test),
      },
    ];
  });
  return { day: court.day, bans, notices };
}

/** What a ban only notes fails nobody, and is not looked for. */
function muted(identities: ReadonlyMap<string, Identified>): string[] {
  const names = [...identities.values()]
    .filter((it) => it.severity === ('note' satisfies Severity))
    .map((it) => it.name);
  return names.length === 0 ? [] : [`only a note, and so not looked for: ${names.join(', ')}`];
}
