import type { FailurePolicy } from '../evaluate/index.ts';
import { withFacts } from '../host-lists/facts.ts';
import { evaluate, notCheckedNotice, type Policy, refuseNoBan } from '../policy/index.ts';
import { toleranceOf } from '../policy/tolerance.ts';
import { callOptions } from '../report/call-options.ts';
import type { Run } from '../report/run.ts';
import { createRun } from '../report/summarise.ts';
import type { ScanOptions } from '../scan/index.ts';
import { type ScanSourcesOptions, scanSources } from '../scan/scan-sources.ts';
import type { Io, SourceResult } from '../types.ts';

/** How sources are scanned and checked: the same for the command and the library. */
export interface ScanRunOptions
  extends ScanSourcesOptions,
    Pick<ScanOptions, 'digests' | 'ownReaders' | 'deep' | 'fileDigests' | 'onProgress' | 'signal'>,
    FailurePolicy {
  readonly allowIncomplete?: boolean;
  /** Whether all programs are kept, or those alone that a ban is concerned with. */
  readonly isWhole: boolean;
  /** Where standard input is. */
  readonly stdin: Pick<Io, 'stdin'>;
}

/** A run, and what is to be said of waivers that are of no use any more. */
export interface ScanRun {
  readonly run: Run;
  readonly useless: readonly string[];
}

/**
 * Scans what arguments name and judges it.
 *
 * @throws Error when no ban is asked, or an argument names nothing
 */
export async function scanRun(
  sources: readonly string[],
  policy: Policy,
  options: ScanRunOptions,
): Promise<ScanRun> {
  refuseNoBan(policy);
  const { config, evaluator } = policy;
  const { digests, ownReaders, deep, fileDigests, onProgress, signal, isWhole } = options;
  const allowEmpty = options.allowEmpty ?? config['allow-empty'] ?? false;
  const looked = await scanSources(sources, { ...options, allowEmpty }, options.stdin, {
    fingerprints: policy.fingerprints,
    ...(digests && { digests }),
    ...(ownReaders && { ownReaders }),
    ...(deep && { deep }),
    ...(fileDigests && { fileDigests }),
    ...(policy.licences && { licences: true }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
    ...(isWhole ? {} : { filter: evaluator.isRelevant, prefixes: evaluator.prefixes }),
  });
  const results = looked.map((result) => withFacts(evaluate(withProgramCount(result), policy), policy.hosts));
  const useless = evaluator.notices(
    undefined,
    results.map(({ name }) => name),
  );
  const notices = [
    ...policy.notices,
    ...(policy.hosts?.notices ?? []),
    ...notCheckedNotice(policy),
    ...useless,
    ...evaluator.ending(),
  ];
  const { day: asOf, cited: bans, origin: configuration, plugins } = policy;
  const { as, columns, platform, allLayers, guests, sourceName = [] } = options;
  const pairs = sourceName.map((name, index) => [name, sources[index] ?? name] as const);
  const sourceNames =
    pairs.length > 0 && pairs.length === sources.length ? Object.fromEntries(pairs) : undefined;
  const call = callOptions({
    sourceNames,
    as,
    columns,
    platform,
    allLayers,
    guests,
    deep,
    allowEmpty,
    deviceClass: policy.deviceClass,
  });
  const judged = { asOf, bans, outcomes: results, notices, configuration, plugins, options: call };
  return { run: createRun({ command: 'scan', ...judged }, toleranceOf(options, config)), useless };
}

/** As many programs as the manifests say, whether or not all of their entries were kept. */
function withProgramCount(result: SourceResult): SourceResult {
  return { ...result, programs: result.manifests.reduce((sum, { programs }) => sum + programs, 0) };
}
