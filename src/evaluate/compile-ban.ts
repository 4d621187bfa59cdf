import type { Catalogue } from '../catalogue/index.ts';
import { versionOrders } from '../matching/versions/index.ts';
import type { Ban, Match, Severity, Waiver } from '../schema/index.ts';
import type { AllowList, Asked } from './allow-list.ts';
import { identityPart, isByIdentity } from './anchors.ts';
import { type CompileContext, type Condition, conditionOf } from './condition.ts';
import { asksForLicences, asksForRecords, asksForVersions, expressionsOf } from './expressions.ts';
import { type EffectiveSeverity, severityOn } from './severity.ts';
import { listed } from './vendors.ts';

/** A ban compiled for a day. */
export interface CompiledBan {
  readonly ban: Ban;
  readonly match: Match;
  readonly possible: Condition;
  readonly condition: Condition;
  readonly except: readonly Condition[];
  /** What is allowed of all that the match means. */
  readonly only?: AllowList;
  /** To be asked of every program: an allow-list may be on a whole kind of program. */
  readonly always?: boolean;
  /** An allow-list's answer depends on the name of a package and on this, so that it stands for all hosts. */
  readonly asksFor?: readonly Asked[] | undefined;
  /** What the version of a required program must be. */
  readonly enough?: Condition;
  /** Whether the version has no support any more. */
  readonly ended?: Condition;
  /** What the authority leaves open. */
  readonly open: readonly Condition[];
  /** Where alternatives weigh differently: what holds at each severity, the heaviest first. */
  readonly heavier: readonly (readonly [Severity, Condition])[];
  readonly effective: EffectiveSeverity;
  /** Where the days of records are asked for: what holds without them. */
  readonly unrecorded?: Condition;
  /** Where an engine inside weighs less: what holds without one. */
  readonly brand?: Condition;
}

/** What the conditions of bans and waivers are compiled with; loads what they ask for. */
export async function compileContext(
  { vendors, day }: Pick<Catalogue, 'vendors' | 'day'>,
  bans: readonly Ban[],
  waivers: readonly Waiver[],
): Promise<CompileContext> {
  const matches = [...bans.flatMap(matchesOf), ...waivers.map((it) => it.program)];
  return {
    vendors,
    day,
    expressions: await expressionsOf(matches),
    ...(matches.some(asksForVersions) ? { orders: await versionOrders() } : {}),
    ...(matches.some(asksForLicences) ? await import('./licences.ts') : {}),
  };
}

/** Every match of a ban. */
export function matchesOf({ match, except = [], undecided = [], only = [], require: needed }: Ban): Match[] {
  const versions = needed?.version === undefined ? [] : [{ version: needed.version }];
  return [match, ...listed(except), ...listed(undecided), ...listed(only), ...versions];
}

/** Compiled only for matches with an alternative that has a severity of its own. */
function heavierConditions(match: Match, compiler: CompileContext): (readonly [Severity, Condition])[] {
  if (!hasSeverity(match)) return [];
  return (['ban', 'warn'] as const).map((least) => [least, lazily(match, { ...compiler, least })] as const);
}

function hasSeverity({ severity, any = [], all = [] }: Match): boolean {
  return severity !== undefined || [...any, ...all].some(hasSeverity);
}

/** Compiled when it is first asked: of a hundred bans, the indexes of candidates leave a few to ask. */
export function lazily(match: Match, compiler: CompileContext): Condition {
  let condition: Condition | undefined;
  return (subject) => {
    condition ??= conditionOf(match, compiler);
    return condition(subject);
  };
}

/** What makes a ban an allow-list, a requirement or a table of days of support. */
export type PolicyParts = (
  ban: Ban,
  compiler: CompileContext,
) => Pick<CompiledBan, 'only' | 'always' | 'asksFor' | 'enough' | 'ended'>;

/** A ban made ready; none when it is not in force or is on devices of another class. */
export function compileBan(
  ban: Ban,
  compiler: CompileContext,
  deviceClass: string | undefined,
  policyParts: PolicyParts | undefined,
): CompiledBan[] {
  const effective = severityOn(ban, compiler.day);
  const wanted = ban['applies-to']?.['device-class'] ?? 'any';
  if (!effective || (wanted !== 'any' && deviceClass !== undefined && deviceClass !== wanted)) return [];
  // A ban on phones says nothing for sure about a machine of which nobody said that it is one.
  const match = governed(ban);
  const allowing = { ...compiler, exempts: true };
  const unsure = wanted !== 'any' && deviceClass === undefined && effective.severity === 'ban';
  return [
    {
      ban,
      match,
      possible: lazily(identityPart(match), { ...compiler, identityOnly: true }),
      condition: lazily(match, compiler),
      except: listed(ban.except ?? []).map((match) => lazily(match, allowing)),
      open: listed(ban.undecided ?? []).map((match) => lazily(match, compiler)),
      heavier: heavierConditions(ban.match, compiler),
      ...policyParts?.(ban, compiler),
      ...(asksForRecords(match) ? { unrecorded: lazily(match, { ...compiler, withoutRecords: true }) } : {}),
      ...(ban.embedded ? { brand: lazily(ban.match, { ...compiler, brandOnly: true }) } : {}),
      effective: unsure ? { ...effective, severity: 'warn' } : effective,
    },
  ];
}

/** An allow-list of a whole kind of program is about programs: their traces come with them. */
function governed({ match, only }: Ban): Match {
  return only === undefined || match.kind !== undefined || isByIdentity(match)
    ? match
    : { ...match, kind: 'program' };
}
