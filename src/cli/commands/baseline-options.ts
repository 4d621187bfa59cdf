import type { Command } from 'commander';
import type { PolicyOptions } from '../../policy/index.ts';
import { collect } from './options.ts';

/** The options that name a baseline. */
export interface BaselineFlags {
  readonly onlyBaseline?: readonly string[];
  readonly baselineVersions?: boolean;
}

/** Adds `--only-baseline`. */
export function withBaselineOptions(command: Command): Command {
  return command
    .option(
      '--only-baseline <report>',
      'what is not in this inventory (interdict inventory -o json) is a finding, repeatable',
      collect,
      [],
    )
    .option('--baseline-versions', 'another version than in the baseline is a finding, too');
}

/**
 * The baseline that a call names; what reads it is loaded where there is one.
 *
 * @throws Error when a file is not a baseline, or versions are asked for without one
 */
export async function baselineOf({
  onlyBaseline = [],
  baselineVersions = false,
}: BaselineFlags): Promise<Pick<PolicyOptions, 'baseline'>> {
  if (onlyBaseline.length === 0) {
    if (baselineVersions) throw new Error('--baseline-versions: give a baseline with --only-baseline');
    return {};
  }
  const { readBaseline } = await import('../../report-files/baseline.ts');
  return { baseline: readBaseline(onlyBaseline, baselineVersions) };
}
