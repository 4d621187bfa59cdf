/** What an allow-list says of a program. Lists of thousands of entries are looked up and not gone through. */

import type { Match } from '../schema/index.ts';
import { identityPart } from './anchors.ts';
import { candidatesOf } from './candidates.ts';
import type { CompileContext, Condition, Subject } from './condition.ts';
import { isTrue, or, type Ternary } from './ternary.ts';
import { listed } from './vendors.ts';

/** Whether a program is allowed, and by which entry. */
export type AllowList = (subject: Subject) => Ternary;

/** Compiles a match when it is first asked. */
type Compile = (match: Match, compiler: CompileContext) => Condition;

/** Makes an allow-list ready for a day. */
export function allowListOf(
  entries: readonly Match[],
  compiler: CompileContext,
  compile: Compile,
): AllowList {
  const items = entries.flatMap(eachValue).map((match) => ({
    match,
    possible: compile(identityPart(match), { ...compiler, identityOnly: true }),
    condition: compile(match, compiler),
  }));
  const candidates = candidatesOf(items);
  return (subject) => {
    const { sighting, identity } = subject;
    const found = new Set(candidates.ofSighting(sighting));
    if (identity) for (const item of candidates.ofIdentity(identity, sighting)) found.add(item);
    return or([...found].map(({ condition }) => condition(subject)));
  };
}

/** The answer of an allow-list turned round: what it allows breaks nothing, and what it may allow is undecided. */
export function forbiddenBy(allowed: Ternary, ban: string): Ternary {
  const [reason = `it is not on the list of what ${ban} allows`] = allowed.reasons;
  if (allowed.truth === 'no') return isTrue(reason);
  if (allowed.truth === 'yes') return { truth: 'no', reasons: [] };
  return { truth: 'maybe', reasons: [`${ban} may allow it`, ...allowed.reasons] };
}

/** The keys by which an entry is looked up; one value each is looked up faster than a list of thousands. */
const INDEXED = ['id', 'purl', 'name', 'sha256'] as const;

function eachValue(match: Match): Match[] {
  for (const key of INDEXED) {
    const values = match[key];
    if (Array.isArray(values)) return listed(values).map((value) => ({ ...match, [key]: value }));
  }
  return [match];
}
