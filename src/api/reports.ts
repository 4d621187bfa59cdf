import { unknownWord } from '../matching/names/nearest.ts';
import type { Plugin } from '../plugins/index.ts';
import type { Run, Style } from '../report/run.ts';
import { createRun } from '../report/summarise.ts';
import { readSound } from '../report-files/contradictions.ts';
import { diffReports, type ReportDiff } from '../report-files/diff.ts';
import { mergeReports } from '../report-files/merge.ts';
import { readReport } from '../report-files/read.ts';
import { rescan } from '../report-files/rescan.ts';
import { stands, type Verification, verifyReport } from '../report-files/verify.ts';
import { reporterOf, reporters } from '../reporters/index.ts';
import { withLimits } from './isolate.ts';
import { limitsOf, type PluginChoice, type PolicyChoice, pluginsIn, policyOptions } from './options.ts';

/** The names of all built-in reports, as they stand after `-o`. */
export const reportFormats: readonly string[] = Object.keys(reporters);

/** How a report looks, and where reports of one's own come from. */
export interface RenderOptions extends Partial<Style> {
  readonly plugins?: readonly (string | Plugin)[];
}

/**
 * Writes a run as a report, in the bytes of the command. Chunks are made when they are asked for, so that a report of a
 * large fleet needs little memory; `[...chunks].join('')` is all of it.
 *
 * @param format one of {@link reportFormats}, or a report of a plugin
 * @throws Error when there is no such report; PluginError when a plugin cannot be used
 * @example
 * ```js
 * import { render, scan } from 'interdict';
 *
 * const run = await scan('fixtures/machines/alder', { asOf: '2026-11-24' });
 * const report = JSON.parse([...(await render(run, 'json'))].join(''));
 * console.log(report.schemaVersion, report.verdict, report.sources.length);
 * ```
 * ```text
 * 1 clean 1
 * ```
 */
export async function render(
  run: Run,
  format: string,
  { plugins, color = false, width = 80, ...more }: RenderOptions = {},
): Promise<Iterable<string>> {
  const own = (await pluginsIn(plugins)).reporters;
  const reporter = await reporterOf(format, own);
  if (!reporter) {
    const known = [...own.map(({ id }) => id), ...reportFormats];
    throw new Error(unknownWord('report', format, known));
  }
  return reporter.render(run, { color, width, ...more });
}

/** What a merge expects and lets pass. */
export interface MergeCallOptions {
  /** Names of sources: one that is missing makes the run incomplete. */
  readonly expect?: readonly string[];
  /** Default: as in the reports. */
  readonly failOn?: 'ban' | 'warn' | 'residue';
  readonly allowUnread?: boolean;
}

/**
 * Makes one run of several saved reports, as `interdict merge` does. What is missing or broken in them is incomplete.
 *
 * @param files JSON or NDJSON reports, and journals of sweeps
 * @throws Error that names the file when one is no report, contradicts itself, or when they do not go together
 * @example
 * ```js
 * import { writeFileSync } from 'node:fs';
 * import { merge, render, scan } from 'interdict';
 *
 * for (const name of ['alder', 'birch']) {
 *   const run = await scan(`fixtures/machines/${name}`);
 *   writeFileSync(`${name}.json`, [...(await render(run, 'json'))].join(''));
 * }
 * const run = merge(['alder.json', 'birch.json'], { expect: ['fixtures/machines/larch'] });
 * console.log(run.verdict, run.summary.sources);
 * ```
 * ```text
 * banned 3
 * ```
 */
export function merge(files: readonly string[], options: MergeCallOptions = {}): Run {
  const { failOn, ...merged } = mergeReports(files.map(readSound), {
    expected: (options.expect ?? []).map((name) => ({ names: [name], place: 'expect', tags: [] })),
  });
  const traces = merged.command === 'inventory';
  return createRun(
    { ...merged, traces },
    { failOn: options.failOn ?? failOn, ...(options.allowUnread && { allowUnread: true }) },
  );
}

/**
 * Compares two saved reports, as `interdict diff` does.
 *
 * @throws Error that names the file when one is no report or contradicts itself
 * @example
 * ```js
 * import { writeFileSync } from 'node:fs';
 * import { diff, render, scan } from 'interdict';
 *
 * const run = await scan('fixtures/machines/birch');
 * writeFileSync('today.json', [...(await render(run, 'json'))].join(''));
 * const { changes } = diff('today.json', 'today.json');
 * console.log(changes.new.length, changes.still.length > 0);
 * ```
 * ```text
 * 0 true
 * ```
 */
export function diff(older: string, newer: string): ReportDiff {
  return diffReports(readSound(older), readSound(newer));
}

/** How a report is verified. */
export interface VerifyCallOptions
  extends Pick<PolicyChoice, 'config' | 'deviceClass' | 'limits'>,
    PluginChoice {
  /** Where the sources are now. Default: where the report says. */
  readonly places?: readonly string[];
  /** Files of own bans that the report was made by. */
  readonly bans?: readonly string[];
  /** The waivers of the report: without them, a report with waivers does not hold. */
  readonly waivers?: readonly string[];
  /** Whether the waivers of the report are left aside. */
  readonly ignoreWaivers?: boolean;
  /** Whether another version of interdict may have made it. */
  readonly anyVersion?: boolean;
  readonly platform?: string;
  readonly allLayers?: boolean;
}

/** What of a report still holds, and whether all does. */
export interface VerifiedReport extends Verification {
  readonly holds: boolean;
}

/**
 * Reads the evidence of a saved report again and judges it as of the day of the report, as `interdict verify` does.
 *
 * @throws Error that names the file when it is no report of a scan
 * @example
 * ```js
 * import { writeFileSync } from 'node:fs';
 * import { render, scan, verify } from 'interdict';
 *
 * const run = await scan('fixtures/machines/birch');
 * writeFileSync('birch.json', [...(await render(run, 'json'))].join(''));
 * const { holds, unchanged } = await verify('birch.json');
 * console.log(holds, unchanged > 0);
 * ```
 * ```text
 * true true
 * ```
 */
export async function verify(file: string, options: VerifyCallOptions = {}): Promise<VerifiedReport> {
  const { plugins: chosen, ...choice } = options;
  const plugins = await pluginsIn(chosen, options.config);
  return withLimits(await limitsOf(options), async () => {
    const report = readReport(file);
    const judging = { ...choice, ...policyOptions(choice, plugins), ownReaders: plugins.readers };
    const found = verifyReport(report, await rescan(report, judging), options);
    return { ...found, holds: stands(found) };
  });
}
