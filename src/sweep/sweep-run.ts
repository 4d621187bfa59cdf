import type { FailurePolicy } from '../evaluate/index.ts';
import { notCheckedNotice, type Policy } from '../policy/index.ts';
import type { Run } from '../report/run.ts';
import { createRun } from '../report/summarise.ts';
import { type HostList, hostsOf } from './hosts.ts';
import type { SweepResult } from './index.ts';
import { listElsewhere } from './isolation/process-pool.ts';
import { isRemote } from './isolation/remote-mounts.ts';
import { HOST_TIMEOUT, type PoolLimits } from './pool.ts';
import { parseShard } from './shard.ts';

/** Which hosts are wanted. */
export interface HostChoice {
  /** Folders and patterns. */
  readonly args: readonly string[];
  /** The same as the user wrote them, for messages. Default: `args`. */
  readonly named?: readonly string[];
  readonly shard: string | undefined;
  /** Whether none is an answer. */
  readonly allowEmpty: boolean;
}

/**
 * The hosts that folders and patterns name, or those of them that a shard has.
 *
 * @throws Error when there is none, unless that is allowed
 */
export async function hostsIn(
  { args, named = args, shard: part, allowEmpty }: HostChoice,
  limits: PoolLimits,
): Promise<HostList> {
  const shard = part === undefined ? undefined : parseShard(part);
  const list = limits.isolate
    ? await listElsewhere(args, part, limits)
    : await hostsOf(args, shard, limits.signal);
  if (list.hosts.length === 0 && !allowEmpty) {
    throw new Error(
      `${named.join(' ')}: no host ${shard ? `of shard ${part} ` : ''}found (--allow-empty accepts it)`,
    );
  }
  return list;
}

/** What a caller says of how long a host may take, and where it is read. */
export interface HostLimits {
  /** Milliseconds that one host may take. Default: 15 minutes. */
  readonly hostTimeout?: number | undefined;
  /** Whether hosts are read in processes of their own. Default: where they lie on network storage. */
  readonly isolate?: boolean | undefined;
}

/** A file system with a network or a program behind it may never answer. */
export function poolLimits(
  args: readonly string[],
  { hostTimeout = HOST_TIMEOUT, isolate = isRemote(args) }: HostLimits,
  signal: AbortSignal,
): PoolLimits {
  return { hostTimeout, isolate, signal };
}

/** Which waivers were of no use is known when all results were seen. */
export function uselessWaivers(
  { collected, totals }: SweepResult,
  { waivers, evaluator }: Policy,
  isPart: boolean,
): string[] {
  if (waivers.length === 0) return [];
  totals();
  const names = isPart ? Array.from(collected.outcomes, ({ name }) => name) : undefined;
  return evaluator.notices(collected.waiversUsed, names);
}

/** What a report of a sweep says beside its results. */
export interface SweepFrame {
  readonly useless: readonly string[];
  /** That of the sweep. */
  readonly failurePolicy: FailurePolicy;
  readonly shard?: string | undefined;
  readonly past?: Run['history'] | undefined;
  readonly options?: Run['options'];
  /** What else is to be said: of an old journal, of lists of hosts. */
  readonly more?: readonly string[];
}

/** What the reports of a sweep are made from. */
export function sweepRun(
  { collected, totals, notices, interrupted }: SweepResult,
  policy: Policy,
  { useless, failurePolicy, shard, past, options, more = [] }: SweepFrame,
): Run {
  const all = [
    ...policy.notices,
    ...notCheckedNotice(policy),
    ...useless,
    ...policy.evaluator.ending(collected.waiversUsed),
    ...notices,
    ...more,
    ...(interrupted ? [`the sweep was interrupted: ${collected.missing} hosts were not read`] : []),
  ];
  const { day: asOf, cited: bans } = policy;
  const judged = {
    command: 'scan' as const,
    asOf,
    bans,
    outcomes: collected.outcomes,
    notices: all,
    configuration: policy.origin,
    plugins: policy.plugins,
    options,
  };
  return createRun(
    { ...judged, ...(shard !== undefined && { shard }), ...(past && { history: past }) },
    failurePolicy,
    totals(),
  );
}
