import type { Indicators } from '../catalogue/index.ts';
import type { Ban, Vendor } from '../schema/index.ts';

/** What shows built-in rules from those of another build. */
export interface RuleBuild {
  /** SHA-256 of all vendors and bans. */
  readonly sha256: string;
  /** The days that they name, sorted: what depends on the day of a call compares it with one of these. */
  readonly days: readonly string[];
}

/** Everything that a scan knows of rules. */
export interface RuleSet {
  /** Sorted by id. */
  readonly vendors: readonly Vendor[];
  /** Sorted by id. */
  readonly bans: readonly Ban[];
  /** The marks of all vendors, ready to be looked up. */
  readonly marks: Indicators;
  /** Own files that are part of it, by their absolute paths: named twice, they are read once. */
  readonly files?: ReadonlySet<string>;
  /** The day on which the built-in rules were reviewed, `YYYY-MM-DD`. */
  readonly reviewed?: string;
  /** Where all vendors are built-in ones; there is less of them in a rule book for judging. */
  readonly build?: RuleBuild;
  /** Ids of readers of plugins, which rules may name. */
  readonly ownReaders?: readonly string[];
  /** Ban → digest. */
  readonly digests: Readonly<Record<string, string>>;
  /** What a scan by the bans has to look for beside manifests, where it was found out ahead. */
  readonly fingerprints?: readonly string[];
}
