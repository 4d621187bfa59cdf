/** What an allow-list says of a program. Lists of thousands of entries are looked up and not gone through. */

import type { Match } from '../schema/index.ts';
import { identityPart } from './anchors.ts';
import { candidatesOf } from './candidates.ts';
import type { CompileContext, Condition, Subject } from './condition.ts';
import { or, type Ternary } from './ternary.ts';
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
  const items = joined(entries.flatMap(alternativesOf)).map((match) => ({
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

/** The alternatives of an entry as entries of their own: one that is found by its name leaves the others unasked. */
function alternativesOf(match: Match): Match[] {
  const { any, ...rest } = match;
  if (!any) return [match];
  if (Object.keys(rest).length === 0) return any.flatMap(alternativesOf);
  return any.map((one) => ({ ...rest, all: [...(rest.all ?? []), one] }));
}

/** Maintainers are in no index of programs, so entries that name nothing else are one list of them. */
function joined(entries: readonly Match[]): Match[] {
  const isMaintainer = (match: Match) => match.maintainer !== undefined && Object.keys(match).length === 1;
  const maintainer = entries.filter(isMaintainer).flatMap((match) => listed(match.maintainer ?? []));
  const others = entries.filter((match) => !isMaintainer(match));
  return maintainer.length === 0 ? others : [...others, { maintainer }];
}

/** What of a package an answer depends on beside its name. */
export type Asked = 'version' | 'maintainer';

/** What a match may ask of a package that its name alone answers. */
const ANSWERED_BY_NAME: ReadonlySet<string> = new Set<keyof Match>([
  ...(['vendor', 'product', 'category', 'embeds', 'name', 'publisher', 'id', 'signer', 'company'] as const),
  ...(['sha256', 'from', 'to', 'severity', 'any', 'all', 'not'] as const),
]);

/**
 * What answers of matches about packages depend on beside the name; undefined where it is more than version and
 * maintainer, so that one package's answer says nothing of the next.
 */
export function askedOfPackages(matches: readonly Match[]): readonly Asked[] | undefined {
  const all = matches.flatMap(withInner);
  const keys = new Set(all.flatMap((match) => Object.keys(match)));
  const others = [...keys].filter((key) => !ANSWERED_BY_NAME.has(key));
  return others.every((key) => key === 'version' || key === 'maintainer') ? others : undefined;
}

function withInner(match: Match): Match[] {
  const { any = [], all = [], not = [] } = match;
  return [match, ...[...any, ...all, ...listed(not)].flatMap(withInner)];
}
