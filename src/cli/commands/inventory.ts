import { Command } from 'commander';
import { setLimits } from '../../limits.ts';
import { configIn } from '../../policy/config.ts';
import { createRun } from '../../report/summarise.ts';
import { type ScanSourcesOptions, scanSources } from '../../scan/scan-sources.ts';
import type { Io, SourceResult } from '../../types.ts';
import { deepScan } from '../deep-progress.ts';
import { needsDigests, planReports, writeReports } from '../output/write-reports.ts';
import { ownReadersOf, type PluginFlags, pluginsFor, withPluginOption } from '../plugins.ts';
import { type ColorChoice, colorOption, outputOption, sourceNameOption } from './options.ts';

interface InventoryOptions extends ScanSourcesOptions, PluginFlags {
  readonly output: readonly string[];
  readonly config?: string | false;
  readonly traces?: boolean;
  readonly deep?: boolean;
  readonly allowUnread?: boolean;
  readonly allowIncomplete?: boolean;
  readonly quiet?: boolean;
  readonly color?: ColorChoice;
}

/** `interdict inventory`: the programs alone, no judging. */
export function inventoryCommand(io: Io, exit: (status: number) => void): Command {
  const command = new Command('inventory')
    .description('list the installed programs')
    .argument(
      '[source...]',
      'folders, images, archives or files, or - for standard input (default: this machine)',
    );
  return withPluginOption(command)
    .addOption(outputOption())
    .option('--as <reader>', "read input files with this reader (see 'interdict formats')")
    .option('--columns <mapping>', 'columns of input tables: name=Title,version=Version,publisher=Vendor')
    .option('--platform <os/arch>', 'select one platform of an image')
    .option('-c, --config <file>', 'configuration, for its limits (default: interdict.yaml here, if present)')
    .option('--no-config', 'read no configuration')
    .option('--all-layers', 'list files that upper image layers removed, too')
    .option('--guests', 'scan containers, chroots and other systems inside, each as a source')
    .addOption(sourceNameOption())
    .option('--deep', 'search all files for programs, by their version resources and signatures')
    .option('--traces', 'show services, drivers, folders and other traces too')
    .option('--allow-empty', 'accept a source without software entries')
    .option('--allow-unread', 'accept coverage gaps, except empty sources and undecided bans')
    .option('--allow-incomplete', 'the same as --allow-unread')
    .option('-q, --quiet', 'print nothing: only the exit status, and the files of -o')
    .addOption(colorOption())
    .option('--no-color', 'the same as --color never')
    .action(async (sources: string[], options: InventoryOptions) => {
      const plugins = await pluginsFor(options);
      const plans = await planReports(options.output, sources, plugins.reporters);
      setLimits((await configIn(options.config)).config.limits);
      const results = await scanSources(sources, options, io, {
        digests: needsDigests(plans),
        ...ownReadersOf(plugins),
        ...deepScan(options, { fileDigests: false }, io),
      });
      const asOf = new Date().toISOString().slice(0, 10);
      // Lists of services alone have nothing else to show.
      const traces = options.traces === true || results.every(isEvidenceOnly);
      const run = createRun(
        {
          command: 'inventory',
          asOf,
          bans: [],
          outcomes: results,
          notices: [],
          plugins: plugins.records,
          traces,
        },
        options,
      );
      await writeReports(run, plans, io, options);
      exit(run.exitCode);
    });
}

function isEvidenceOnly({ sightings }: SourceResult): boolean {
  return sightings.length > 0 && sightings.every(({ kind }) => kind === 'trace');
}
