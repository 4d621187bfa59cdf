import { Command, Option } from 'commander';
import { withFacts } from '../../host-lists/facts.ts';
import { hostsAt } from '../../policy/known-hosts.ts';
import { createRun } from '../../report/summarise.ts';
import { readSound } from '../../report-files/contradictions.ts';
import { mergeReports } from '../../report-files/merge.ts';
import type { Io } from '../../types.ts';
import { planReports, signerFor, writeReports } from '../output/write-reports.ts';
import { type PluginFlags, pluginsFor, withPluginOption } from '../plugins.ts';
import { pastOf, storeRun } from '../store.ts';
import { expectationsOf, expectOption, maxAgeOption, sinceOption } from './fleet-options.ts';
import {
  colorOption,
  history,
  hostsOption,
  outputOption,
  signOption,
  storeOption,
  type VerdictFlags,
} from './options.ts';

interface MergeOptions extends PluginFlags, VerdictFlags {
  readonly expect: readonly string[];
  readonly maxAge?: string;
  readonly since?: string;
  readonly hosts: readonly string[];
  readonly history: readonly string[];
  readonly failOn?: 'ban' | 'warn' | 'residue';
}

/** `interdict merge`: one report out of several. */
export function mergeCommand(io: Io, exit: (status: number) => void): Command {
  const command = new Command('merge')
    .description('combine the reports of shards and hosts, and report duplicates and gaps')
    .argument('<report...>', 'JSON or NDJSON reports, and sweep journals');
  return withPluginOption(command)
    .addOption(outputOption())
    .addOption(expectOption())
    .addOption(maxAgeOption('a source whose report or data is older'))
    .addOption(sinceOption('a source whose report is of an earlier day is incomplete'))
    .addOption(hostsOption())
    .addOption(history())
    .addOption(storeOption())
    .addOption(
      new Option('--fail-on <what>', 'exit 1 from this level up (default: as in the reports)').choices([
        'ban',
        'warn',
        'residue',
      ]),
    )
    .option('--allow-unread', 'accept coverage gaps, except empty sources and undecided bans')
    .option('--allow-incomplete', 'the same as --allow-unread')
    .addOption(signOption())
    .option('--verbose', 'all bans, reasons and authorities of a program in the text')
    .addOption(colorOption())
    .option('--no-color', 'the same as --color never')
    .action(async (files: string[], options: MergeOptions) => {
      const plans = await planReports(options.output, [], (await pluginsFor(options)).reporters);
      const signer = await signerFor(options.sign, plans, io);
      const hosts = options.hosts.length > 0 ? hostsAt(options.hosts) : undefined;
      const checks = { ...(await expectationsOf(options)), since: options.since };
      const { failOn, ...merged } = mergeReports(files.map(readSound), checks);
      const past = await pastOf(options, merged.asOf);
      const judged = {
        ...merged,
        outcomes: merged.outcomes.map((result) => withFacts(result, hosts)),
        notices: [...merged.notices, ...(hosts?.notices ?? []), ...past.notices],
      };
      const traces = judged.command === 'inventory';
      const run = createRun(
        { ...judged, traces, ...(past.trend && { history: past.trend }) },
        { failOn, ...options },
      );
      await writeReports(run, plans, io, { ...options, signer });
      await storeRun(options, run, io);
      exit(run.exitCode);
    });
}
