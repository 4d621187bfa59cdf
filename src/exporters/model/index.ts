/**
 * What to look for: chosen bans of one day as plain data, for those who look with other tools than ours. Marks stand
 * here by the keys that the catalogue compares, with what they weigh; conditions are small trees.
 */

import { pathFingerprints } from '../../catalogue/index.ts';
import type { Policy } from '../../policy/index.ts';
import type { Ban, Severity } from '../../schema/index.ts';
import { type Expression, expressionOf, hasLeftOut, scopeOf, unsupportedIn } from './expression.ts';
import { type Identified, identitiesOf } from './identities.ts';
import { type ExportIndicator, exportIndicators } from './indicators.ts';
import { exportSeverity } from './severity.ts';
import { type Spellings, spellingsOf } from './spellings.ts';

export type { Expression } from './expression.ts';
export { folding, joinedKeys, legalForms } from './folding.ts';
export type { Identified } from './identities.ts';
export type { ExportIndicator } from './indicators.ts';
export { type Spellings, spelled } from './spellings.ts';

/** Chosen bans of one day, ready to be written in the language of another tool. */
export interface ExportModel {
  readonly day: string;
  readonly bans: readonly ExportBan[];
  /** Bans that were chosen and are left out, and why; what else the operator should know. */
  readonly notices: readonly string[];
  /** How rules spell the IDs of which marks are the keys. */
  readonly spellings: Spellings;
}

/** One ban: what breaks it. */
export interface ExportBan {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly severity: 'ban' | 'warn';
  /** Who must comply, what to do, and by whose order, for people. */
  readonly who?: string;
  readonly remedy?: string;
  readonly authorities: readonly string[];
  readonly digest: string;
  readonly test: Expression;
  /** Everything that the catalogue knows of the vendors in question, by `vendor/product`; `vendor/` is the vendor alone. */
  readonly identities: ReadonlyMap<string, Identified>;
  readonly marks: readonly ExportIndicator[];
  /** Globs of folders and files that are marks by themselves, from the root of a machine. */
  readonly places: readonly string[];
  /** What the ban asks for and nobody but interdict can show. */
  readonly unsupported: readonly string[];
  /** What a scan reports as undecided or as less than this ban, and what is therefore not looked for. */
  readonly omitted: readonly string[];
}

/** What of a policy an export takes. */
export interface ExportPolicy extends Pick<Policy, 'day' | 'bans' | 'deviceClass'> {
  readonly rules: Pick<Policy['rules'], 'vendors' | 'digests'>;
}

/** Writes down what the bans of a policy look for. */
export function exportModel(policy: ExportPolicy): ExportModel {
  const notices: string[] = [];
  const bans = policy.bans.flatMap((ban): ExportBan[] => {
    if (ban.only ?? ban.require) {
      notices.push(
        `${ban.id}: left out, since an allow-list or a requirement is not a list of what is banned`,
      );
      return [];
    }
    if (ban['end-of-life']) {
      notices.push(`${ban.id}: left out, since no tool compares versions with a table of days`);
      return [];
    }
    const standing = exportSeverity(ban, policy.day, policy.deviceClass);
    if (standing.notice !== undefined) notices.push(`${ban.id}: ${standing.notice}`);
    if (standing.severity === undefined) return [];
    const { vendors } = policy.rules;
    const compiler = { vendors, day: policy.day };
    const test = expressionOf(ban, { ...compiler, least: standing.severity });
    const scope = scopeOf(test, compiler);
    const identities = identitiesOf(ban, scope, standing.severity, compiler);
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
        digest: policy.rules.digests[ban.id] ?? '',
        test,
        identities,
        marks: exportIndicators(policy.rules.vendors, scope, policy.day),
        places: pathFingerprints({ vendors: scope, bans: [ban] }),
        unsupported: unsupportedIn(test),
        omitted: [...muted(identities), ...leftOut(ban, standing.severity)],
      },
    ];
  });
  return { day: policy.day, bans, notices, spellings: spellingsOf(policy.rules.vendors, policy.bans) };
}

/** What a scan reports otherwise than as a finding of the ban's own severity, and an export cannot. */
function leftOut(ban: Ban, severity: Severity): string[] {
  return [
    ...(ban.undecided === undefined
      ? []
      : ['what its authority leaves open is undecided in a scan, and so not looked for']),
    ...(hasLeftOut(ban.match, severity)
      ? [
          `alternatives that weigh less than ${severity} and are not products of the catalogue are not looked for`,
        ]
      : []),
  ];
}

/** What a ban only notes fails nobody, and is not looked for. */
function muted(identities: ReadonlyMap<string, Identified>): string[] {
  const names = [...identities.values()]
    .filter((it) => it.severity === ('note' satisfies Severity))
    .map((it) => it.name);
  return names.length === 0 ? [] : [`only a note, and so not looked for: ${names.join(', ')}`];
}
