import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { createRun } from '../../report/summarise.ts';
import { mergeReports } from '../../report-files/merge.ts';
import { readReport } from '../../report-files/read.ts';
import { trendOf } from '../../report-files/trend.ts';
import type { Io } from '../../types.ts';
import { planReports, writeReports } from '../output/write-reports.ts';
import { collect, history } from './options.ts';

interface MergeOptions {
  readonly output: readonly string[];
  readonly expect?: string;
  readonly history: readonly string[];
  readonly failOn?: 'ban' | 'warn' | 'residue';
  readonly allowUnread?: boolean;
  readonly color: boolean;
}

/** `interdict merge`: one report out of several. */
export function mergeCommand(io: Io, exit: (status: number) => void): Command {
  return new Command('merge')
    .description('put the reports of shards, hosts and machines together; duplicates and gaps are told')
    .argument('<report...>', 'JSON or NDJSON reports, and journals of sweeps beside them')
    .option('-o, --output <format[=file]>', 'text, json, html, …; repeatable', collect, [])
    .option('--expect <file>', 'a source name a line: each that no report has makes the answer incomplete')
    .addOption(history())
    .addOption(
      new Option(
        '--fail-on <what>',
        'the mildest thing that gives exit status 1; default: as in the reports',
      ).choices(['ban', 'warn', 'residue']),
    )
    .option('--allow-unread', 'what could not be read, and gaps, do not change the exit status')
    .option('--no-color', 'no colours')
    .action(async (files: string[], options: MergeOptions) => {
      const plans = await planReports(options.output);
      const { failOn, ...judged } = mergeReports(files.map(readReport), expectedNames(options.expect));
      const traces = judged.command === 'inventory';
      const run = createRun({ ...judged, traces, history: trendOf(options.history) }, { failOn, ...options });
      await writeReports(run, plans, io, options.color);
      exit(run.exitCode);
    });
}

function expectedNames(file: string | undefined): string[] {
  if (file === undefined) return [];
  return readFileSync(file, 'utf8')
    .split(/\r?\n/u)
    .filter((name) => name !== '');
}
