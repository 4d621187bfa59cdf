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

export { type Court, type CourtOptions, convene, judged } from './court.ts';
export { exitCodeOf, type Tolerance, verdictOf } from './judge.ts';
export { type Limits, limits, setLimits } from './limits.ts';
export type * from './model.ts';
export { allReaders, cards, type ReaderCard, readerOf } from './registry.ts';
export { compiledRuleBook, compileRules, type RuleBook } from './rulebook.ts';
export { type ScanOptions, scan } from './scan.ts';
export type { Ban, Category, Config, IdKind, Match, Product, Severity, Vendor, Waiver } from './schema.ts';
export { hostSource, openSource, type SourceOptions } from './sources/index.ts';
