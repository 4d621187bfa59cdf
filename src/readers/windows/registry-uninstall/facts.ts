import { numberOf, stringOf } from '../../../formats/registry/registry-tree.ts';
import type { MachineFact, NoteFact } from '../../../vocabulary.ts';
import type { PlacedKey } from './key.ts';

/** Notes what a registry says of its machine. */
export interface FactFinder {
  see(key: PlacedKey): void;
  /** At the end; gives why something of it is no whole registry. */
  close(): string[];
}

/**
 * Notes each fact once.
 *
 * @param isWhole the registry of a hive, which has all keys that there are; an export has those that were asked for
 */
export function factFinder(isWhole: boolean, note: NoteFact = () => undefined): FactFinder {
  const noted = new Set<string>();
  const add = (fact: MachineFact) => {
    const key = `${fact.kind}\0${fact.value}\0${fact.account}`;
    if (!noted.has(key)) note(fact);
    noted.add(key);
  };
  const sets = new Set<number | 'link'>();
  let current: number | undefined;
  let isWide = false;
  return {
    see(key) {
      for (const fact of factsOf(key, isWhole)) add(fact);
      if (key.place.kind === 'service') sets.add(setOf(key.path));
      if (key.place.kind === 'select') current = numberOf(key.values, 'current');
      const wide = isWide ? undefined : wideSign(key);
      isWide ||= wide !== undefined;
      if (wide !== undefined) add({ kind: '64-bit', value: wide });
    },
    close() {
      const isCurrent = current === undefined ? sets.size > 0 : sets.has('link') || sets.has(current);
      if (isCurrent) add({ kind: 'services', value: '' });
      if (isCurrent || !isWhole || sets.size === 0) return [];
      return [
        `ControlSet${String(current).padStart(3, '0')}, which Select names as current, has no services`,
      ];
    },
  };
}

/** The set of settings that a service stands in; the current one of a running system is a link. */
export function setOf(path: string): number | 'link' {
  const number = /(?:^|\\)ControlSet(?<number>\d{3})\\/iu.exec(path)?.groups?.['number'];
  return number === undefined ? 'link' : Number(number);
}

function* factsOf({ place, values }: PlacedKey, isWhole: boolean): Iterable<MachineFact> {
  const { kind, names, isUser, user } = place;
  if (isUser) yield { kind: 'account', value: user ?? '' };
  else if (kind === 'uninstall-list' || kind === 'uninstall') {
    const isNarrow = names.some((name) => name.toLowerCase() === 'wow6432node');
    if (isWhole || !isNarrow) yield { kind: 'programs', value: 'machine' };
    if (isWhole || isNarrow) yield { kind: 'programs', value: 'machine-32' };
  } else if (kind === 'profile') {
    const folder = stringOf(values, 'profileimagepath');
    if (folder !== undefined) yield { kind: 'profile', value: folder, account: names.at(-1) ?? '' };
  } else if (kind === 'windows') {
    const root = stringOf(values, 'systemroot') ?? stringOf(values, 'pathname');
    if (root !== undefined) yield { kind: 'system-root', value: root };
  }
}

/** The folders that only a 64-bit Windows has, and its second view of the registry. */
const WIDE = /\\(?:Program Files \(x86\)|SysWOW64)(?:\\|"|$)/iu;

function wideSign({ place, path, values }: PlacedKey): string | undefined {
  if (place.isUser) return undefined;
  if (place.names.some((name) => name.toLowerCase() === 'wow6432node')) return path;
  if (place.kind !== 'uninstall' && place.kind !== 'service') return undefined;
  for (const data of values.values())
    if (typeof data === 'string' && WIDE.test(data)) return data.slice(0, 200);
  return undefined;
}
