import type { Catalogue } from '../catalogue/index.ts';
import { versionOrders } from '../matching/versions/index.ts';
import type { Ban, Match, Severity, Waiver } from '../schema/index.ts';
import { type CompileContext, type Condition, conditionOf } from './condition.ts';
import { asksForVersions, expressionsOf } from './expressions.ts';
import { type EffectiveSeverity, severityOn } from './severity.ts';
import { listed } from './vendors.ts';

/** A ban compiled for a day. */
export interface CompiledBan {
  readonly ban: Ban;
  readonly match: Match;
  readonly possible: Condition;
  readonly condition: Condition;
  readonly except: readonly Condition[];
  /** What the authority leaves open. */
  readonly open: readonly Condition[];
  /** Where alternatives weigh differently: what holds at each severity, the heaviest first. */
  readonly heavier: readonly (readonly [Severity, Condition])[];
  readonly effective: EffectiveSeverity;
  /** Where an engine inside weighs less: what holds without one. */
  readonly brand?: Condition;
}

/** What the conditions of bans and waivers are compiled with; loads what they ask for. */
export async function compileContext(
  { vendors, day }: Catalogue,
  bans: readonly Ban[],
  waivers: readonly Waiver[],
): Promise<CompileContext> {
  const matches = [
    ...bans.flatMap((ban) => [ban.match, ...listed(ban.except ?? []), ...listed(ban.undecided ?? [])]),
    ...waivers.map((it) => it.program),
  ];
  return {
    vendors,
    day,
    expressions: await expressionsOf(matches),
    ...(matches.some(asksForVersions) ? { orders: await versionOrders() } : {}),
  };
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
function lazily(match: Match, compiler: CompileContext): Condition {
  let condition: Condition | undefined;
  return (subject) => {
    condition ??= conditionOf(match, compiler);
    return condition(subject);
  };
}

/** A ban made ready; none when it is not in force or is on devices of another class. */
export function compileBan(
  ban: Ban,
  compiler: CompileContext,
  deviceClass: string | undefined,
): CompiledBan[] {
  const effective = severityOn(ban, compiler.day);
  const wanted = ban['applies-to']?.['device-class'] ?? 'any';
  if (!effective || (wanted !== 'any' && deviceClass !== undefined && deviceClass !== wanted)) return [];
  // A ban on phones says nothing for sure about a machine of which nobody said that it is one.
  const unsure = wanted !== 'any' && deviceClass === undefined && effective.severity === 'ban';
  return [
    {
      ban,
      match: ban.match,
      possible: lazily(ban.match, { ...compiler, identityOnly: true }),
      condition: lazily(ban.match, compiler),
      except: listed(ban.except ?? []).map((match) => lazily(match, compiler)),
      open: listed(ban.undecided ?? []).map((match) => lazily(match, compiler)),
      heavier: heavierConditions(ban.match, compiler),
      ...(ban.embedded ? { brand: lazily(ban.match, { ...compiler, brandOnly: true }) } : {}),
      effective: unsure ? { ...effective, severity: 'warn' } : effective,
    },
  ];
}
