import { Command } from 'commander';
import { scanRun } from '../../api/scan-run.ts';
import { loadPolicy, type PolicyOptions } from '../../policy/index.ts';
import type { ScanSourcesOptions } from '../../scan/scan-sources.ts';
import type { Io } from '../../types.ts';
import { deepScan } from '../deep-progress.ts';
import {
  needsDigests,
  needsPrograms,
  planReports,
  signerFor,
  writeReports,
} from '../output/write-reports.ts';
import { ownReadersOf, type PluginFlags, pluginsFor, withPluginOption } from '../plugins.ts';
import { storeRun } from '../store.ts';
import { type BaselineFlags, baselineOptions, withBaselineOptions } from './baseline-options.ts';
import {
  colorOption,
  failOn,
  hostsOption,
  nameOption,
  outputOption,
  outputsOf,
  signOption,
  sourceNameOption,
  storeOption,
  strictWaiverStatus,
  type VerdictFlags,
  withRules,
} from './options.ts';

interface ScanOptions extends ScanSourcesOptions, PolicyOptions, PluginFlags, BaselineFlags, VerdictFlags {
  readonly deep?: boolean;
  readonly name: readonly string[];
  readonly failOn?: 'ban' | 'warn' | 'residue';
  readonly strictWaivers?: boolean;
  readonly quiet?: boolean;
}

/** `interdict [scan]`: read, judge, report. */
export function scanCommand(io: Io, exit: (status: number) => void): Command {
  const command = new Command('scan')
    .description('check this machine, or the given sources')
    .argument(
      '[source...]',
      'folders, images, archives or files, or - for standard input (default: this machine)',
    );
  return withPluginOption(withBaselineOptions(withRules(command)))
    .addOption(outputOption())
    .option('--as <reader>', "read input files with this reader (see 'interdict formats')")
    .option('--columns <mapping>', 'columns of input tables: name=Title,version=Version,publisher=Vendor')
    .option('--as-of <YYYY-MM-DD>', 'check for that date, UTC (default: today)')
    .addOption(failOn())
    .option('--device-class <class>', 'device class of the sources: desktop, laptop, server, mobile')
    .option('--platform <os/arch>', 'select one platform of an image')
    .option('--all-layers', 'report files that upper image layers removed, too')
    .option('--guests', 'scan containers, chroots and other systems inside, each as a source')
    .addOption(sourceNameOption())
    .addOption(nameOption())
    .addOption(hostsOption())
    .option('--deep', 'search all files for programs, by their version resources and signatures')
    .option('--strict-waivers', 'an expired or unused waiver is an error')
    .option('--allow-empty', 'accept a source without software entries')
    .option('--allow-unread', 'accept coverage gaps, except empty sources and undecided bans')
    .option('--allow-incomplete', 'the same as --allow-unread')
    .option('-q, --quiet', 'print nothing if all is clean, for cron')
    .addOption(signOption())
    .addOption(storeOption())
    .option('--verbose', 'all bans, reasons and authorities of a program in the text')
    .addOption(colorOption())
    .option('--no-color', 'the same as --color never')
    .action(async (sources: string[], options: ScanOptions) => {
      const plugins = await pluginsFor(options);
      const policy = await loadPolicy({
        ...options,
        ...baselineOptions(options),
        plugins: plugins.records,
        onlyJudging: true,
      });
      const { config } = policy;
      const plans = await planReports(outputsOf(options, config), sources, plugins.reporters);
      const signer = await signerFor(options.sign, plans, io);
      const { run, useless } = await scanRun(sources, policy, {
        ...options,
        sourceName: [...(options.sourceName ?? []), ...options.name],
        ...ownReadersOf(plugins),
        ...deepScan(options, policy, io),
        digests: needsDigests(plans),
        // What upper layers removed is reported by what is still there.
        isWhole: needsPrograms(plans) || options.allLayers === true,
        stdin: io,
      });
      await writeReports(run, plans, io, { ...options, signer });
      await storeRun(options, run, io);
      exit(strictWaiverStatus(useless, options, config, io, run.exitCode));
    });
}
