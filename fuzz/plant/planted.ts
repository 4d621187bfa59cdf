import { nameKey } from '../../src/matching/names/index.ts';
import type { Program } from '../../src/types.ts';
import { PLANTED } from './documents.ts';

/**
 * Whether a program is the planted one, by its name or by an identifier of it: a field behind a record may give that
 * record another name, as the next lines of a registry file do.
 */
export function isPlanted({ name, ids = [] }: Pick<Program, 'name' | 'ids'>): boolean {
  return nameKey(name) === PLANTED || ids.some((id) => id.endsWith(PLANTED));
}
