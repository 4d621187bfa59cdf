import { readerMetadata } from '../readers/load.ts';
import type { CoverageGap } from '../types.ts';
import type { CompletenessCheck, NotedFact, Scanned } from './check.ts';
import { type Profile, profilesOf } from './windows-profiles.ts';

const READER = 'registry-uninstall';
const LIST = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';

/** Readers of lists that stand for themselves: records, and what only adds to a list, do not. */
const INVENTORIES: ReadonlySet<string> = new Set(
  readerMetadata
    .filter(({ id, supplementary, record }) => id !== READER && supplementary !== true && record !== true)
    .map(({ id }) => id),
);

/**
 * Keys of the registry that somebody exported, or hives that were copied: the programs of the machine are among them,
 * of 32 and of 64 bits, and the registries of the accounts that an exported `ProfileList` names.
 */
export const windowsRegistryExport: CompletenessCheck = {
  id: 'windows-registry-export',
  title: 'the keys that list programs, among exported parts of a registry',
  paths: [],
  layout: 'handed',
  *find(scanned: Scanned): Generator<CoverageGap> {
    const { manifests, gaps, facts } = scanned;
    const own = manifests.filter(({ reader }) => reader === READER);
    if (own.length === 0 || gaps.some(({ reader }) => reader === READER)) return;
    if (manifests.some(({ reader, programs }) => programs > 0 && INVENTORIES.has(reader))) return;
    const path = own.length === 1 && manifests.length === 1 ? (own[0]?.path ?? '.') : '.';
    const reason = missingList(facts);
    if (reason !== undefined) yield { path, reason };
    if (own.length > 1) yield* missingAccounts(scanned);
  },
};

function missingList(facts: readonly NotedFact[]): string | undefined {
  const lists = new Set(facts.flatMap(({ kind, value }) => (kind === 'programs' ? [value] : [])));
  const wide = facts.find(({ kind }) => kind === '64-bit')?.value;
  if (lists.has('machine')) {
    if (lists.has('machine-32') || wide === undefined) return undefined;
    return `the list of 32-bit programs is missing: this Windows has both (${wide}); export HKLM\\SOFTWARE\\WOW6432Node\\${LIST} too`;
  }
  if (lists.has('machine-32'))
    return `only the list of 32-bit programs is in it; export HKLM\\SOFTWARE\\${LIST} too`;
  return `${onlyPart(facts)}, and no list of programs of the machine; export HKLM\\SOFTWARE\\${LIST} too`;
}

function onlyPart(facts: readonly NotedFact[]): string {
  const has = (kind: NotedFact['kind']) => facts.some((fact) => fact.kind === kind);
  if (has('services'))
    return has('account') ? 'only services and keys of accounts are in it' : 'only services are in it';
  return has('account') ? 'only keys of accounts are in it' : 'only other keys of the registry are in it';
}

function* missingAccounts({ facts, manifests }: Scanned): Generator<CoverageGap> {
  const hives = manifests.filter(({ reader }) => reader === READER).map(({ path }) => path.toLowerCase());
  const accounts = new Set(
    facts.flatMap(({ kind, value }) => (kind === 'account' ? [value.toLowerCase()] : [])),
  );
  for (const profile of profilesOf(facts)) {
    const names = namesOf(profile);
    if (names.some((name) => accounts.has(name))) continue;
    if (hives.some((path) => path.split('/').some((part) => names.includes(part)))) continue;
    const { account, written } = profile;
    yield {
      path: '.',
      reason: `the registry of account ${account} is missing (ProfileList names ${written})`,
    };
  }
}

/** A copied hive lies in a folder with the name of its account or of its profile. */
function namesOf({ account, written }: Profile): string[] {
  const folder = written.slice(written.lastIndexOf('\\') + 1);
  return [account.replace(/\.bak$/iu, '').toLowerCase(), folder.toLowerCase()];
}
