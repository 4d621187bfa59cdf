import type { Expectations } from '../host-lists/expectations.ts';
import { loadPolicy as load, refuseNoBan } from '../policy/index.ts';
import { hostsAt } from '../policy/known-hosts.ts';
import { toleranceOf } from '../policy/tolerance.ts';
import { callOptions } from '../report/call-options.ts';
import type { Run } from '../report/run.ts';
import { hostChecks, removeFinished, sweep as sweepHosts } from '../sweep/index.ts';
import { journalAge, sweepDay } from '../sweep/journal-age.ts';
import { type HostLimits, hostsIn, poolLimits, sweepRun, uselessWaivers } from '../sweep/sweep-run.ts';
import { withLimits } from './isolate.ts';
import { limitsOf, type PolicyChoice, pluginsIn, policyOptions } from './options.ts';

/** How many hosts are swept. */
export interface SweepCallOptions extends PolicyChoice, HostLimits {
  /** Files of plugins. Threads load them by name, so that objects cannot be used here. */
  readonly plugins?: readonly string[];
  /** Threads. Default: one, and one for each core if that takes long; none for a few hundred hosts. */
  readonly jobs?: number;
  /** Whether all files are searched for programs. */
  readonly deep?: boolean;
  /** `2/5`: the second of five parts. */
  readonly shard?: string;
  /** A journal that is kept, and gone on from; one of a sweep that came to its end is begun anew. */
  readonly resume?: string;
  /** A folder that keeps results from sweep to sweep. */
  readonly cache?: string;
  /** Files that list the hosts that have to be there, else they are incomplete. */
  readonly expect?: readonly string[];
  /** Milliseconds beyond which the data of a host, or a journal, is too old: such a host is incomplete. */
  readonly maxAge?: number;
  readonly failOn?: 'ban' | 'warn' | 'residue';
  readonly allowEmpty?: boolean;
  readonly allowUnread?: boolean;
  /** Ends the sweep after the hosts that are under way: what was not read is incomplete in the run. */
  readonly signal?: AbortSignal;
  /** Hears how many of the hosts are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A run over many hosts. */
export interface SweptRun {
  readonly run: Run;
  /** Whether the signal ended it before all hosts were read. */
  readonly interrupted: boolean;
  /** Deletes the results, which lie in a file of the temporary folder: `run.results` is of no use after that. */
  close(): void;
}

/**
 * Scans and judges many hosts: each folder or file in the given folders is one, as `interdict sweep` has it.
 *
 * @throws Error as {@link scan} does, and when there is no host
 * @example
 * ```js
 * import { sweep } from 'interdict';
 *
 * const swept = await sweep('fixtures/machines', { asOf: '2026-11-24', jobs: 2 });
 * try {
 *   console.log(swept.run.verdict, swept.run.summary.sources > 3);
 * } finally {
 *   swept.close();
 * }
 * ```
 * ```text
 * banned true
 * ```
 */
export async function sweep(
  folders: string | readonly string[],
  options: SweepCallOptions = {},
): Promise<SweptRun> {
  const { plugins: files, signal = new AbortController().signal, onProgress, ...choice } = options;
  const { deep, shard, resume, expect, maxAge } = options;
  if (shard !== undefined && expect?.length) throw new Error('expect: a shard has only a part of the hosts');
  const plugins = await pluginsIn(files, options.config);
  const args = [folders].flat();
  return withLimits(await limitsOf(options), async () => {
    if (resume !== undefined) removeFinished(resume);
    const old = journalAge(resume, { maxAge, isDayGiven: options.asOf !== undefined });
    const judging = {
      ...policyOptions({ ...choice, ...sweepDay(options) }, plugins),
      onlyJudging: true,
    };
    // A function cannot be sent to a thread.
    const { readBaseline: _, ...sent } = judging;
    const policy = await load(judging);
    refuseNoBan(policy);
    const allowEmpty = options.allowEmpty ?? policy.config['allow-empty'] ?? false;
    const failurePolicy = toleranceOf(options, policy.config);
    let total = 0;
    const limits = poolLimits(args, options, signal);
    const result = await sweepHosts({
      jobs: options.jobs,
      shard,
      resume,
      cache: options.cache,
      list: () => hostsIn({ args, shard, allowEmpty }, limits),
      checks: hostChecks(expectationsIn(options), policy.hosts),
      policy,
      failurePolicy,
      assignment: {
        ...sent,
        ...(policy.baseline && { baseline: policy.baseline }),
        asOf: policy.day,
        digests: true,
        allowEmpty,
        ...(deep && { deep }),
        ...(maxAge !== undefined && { ages: true }),
      },
      run: [args, shard, allowEmpty],
      limits,
      onBegin: async (hosts) => {
        total = hosts;
      },
      onReady: async (done) => onProgress?.(done, total),
      onEnd: () => undefined,
    });
    result.finish();
    const useless = uselessWaivers(result, policy, shard !== undefined);
    const call = callOptions({ sweep: args, deviceClass: policy.deviceClass, deep, allowEmpty });
    const run = sweepRun(result, policy, { useless, failurePolicy, shard, options: call, more: old });
    return { run, interrupted: result.interrupted, close: () => result.close() };
  });
}

function expectationsIn({ expect = [], maxAge }: SweepCallOptions): Expectations {
  return {
    ...(expect.length > 0 && { expected: hostsAt(expect).entries }),
    ...(maxAge !== undefined && { maxAge, maxAgeWords: `maxAge: ${maxAge}` }),
  };
}
