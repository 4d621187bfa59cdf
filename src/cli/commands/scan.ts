import { Command } from 'commander';
import { type CourtOptions, convene, judged } from '../../policy/index.ts';
import { runOf } from '../../report/summarise.ts';
import { type SurveyOptions, survey } from '../../scan/scan-sources.ts';
import type { Io } from '../../types.ts';
import { deepScan } from '../deep-progress.ts';
import { needsDigests, needsPrograms, planReports, publish } from '../output/write-reports.ts';
import { collect, failOn, outputsOf, refusal, toleranceOf, withRules } from './options.ts';

interface ScanOptions extends SurveyOptions, CourtOptions {
  readonly deep?: boolean;
  readonly output: readonly string[];
  readonly failOn?: 'ban' | 'warn' | 'residue';
  readonly allowUnread?: boolean;
  readonly strictWaivers?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** `interdict [scan]`: read, judge, report. */
export function scanCommand(io: Io, exit: (status: number) => void): Command {
  const command = new Command('scan')
    .description('judge this machine, or the sources that are named')
    .argument('[source...]', 'folders, images, archives or files; - is standard input; none is this machine');
  return withRules(command)
    .option('-o, --output <format[=file]>', 'text, json, sarif, html, …; repeatable', collect, [])
    .option('--as <reader>', "read handed files with this reader (see 'interdict formats')")
    .option('--columns <mapping>', 'of handed tables: name=Title,version=Version,publisher=Vendor')
    .option('--as-of <YYYY-MM-DD>', 'judge as on that day (UTC); default: today')
    .addOption(failOn())
    .option('--device-class <class>', 'for bans of one class: desktop, laptop, server, mobile')
    .option('--platform <os/arch>', 'of an image with several platforms')
    .option('--all-layers', 'tell also what upper layers of an image removed')
    .option('--deep', 'search all files for programs, by their version resources and signatures')
    .option('--strict-waivers', 'an expired or unused waiver is an error')
    .option('--allow-empty', 'a source that lists nothing is no error')
    .option('--allow-unread', 'what could not be read does not change the exit status')
    .option('-q, --quiet', 'say nothing when all is well, for cron')
    .option('--no-color', 'no colours')
    .action(async (sources: string[], options: ScanOptions) => {
      const court = await convene({ ...options, onlyJudging: true });
      const { config, judge } = court;
      const plans = await planReports(outputsOf(options, config), sources);
      // What upper layers removed is told by what is still there.
      const isWhole = needsPrograms(plans) || options.allLayers === true;
      const looked = await survey(
        sources,
        { ...options, allowEmpty: options.allowEmpty ?? config['allow-empty'] ?? false },
        io,
        {
          digests: needsDigests(plans),
          fingerprints: court.fingerprints,
          ...deepScan(options, court, io),
          ...(isWhole ? {} : { keep: judge.concerns, beginnings: judge.beginnings }),
        },
      );
      const outcomes = looked.map((outcome) => judged(outcome, court));
      const notices = judge.notices();
      const tolerance = toleranceOf(options, config);
      const run = runOf(
        { command: 'scan', asOf: court.day, bans: court.cited, outcomes, notices },
        tolerance,
      );
      await publish(run, plans, io, options.color, options.quiet);
      exit(refusal(notices, options, config, io) ?? run.exitCode);
    });
}
