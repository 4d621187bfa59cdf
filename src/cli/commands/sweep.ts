import { Command } from 'commander';
import type { FailurePolicy } from '../../evaluate/index.ts';
import { postponeOptimising } from '../../own-process/optimising.ts';
import { exitSoon } from '../../own-process/signals.ts';
import { loadPolicy, type Policy, refuseNoBan } from '../../policy/index.ts';
import { toleranceOf } from '../../policy/tolerance.ts';
import { callOptions } from '../../report/call-options.ts';
import { warn } from '../../report/warn.ts';
import {
  hostChecks,
  type Progress,
  progressOn,
  removeFinished,
  type SweepOptions,
  sweep,
  type WorkerConfig,
} from '../../sweep/index.ts';
import { INTERRUPTED, type Interruptible, Unfinished, untilInterrupted } from '../../sweep/interrupt.ts';
import { journalAge, sweepDay } from '../../sweep/journal-age.ts';
import { hostsIn, poolLimits, sweepRun, uselessWaivers } from '../../sweep/sweep-run.ts';
import type { Io } from '../../types.ts';
import type { OutputTarget, ReportSigner } from '../output/target.ts';
import { needsDigests, planReports, signerFor, writeReports } from '../output/write-reports.ts';
import { pluginsFor, withPluginOption } from '../plugins.ts';
import { localHosts } from '../remote-hosts.ts';
import { type Past, pastOf, storeRun } from '../store.ts';
import { baselineOptions, withBaselineOptions } from './baseline-options.ts';
import { duration } from './duration.ts';
import { expectationsOf, expectOption, maxAgeOption } from './fleet-options.ts';
import {
  colorOption,
  failOn,
  history,
  hostsOption,
  outputOption,
  outputsOf,
  signOption,
  storeOption,
  strictWaiverStatus,
  wholeNumber,
  withRules,
} from './options.ts';
import type { SweepCommandOptions } from './sweep/options.ts';
import { type LineStream, lineStream } from './sweep/stream.ts';

/** `interdict sweep`: many hosts, one answer. */
export function sweepCommand(io: Io, exit: (status: number) => void): Command {
  const command = new Command('sweep')
    .description('check many hosts: each folder or file in the given folders is one host')
    .argument('<folder|pattern...>', 'folders of hosts, patterns that name hosts, or s3://bucket/prefix');
  return withPluginOption(withBaselineOptions(withRules(command)))
    .addOption(outputOption())
    .option('--as-of <YYYY-MM-DD>', 'check for that date, UTC (default: today)')
    .option('--jobs <n>', 'workers (default: one, and one per core if that takes long)', wholeNumber)
    .option('--shard <i/n>', 'check part i of n: the name of a host decides its part')
    .option('--resume <journal>', 'keep finished hosts in this file, and continue from it')
    .option('--cache <folder>', 'keep results between sweeps, and scan only changed hosts')
    .option('--queue <redis://…>', "use workers on other machines (see 'interdict worker')")
    .option('--host-timeout <duration>', 'give up a host after this time, as in 90s (default: 15m)', duration)
    .option('--isolate', 'read hosts in processes of their own (default on network storage)')
    .addOption(expectOption())
    .addOption(maxAgeOption('a host whose data is older'))
    .addOption(hostsOption())
    .addOption(history())
    .addOption(storeOption())
    .addOption(failOn())
    .option('--device-class <class>', 'device class of the sources: desktop, laptop, server, mobile')
    .option('--deep', 'search all files for programs, by their version resources and signatures')
    .option('--strict-waivers', 'an expired or unused waiver is an error')
    .option('--allow-empty', 'accept hosts without software entries, or no host at all')
    .option('--allow-unread', 'accept coverage gaps, except empty sources and undecided bans')
    .option('--allow-incomplete', 'the same as --allow-unread')
    .option('--no-progress', 'no progress on standard error')
    .option('-q, --quiet', 'no progress, no notices, and no text report if all is clean')
    .addOption(signOption())
    .option('--verbose', 'all bans, reasons and authorities of a program in the text')
    .addOption(colorOption())
    .option('--no-color', 'the same as --color never')
    .action(async (args: string[], options: SweepCommandOptions) => {
      postponeOptimising();
      exit(await swept(args, options, io));
    });
}
/** Hosts of an interrupted sweep that are reported: for more, the report takes longer than a scheduler waits for the end. */
const REPORTED = 100_000;

/** What is known before any host is listed. */
interface PreparedSweep {
  readonly args: readonly string[];
  readonly options: SweepCommandOptions;
  readonly policy: Policy;
  readonly past: Past;
  readonly plans: readonly OutputTarget[];
  readonly signer: ReportSigner | undefined;
  readonly failurePolicy: FailurePolicy;
  readonly allowEmpty: boolean;
  /** Of an old journal. */
  readonly old: readonly string[];
}

async function swept(args: readonly string[], options: SweepCommandOptions, io: Io): Promise<number> {
  const prepared = await prepare(args, options, io);
  const interrupt = untilInterrupted({
    onInterrupt: () => warn(io, 'interrupted; finishing the hosts that are under way'),
    onDeadline: () => warn(io, 'interrupted; ended before the reports were written'),
    status: INTERRUPTED,
  });
  return sweepAndReport(prepared, interrupt, io).finally(() => {
    interrupt.done();
    if (options.queue !== undefined) exitSoon();
  });
}

async function prepare(
  args: readonly string[],
  options: SweepCommandOptions,
  io: Io,
): Promise<PreparedSweep> {
  if (options.shard !== undefined && options.expect?.length)
    throw new Error('--expect: a shard has a part of the hosts alone; give --expect to merge');
  if (options.resume !== undefined && removeFinished(options.resume))
    warn(io, `${options.resume}: the sweep of this journal was finished; a new one begins`);
  const maxAge = options.maxAge === undefined ? undefined : duration(options.maxAge);
  const old = journalAge(options.resume, { maxAge, isDayGiven: options.asOf !== undefined });
  for (const notice of old) warn(io, notice);
  const plugins = await pluginsFor(options);
  const policy = await loadPolicy({
    ...options,
    ...baselineOptions(options),
    ...sweepDay(options),
    plugins: plugins.records,
    onlyJudging: true,
  });
  refuseNoBan(policy);
  const past = await pastOf(options, policy.day);
  const plans = await planReports(outputsOf(options, policy.config), [], plugins.reporters);
  return {
    args,
    options,
    policy,
    past,
    plans,
    signer: await signerFor(options.sign, plans, io),
    failurePolicy: toleranceOf(options, policy.config),
    allowEmpty: options.allowEmpty ?? policy.config['allow-empty'] ?? false,
    old,
  };
}

async function sweepAndReport(
  prepared: PreparedSweep,
  { signal, release }: Interruptible,
  io: Io,
): Promise<number> {
  const { args, options, policy, past, plans, signer, failurePolicy, allowEmpty, old } = prepared;
  const streamed = plans.find(({ output }) => output.format === 'ndjson' && output.file === undefined);
  const lines = streamed && lineStream(failurePolicy, io);
  // Workers elsewhere touch the hosts themselves.
  const isolate = options.queue === undefined ? options.isolate : false;
  const local = await localHosts(args, options, signal).catch((error: Error) => {
    if (!signal.aborted) throw error;
    warn(io, error.message);
  });
  if (local === undefined) return INTERRUPTED;
  const limits = poolLimits(local.args, { ...options, isolate }, signal);
  const result = await sweep({
    list: () => hostsIn({ args: local.args, named: args, shard: options.shard, allowEmpty }, limits),
    policy,
    failurePolicy,
    assignment: assignmentOf(options, policy, plans, allowEmpty),
    run: [args, options.shard, allowEmpty],
    checks: local.checked(hostChecks(await expectationsOf(options), policy.hosts)),
    jobs: options.jobs,
    shard: options.shard,
    resume: options.resume,
    cache: options.cache,
    openQueue: queueOf(options, signal, io),
    limits,
    ...(await telling(options, io, lines)),
  })
    .finally(() => {
      release();
      // Results are on disk by now, and reports need nothing else of the hosts.
      local.remove();
    })
    .catch((error: Error) => {
      if (!signal.aborted && !(error instanceof Unfinished)) throw error;
      warn(io, error.message);
    });
  if (result === undefined) return INTERRUPTED;
  try {
    if (result.interrupted && result.total > REPORTED) {
      warn(io, `${result.collected.missing} of ${result.total} hosts were not read; no report is written`);
      return INTERRUPTED;
    }
    await lines?.upTo(result.total, result.collected.at);
    await lines?.more(result.collected.unseen());
    const useless = uselessWaivers(result, policy, options.shard !== undefined);
    const run = sweepRun(result, policy, {
      useless,
      failurePolicy,
      shard: options.shard,
      past: past.trend,
      more: [...old, ...past.notices, ...(policy.hosts?.notices ?? [])],
      options: callOptions({ sweep: args, deviceClass: policy.deviceClass, deep: options.deep, allowEmpty }),
    });
    await writeReports(
      run,
      plans.filter((plan) => plan !== streamed),
      io,
      { ...options, signer },
    );
    await lines?.end(run);
    // What an interrupted sweep has not read comes when it is resumed.
    if (!result.interrupted) await storeRun(options, run, io);
    result.finish();
    const status = strictWaiverStatus(useless, options, policy.config, io, run.exitCode);
    return result.interrupted ? INTERRUPTED : status;
  } finally {
    result.close();
  }
}
function assignmentOf(
  options: SweepCommandOptions,
  policy: Policy,
  plans: readonly OutputTarget[],
  allowEmpty: boolean,
): WorkerConfig {
  const { bans, waivers, config, deviceClass, deep, hosts, maxAge } = options;
  return {
    ...(hosts?.length && { hosts }),
    ...(maxAge !== undefined && { ages: true }),
    ...(deep && { deep }),
    ...(bans && { bans }),
    ...(waivers && { waivers }),
    ...(config !== undefined && { config }),
    ...(deviceClass !== undefined && { deviceClass }),
    ...(policy.baseline && { baseline: policy.baseline }),
    ...(policy.plugins.length > 0 && { plugins: policy.plugins }),
    // Every worker judges for the same day, whenever it begins.
    asOf: policy.day,
    onlyJudging: true,
    digests: needsDigests(plans),
    allowEmpty,
  };
}
/** Workers elsewhere, if there is a queue to them. */
function queueOf(
  { queue, quiet }: SweepCommandOptions,
  signal: AbortSignal,
  io: Io,
): SweepOptions['openQueue'] {
  if (queue === undefined) return undefined;
  return async (assignment) => {
    const { queuePool } = await import('../../sweep/queue/pool.ts');
    return queuePool(queue, assignment, {
      signal,
      onTrouble: (trouble) => void (quiet || warn(io, trouble)),
    });
  };
}
async function telling(
  { progress, quiet }: SweepCommandOptions,
  io: Io,
  lines: LineStream | undefined,
): Promise<Pick<SweepOptions, 'onBegin' | 'onReady' | 'onEnd'>> {
  let drawn: Progress | undefined;
  return {
    async onBegin(total, asides) {
      for (const aside of quiet ? [] : asides) warn(io, aside);
      drawn = await progressOn(io, total, progress && !quiet);
    },
    async onReady(ready, { at }) {
      drawn?.at(ready);
      await lines?.upTo(ready, at);
    },
    onEnd: () => drawn?.end(),
  };
}
