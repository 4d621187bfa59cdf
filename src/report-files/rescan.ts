import { BASELINE_BANS } from '../evaluate/baseline/bans.ts';
import { evaluate, loadPolicy, type Policy, type PolicyOptions } from '../policy/index.ts';
import { callOptions } from '../report/call-options.ts';
import { head as headOf, sourceHead, sourceLists } from '../report/record.ts';
import { createRun } from '../report/summarise.ts';
import type { CitedBan, SourceResult } from '../types.ts';
import { toleranceOf } from './call.ts';
import type { SavedReport, SavedText } from './read.ts';
import { type RescanPlaces, readAgain, type UnopenedSource } from './read-again.ts';
import { saidWords, withSaid } from './said.ts';

/** How the evidence is checked again, and where its sources are now. */
export interface RescanOptions extends PolicyOptions, RescanPlaces {}

/** The evidence as it is now, checked by the rules as they are now. */
export interface Rescan {
  readonly outcomes: readonly SourceResult[];
  readonly unopened: readonly UnopenedSource[];
  /** Sources that are there, and that the report should have and has not. */
  readonly added: readonly string[];
  /** As this rule set cites the bans of the report. */
  readonly bans: readonly CitedBan[];
  /** Whether waivers were given, so that they can be compared. */
  readonly withWaivers: boolean;
  /** What the report says of waivers and cannot be known without them is in these sentences. */
  readonly notices: readonly string[];
  /** What the report alone says of its sources, in words. */
  readonly ofSources: readonly string[];
  /** What is to be said of the rules themselves, such as their age. */
  readonly ofRules: readonly string[];
  /** The report as it would be made now, of the sources that could be read again. */
  readonly text: SavedText;
}

/**
 * Reads the evidence of a report again and judges it as on the day of the report, by the bans of the report as
 * this rule set has them.
 *
 * @throws Error when the report is not a checked one, or a rule cannot be used
 */
export async function rescan(report: SavedReport, options: RescanOptions): Promise<Rescan> {
  const { head, path } = report;
  if (head?.bans === undefined) {
    throw new Error(`${path}: verify needs a scan report with its summary`);
  }
  const deviceClass = options.deviceClass ?? head.options?.deviceClass;
  const policy = await samePolicy(
    head.bans.map(({ id }) => id),
    { ...options, asOf: head.asOf, ...(deviceClass !== undefined && { deviceClass }) },
  );
  const read = await readAgain(report, policy, options);
  const judged = policy ? read.results.map((result) => evaluate(result, policy)) : read.results;
  const said = new Map(report.results.map((result) => [result.name, result]));
  const outcomes = judged.map((result) => withSaid(result, said.get(result.name)));
  const run = createRun(
    {
      command: 'scan',
      asOf: head.asOf,
      bans: policy?.cited ?? [],
      outcomes,
      notices: head.notices ?? [],
      // Only what a call can say: anything else in them is a difference.
      options: head.options && callOptions(head.options),
      plugins: policy?.plugins ?? [],
      ...(head.shard !== undefined && { shard: head.shard }),
    },
    toleranceOf(head),
  );
  const sources = outcomes.map((result) =>
    plain({ ...sourceHead(result, run), ...sourceLists(result, run) }),
  );
  const waivers = policy?.waivers.length ?? 0;
  return {
    outcomes,
    unopened: read.unopened,
    added: read.added,
    bans: policy?.cited ?? [],
    withWaivers: waivers > 0,
    notices: policy ? derivedNotices(policy, outcomes) : [],
    ofSources: saidWords(judged, said),
    ofRules: policy?.notices ?? [],
    text: { head: plain(headOf(run)), sources },
  };
}

function derivedNotices({ notices, evaluator }: Policy, outcomes: readonly SourceResult[]): string[] {
  const names = outcomes.map(({ name }) => name);
  return [...notices, ...evaluator.notices(undefined, names), ...evaluator.ending()];
}

/** As a report in JSON has it: what is not known is left out. */
function plain(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(record)) as Readonly<Record<string, unknown>>;
}

/** Undefined when this rule set has none of the bans. */
async function samePolicy(ids: readonly string[], options: PolicyOptions): Promise<Policy | undefined> {
  const own = options.bans ?? [];
  // A baseline that only the configuration names is asked of reports that were made by one.
  const { readBaseline: _, ...withoutBaseline } = options;
  const isByBaseline = ids.includes(BASELINE_BANS.added) || (options.onlyBaseline ?? []).length > 0;
  const rest = isByBaseline ? options : withoutBaseline;
  const { rules } = await loadPolicy({ ...rest, bans: ['all', ...own] });
  const there = [...new Set(ids)].filter((id) => rules.digests[id] !== undefined);
  return there.length > 0 ? loadPolicy({ ...rest, bans: [...there, ...own] }) : undefined;
}
