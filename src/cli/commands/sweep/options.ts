import type { PolicyOptions } from '../../../policy/index.ts';
import type { PluginFlags } from '../../plugins.ts';
import type { BaselineFlags } from '../baseline-options.ts';
import type { ExpectationOptions } from '../fleet-options.ts';
import type { VerdictFlags } from '../options.ts';

/** The options of `interdict sweep`. */
export interface SweepCommandOptions
  extends PolicyOptions,
    PluginFlags,
    ExpectationOptions,
    BaselineFlags,
    VerdictFlags {
  readonly deep?: boolean;
  readonly failOn?: 'ban' | 'warn' | 'residue';
  readonly allowEmpty?: boolean;
  readonly strictWaivers?: boolean;
  readonly jobs?: number;
  readonly shard?: string;
  readonly resume?: string;
  readonly cache?: string;
  readonly queue?: string;
  readonly hostTimeout?: number;
  readonly isolate?: boolean;
  readonly history: readonly string[];
  readonly progress: boolean;
  readonly quiet?: boolean;
}
