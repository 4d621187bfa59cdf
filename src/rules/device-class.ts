import { unknownWord } from '../matching/names/nearest.ts';
import type { Ban } from '../schema/index.ts';

/** What machines are, whether a ban names it or not. */
const CLASSES = ['desktop', 'laptop', 'server', 'mobile'];

/**
 * The class that the caller says machines are of. A misspelt one would be that of no ban, and let machines off that
 * are meant.
 *
 * @throws Error when no ban names the class and it is none of the usual ones
 */
export function deviceClassOf(asked: string | undefined, bans: readonly Ban[]): string | undefined {
  if (asked === undefined || CLASSES.includes(asked)) return asked;
  const named = bans.flatMap((ban) => ban['applies-to']?.['device-class'] ?? []);
  if (named.includes(asked)) return asked;
  throw new Error(unknownWord('device class', asked, [...new Set([...CLASSES, ...named])]));
}
