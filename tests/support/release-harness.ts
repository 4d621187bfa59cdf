import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { missingTools } from './rpm-harness.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The version that a release is of. */
export { version };

/** Where a file of the release lies. */
export function released(rest: string): string {
  return resolve(`release/interdict-${version}${rest}`);
}

/** Whether tests of the release cannot run here; why is printed. They take minutes, and 250 MB of a registry. */
export function isHindered(what: string, ...tools: string[]): boolean {
  const missing = missingTools(...tools);
  const reason =
    process.env['INTERDICT_RELEASE_TESTS'] !== '1'
      ? 'INTERDICT_RELEASE_TESTS=1 is not set'
      : process.platform !== 'linux' || process.arch !== 'x64'
        ? 'it needs Linux on x64'
        : missing.length > 0
          ? `${missing.join(', ')} is not installed`
          : undefined;
  if (reason !== undefined) console.log(`skipped: ${what}: ${reason}`);
  return reason !== undefined;
}

/** Runs a command to its end, whatever that is. */
export function call(command: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
  });
}
