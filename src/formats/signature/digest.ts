import type { Hash } from 'node:crypto';

/**
 * A digest that is being made. `node:crypto` takes longer to load than a small machine to scan, and most scans
 * need no digest, so it is asked for when it is used.
 *
 * @param name as `node:crypto` names it: `sha1`, `sha256`, `md5`
 */
export function hashOf(name: string): Hash {
  return process.getBuiltinModule('node:crypto').createHash(name);
}
