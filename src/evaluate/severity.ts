import type { Ban, Match, Severity } from '../schema/index.ts';
import type { CitedBan } from '../types.ts';
import type { BanCoverage } from '../vocabulary.ts';
import { isOn } from './vendors.ts';

/** How a ban stands on a day. */
export interface EffectiveSeverity {
  readonly severity: Severity;
  /** Since when, and what must be done, where the ban has phases. */
  readonly since?: string;
  readonly duty?: string;
}

/** The standing of a ban on a day; undefined before its first phase and after its end. */
export function severityOn(ban: Ban, day: string): EffectiveSeverity | undefined {
  if (ban.severity !== undefined) return { severity: ban.severity };
  const phase = ban.phases?.filter(({ from }) => from <= day).at(-1);
  if (phase === undefined || phase.severity === 'none') return undefined;
  return {
    severity: phase.severity,
    since: phase.from,
    ...(phase.duty === undefined ? {} : { duty: phase.duty }),
  };
}

/** A ban as reports cite it; undefined when it is not in force on that day. */
export function citedBan(ban: Ban, digest: string, day: string): CitedBan | undefined {
  const standing = severityOn(ban, day);
  if (!standing) return undefined;
  return {
    id: ban.id,
    title: ban.title,
    why: ban.why,
    severity: standing.severity,
    ...(ban.require ? { requires: ban.require.what } : {}),
    ...mildestOf(ban, standing.severity),
    ...nextOf(ban, day),
    digest,
    authorities: (ban.authorities ?? []).map(({ id, title, issuer, url }) => ({
      id,
      title,
      issuer,
      ...(url === undefined ? {} : { url }),
    })),
    ...coverageOn(ban, day),
  };
}

/** The deadline that follows a day. */
function nextOf({ phases = [] }: Ban, day: string): Pick<CitedBan, 'next'> {
  const next = phases.find(({ from }) => from > day);
  if (next === undefined) return {};
  const { from, severity, duty } = next;
  return { next: { from, severity, ...(duty !== undefined && { duty }) } };
}

/** An engine inside another product, and an alternative with a severity of its own, may weigh less than the ban. */
function mildestOf({ embedded, match }: Ban, severity: Severity): { mildest?: Severity } {
  const least = [severity, ...(embedded === undefined ? [] : [embedded]), ...severitiesIn(match)];
  const mildest = least.reduce(milder);
  return mildest === severity ? {} : { mildest };
}

function severitiesIn({ severity, any = [], all = [] }: Match): Severity[] {
  return [...(severity === undefined ? [] : [severity]), ...[...any, ...all].flatMap(severitiesIn)];
}

function coverageOn(ban: Ban, day: string): { coverage?: BanCoverage } {
  const missing = ban['not-encoded'] ?? [];
  if (missing.length === 0) return {};
  if (!ban.listed) return { coverage: { notEncoded: missing } };
  const names = new Set(ban.listed.filter((items) => isOn(items, day)).flatMap((items) => items.names));
  const notEncoded = missing.filter((name) => names.has(name));
  if (notEncoded.length === 0) return {};
  return { coverage: { listed: names.size, encoded: names.size - notEncoded.length, notEncoded } };
}

/** How much each severity weighs beside the others. */
export const WEIGHTS = { note: 0, warn: 1, ban: 2 } as const satisfies Record<Severity, number>;

/** The milder of two severities. */
export function milder(one: Severity, other: Severity): Severity {
  return WEIGHTS[other] < WEIGHTS[one] ? other : one;
}
