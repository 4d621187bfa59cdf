/**
 * The library face: what a program of your own needs to scan, to list and to judge.
 *
 * ```ts
 * import { convene, judged, openSource, scan } from 'interdict';
 *
 * const court = await convene({ bans: ['us-*'] });
 * const outcome = judged(await scan(await openSource('/mnt/image'), { fingerprints: court.fingerprints }), court);
 * ```
 */

export { exitCodeOf, type FailurePolicy, verdictOf } from './evaluate/index.ts';
export { type Limits, limits, setLimits } from './limits.ts';
export { evaluate, loadPolicy, type Policy, type PolicyOptions } from './policy/index.ts';
export { allReaders, type ReaderMetadata, readerMetadata, readerOf } from './readers/load.ts';
export { compiledRuleSet, compileRules, type RuleSet } from './rules/index.ts';
export { type ScanOptions, scan } from './scan/index.ts';
export type {
  Ban,
  Category,
  Config,
  IdKind,
  Match,
  Product,
  Severity,
  Vendor,
  Waiver,
} from './schema/index.ts';
export { hostSource, openSource, type SourceOptions } from './sources/index.ts';
export type * from './types.ts';
