import { Readable } from 'node:stream';
import { scanRun } from '../../src/api/scan-run.ts';
import { loadPolicy, type Policy } from '../../src/policy/index.ts';

let policy: Promise<Policy> | undefined;

/** The exit status of a scan by all bans, whose policy is loaded once for all tests of a worker. */
export async function statusByAllBans(source: string): Promise<number> {
  policy ??= loadPolicy({ bans: ['all'], config: false, onlyJudging: true });
  const options = { isWhole: false, stdin: { stdin: Readable.from([]) } };
  return (await scanRun([source], await policy, options)).run.exitCode;
}
