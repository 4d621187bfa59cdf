import type { WantedBan } from '../../wanted.ts';
import type { Query } from './query.ts';

/** What holds for every exported query. */
export const COMMON_GAPS: readonly string[] = [
  'names that use letters beyond Latin, Greek and Cyrillic to look like others are not seen through',
  'names that a list has cut short are not told',
  'on Linux only dpkg, rpm and Portage have tables: apk, pacman, snap, flatpak and others are not seen',
  'registry keys, scheduled tasks and signatures of programs are not read',
];

/** What a query cannot ask that the ban asks for. */
export function gapsOf(ban: WantedBan, { sight }: Query): string[] {
  return [
    ...(sight.hidden.length > 0
      ? [`marks of these kinds are in no table: ${[...sight.hidden].sort().join(', ')}`]
      : []),
    ...ban.untold.map((what) => `${what}, and every program that meets the rest is told`),
  ];
}
