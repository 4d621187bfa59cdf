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

/** The baseline of a call, or that of the configuration; what reads it is loaded where there is one. */
export function baselineOptions({
  onlyBaseline,
  baselineVersions,
}: BaselineFlags): Pick<PolicyOptions, 'onlyBaseline' | 'baselineVersions' | 'readBaseline'> {
  return {
    ...(onlyBaseline && { onlyBaseline }),
    ...(baselineVersions !== undefined && { baselineVersions }),
    readBaseline: async (paths, versions) =>
      (await import('../../report-files/baseline.ts')).readBaseline(paths, versions),
  };
}
