import { isOn } from '../flat-ban.ts';
import type { ExportBan, ExportModel } from '../model/index.ts';
import type { System } from '../system.ts';
import { type Query, queryOf } from './query.ts';

/** What holds for every exported query. */
export const COMMON_GAPS: readonly string[] = [
  'names that use letters beyond Latin, Greek and Cyrillic to look like others are not seen through',
  'truncated names are not found',
  'on Linux only dpkg, rpm and Portage have tables: apk, pacman, snap, flatpak and others are not seen',
  'registry keys, scheduled tasks and signatures of programs are not read',
];

/** What a query cannot ask that the ban asks for. */
function gapsOf(ban: ExportBan, { coverage }: Query, system: System): string[] {
  const hidden = coverage.hidden.filter((kind) => isOn(system, kind)).sort();
  return [
    ...(hidden.length > 0 ? [`marks of these kinds are in no table of ${system}: ${hidden.join(', ')}`] : []),
    ...ban.omitted,
    ...ban.unsupported.map((what) => `${what}, and every program that matches the rest is listed`),
  ];
}

/** One ban on one system. */
export interface SystemQuery {
  readonly ban: ExportBan;
  readonly system: System;
  readonly query: Query;
  readonly gaps: readonly string[];
}

/**
 * The questions of all bans to all systems; one that could see nothing would pass everywhere, and is left out and reported.
 *
 * @throws Error when nothing is left
 */
export function systemQueries(
  { bans }: ExportModel,
  systems: readonly System[],
  notices: Set<string>,
): SystemQuery[] {
  const questions = bans.flatMap((ban) =>
    systems.flatMap((system): SystemQuery[] => {
      const query = queryOf(ban, system);
      if (!query.coverage.sees) {
        notices.add(`${ban.id}: nothing of it can be seen on ${system}, so there is no query for it`);
        return [];
      }
      const gaps = gapsOf(ban, query, system);
      for (const gap of gaps) notices.add(`${ban.id}: ${gap}`);
      return [{ ban, system, query, gaps }];
    }),
  );
  if (questions.length === 0)
    throw new Error(`nothing can be seen of ${bans.map(({ id }) => id).join(', ')}`);
  return questions;
}
