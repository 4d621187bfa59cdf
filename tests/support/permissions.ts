/** Runs a command as who has to keep to permissions. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';

/**
 * Runs Node with arguments. Of root it takes the right to pass over permissions, and leaves the account: another one may not
 * even look into a project that lies in the home of root.
 *
 * @see https://man7.org/linux/man-pages/man7/capabilities.7.html
 */
export function spawnWithinPermissions(args: readonly string[]): SpawnSyncReturns<string> {
  const options = { encoding: 'utf8' } as const;
  if (process.getuid?.() !== 0) return spawnSync(process.execPath, args, options);
  const rights = '--bounding-set=-dac_override,-dac_read_search';
  return spawnSync('setpriv', [rights, process.execPath, ...args], options);
}
