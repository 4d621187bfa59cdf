/**
 * The library: what a program of your own needs to scan, list, judge and report. No call prints, ends the process,
 * reads standard input, or leaves anything behind in the thread. What a manifest says is data to all of them.
 *
 * {@link scan} does all; `docs/api.md` has every call with an example.
 */

export { loadPolicy, type PluginChoice, type PolicyChoice } from './api/options.ts';
export {
  diff,
  type MergeCallOptions,
  merge,
  type RenderOptions,
  render,
  reportFormats,
  type VerifiedReport,
  type VerifyCallOptions,
  verify,
} from './api/reports.ts';
export {
  type EvaluateOptions,
  evaluatePrograms,
  type InventoryOptions,
  inventory,
  type ScanCallOptions,
  scan,
  type Target,
} from './api/scan.ts';
export { type SweepCallOptions, type SweptRun, sweep } from './api/sweep.ts';
export { EXIT_CODES, exitCodeOf, type FailurePolicy, verdictOf } from './evaluate/index.ts';
export { text as decodeText } from './formats/text/decode.ts';
export { type Line, numberedLines } from './formats/text/lines.ts';
export { type Limits, limits } from './limits.ts';
export { defineReader, defineReporter, type Plugin } from './plugins/define.ts';
export type { PluginKit } from './plugins/kit.ts';
export { evaluate, type Policy } from './policy/index.ts';
export { allReaders, type ReaderMetadata, readerMetadata, readerOf } from './readers/load.ts';
export { PluginError } from './readers/plugin-error.ts';
export type { Reporter, Run, Style, Summary } from './report/run.ts';
export { safeJson, sanitiseName, sanitiseText } from './report/sanitise.ts';
export type { ReportDiff } from './report-files/diff.ts';
export { compiledRuleSet, compileRules, type RuleSet } from './rules/index.ts';
export { RuleError } from './rules/problem.ts';
export { type ScanOptions, scan as scanSource } from './scan/index.ts';
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
export { categories, gapKinds, idKinds, severities } from './vocabulary.ts';
