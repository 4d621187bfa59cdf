import type { WantedBan } from '../../wanted.ts';
import { isOn } from '../plain.ts';
import type { Query } from './query.ts';
import type { System } from './tables.ts';

/** What holds for every exported query. */
export const COMMON_GAPS: readonly string[] = [
  'names that use letters beyond Latin, Greek and Cyrillic to look like others are not seen through',
  'names that a list has cut short are not told',
  'on Linux only dpkg, rpm and Portage have tables: apk, pacman, snap, flatpak and others are not seen',
  'registry keys, scheduled tasks and signatures of programs are not read',
];

/** What a query cannot ask that the ban asks for. */
export function gapsOf(ban: WantedBan, { sight }: Query, system: System): string[] {
  const hidden = sight.hidden.filter((kind) => isOn(system, kind)).sort();
  return [
    ...(hidden.length > 0 ? [`marks of these kinds are in no table of ${system}: ${hidden.join(', ')}`] : []),
    ...ban.untold.map((what) => `${what}, and every program that meets the rest is told`),
  ];
}
