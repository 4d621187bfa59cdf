import { isObjectAddress } from '../object-storage/address.ts';
import type { Mirror } from '../object-storage/index.ts';
import { hostName } from '../sweep/hosts.ts';
import type { HostChecks } from '../sweep/index.ts';
import { isInShard, parseShard } from '../sweep/shard.ts';
import type { SourceResult } from '../types.ts';

/** The hosts of a sweep, all on this machine. */
export interface LocalHosts {
  /** Folders and patterns: in place of each address, the folder that its objects were read into. */
  readonly args: readonly string[];
  /** Checks that also report why a host could not be read. */
  checked(checks: HostChecks): HostChecks;
  /** Removes what was read. */
  remove(): void;
}

/** What of the options of a sweep matters here. */
interface RemoteOptions {
  readonly shard?: string;
  readonly cache?: string;
  readonly resume?: string;
  readonly queue?: string;
}

/**
 * Reads hosts of object storage into folders. A host of which an object cannot be read has a folder without data, and
 * the reason, so that it is incomplete by name.
 *
 * @throws Error when an address cannot be listed
 */
export async function localHosts(
  args: readonly string[],
  options: RemoteOptions,
  signal: AbortSignal,
): Promise<LocalHosts> {
  if (options.queue !== undefined && args.some(isObjectAddress))
    throw new Error('--queue: workers need the hosts under the same path, and s3:// has none');
  for (const [name, value] of [
    ['cache', options.cache],
    ['resume', options.resume],
  ] as const) {
    if (value !== undefined && isObjectAddress(value))
      throw new Error(
        `--${name} ${value}: give a path: only hosts, reports and --store can be in object storage`,
      );
  }
  const mirrors = new Map<string, Mirror>();
  const remove = () => mirrors.forEach((mirror) => mirror.remove());
  try {
    for (const arg of args) if (isObjectAddress(arg)) mirrors.set(arg, await mirrored(arg, options, signal));
  } catch (error) {
    remove();
    throw error;
  }
  const failures = new Map([...mirrors].flatMap(([arg, mirror]) => reasonsOf(arg, mirror)));
  return {
    args: args.map((arg) => mirrors.get(arg)?.folder ?? arg),
    checked: (checks) => (failures.size === 0 ? checks : withFailures(checks, failures)),
    remove,
  };
}

async function mirrored(
  address: string,
  { shard: part, cache }: RemoteOptions,
  signal: AbortSignal,
): Promise<Mirror> {
  const { mirrorOf } = await import('../object-storage/index.ts');
  const shard = part === undefined ? undefined : parseShard(part);
  return mirrorOf(address, {
    cache,
    signal,
    groupOf(path) {
      const [first = '', ...others] = path.split('/');
      // As in a folder of hosts: what is being delivered has a dot before its name.
      if (first.startsWith('.')) return undefined;
      const name = hostName(first, others.length > 0);
      return shard === undefined || isInShard(name, shard) ? name : undefined;
    },
  });
}

function reasonsOf(address: string, { failures }: Mirror): [string, string][] {
  return Array.from(failures, ([host, reason]) => [
    host,
    reason.startsWith('s3://') ? reason : `${address}: ${reason}`,
  ]);
}

function withFailures(checks: HostChecks, failures: ReadonlyMap<string, string>): HostChecks {
  const { finish = (result: SourceResult) => result } = checks;
  return {
    ...checks,
    finish(result) {
      const finished = finish(result);
      const reason = failures.get(result.name);
      if (reason === undefined) return finished;
      return { ...finished, gaps: [{ path: '.', reason, kind: 'unreadable' as const }, ...finished.gaps] };
    },
  };
}
