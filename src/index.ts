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

export { exitCodeOf, type Tolerance, verdictOf } from './evaluate/index.ts';
export { type Limits, limits, setLimits } from './limits.ts';
export { type Court, type CourtOptions, convene, judged } from './policy/index.ts';
export { allReaders, cards, type ReaderCard, readerOf } from './readers/load.ts';
export { compiledRuleBook, compileRules, type RuleBook } from './rules/index.ts';
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
