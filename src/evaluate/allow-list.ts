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

/**
 * Makes an allow-list ready for a day. Lists of one kind of thing, such as IDs, are one look-up. What asks for more is
 * found by one, and asked then.
 */
export function allowListOf(
  entries: readonly Match[],
  compiler: CompileContext,
  compile: Compile,
): AllowList {
  const merged = mergedEntries(entries.flatMap(alternativesOf));
  const lists = merged.filter(isList).map((match) => compile(match, compiler));
  const others = merged
    .filter((match) => !isList(match))
    .map((match) => ({
      match,
      possible: compile(identityPart(match), { ...compiler, identityOnly: true }),
      condition: compile(match, compiler),
    }));
  const candidates = candidatesOf(others);
  return (subject) => {
    const onLists = or(lists.map((condition) => condition(subject)));
    if (onLists.truth === 'yes' || others.length === 0) return onLists;
    const { sighting, identity } = subject;
    const found = new Set(candidates.ofSighting(sighting));
    if (identity) for (const item of candidates.ofIdentity(identity, sighting)) found.add(item);
    const answer = or([...found].map(({ condition }) => condition(subject)));
    return answer.truth === 'no' ? onLists : answer;
  };
}

/** The alternatives of an entry as entries of their own: one that is found by its name leaves the others unasked. */
function alternativesOf(match: Match): Match[] {
  const { any, ...rest } = match;
  if (!any) return [match];
  if (Object.keys(rest).length === 0) return any.flatMap(alternativesOf);
  return any.map((one) => ({ ...rest, all: [...(rest.all ?? []), one] }));
}

/** What entries have lists of: a program is on one if it is one of its items. */
const LISTS = [
  'id',
  'purl',
  'name',
  'publisher',
  'sha256',
  'signer',
  'company',
  'path',
  'maintainer',
] as const;

interface MergedEntry {
  readonly key: keyof Match;
  readonly rest: Match;
  readonly items: unknown[];
}

/** Entries that differ in the items of one list alone are one entry with all of them. */
function mergedEntries(entries: readonly Match[]): Match[] {
  const groups = new Map<string, MergedEntry>();
  const merged: Match[] = [];
  for (const entry of entries) {
    const key = LISTS.find((name) => entry[name] !== undefined);
    if (key === undefined) {
      merged.push(entry);
      continue;
    }
    const { [key]: items, ...rest } = entry;
    const id = `${key} ${JSON.stringify(rest)}`;
    const group: MergedEntry = groups.get(id) ?? { key, rest, items: [] };
    groups.set(id, group);
    for (const item of listed<unknown>(items)) group.items.push(item);
  }
  return [...merged, ...Array.from(groups.values(), ({ key, rest, items }) => ({ ...rest, [key]: items }))];
}

/** Whether an entry is one list and nothing else. */
function isList(match: Match): boolean {
  const [key, ...more] = Object.keys(match);
  return more.length === 0 && (LISTS as readonly string[]).includes(key ?? '');
}

/** What of a program an answer depends on beside its name and its IDs. */
export type Asked = 'version' | 'maintainer' | 'reader';

/** What a match may ask of a package that its name alone answers. */
const ANSWERED_BY_NAME: ReadonlySet<string> = new Set<keyof Match>([
  ...(['vendor', 'product', 'category', 'embeds', 'name', 'publisher', 'id', 'signer', 'company'] as const),
  ...(['purl', 'sha256', 'from', 'to', 'severity', 'any', 'all', 'not'] as const),
]);

/**
 * What answers of matches about packages depend on beside the name; undefined where it is more than version, maintainer
 * and reader, so that one package's answer says nothing of the next.
 */
export function askedOfPackages(matches: readonly Match[]): readonly Asked[] | undefined {
  const all = matches.flatMap(withInner);
  const keys = new Set(all.flatMap((match) => Object.keys(match)));
  const others = [...keys].filter((key) => !ANSWERED_BY_NAME.has(key));
  return others.every(isAsked) ? others : undefined;
}

function isAsked(key: string): key is Asked {
  return key === 'version' || key === 'maintainer' || key === 'reader';
}

function withInner(match: Match): Match[] {
  const { any = [], all = [], not = [] } = match;
  return [match, ...[...any, ...all, ...listed(not)].flatMap(withInner)];
}
