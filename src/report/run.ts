/** What a run says, and what is made of it: the nouns of reports. */

import type { FailurePolicy } from '../evaluate/index.ts';
import type { PolicyOrigin } from '../policy/origin.ts';
import type { CitedBan, ExitCode, PluginRecord, SourceResult, Verdict } from '../types.ts';
import type { FindingStatus } from '../vocabulary.ts';
import type { CallOptions } from './call-options.ts';

/** The sources of one group, by their verdicts. */
export type GroupTotal = Readonly<Record<Verdict | 'sources', number>>;

/** Counts over all sources of a run. */
export interface Summary {
  readonly sources: number;
  readonly programs: number;
  readonly findings: number;
  readonly banned: number;
  readonly warned: number;
  readonly residue: number;
  readonly waived: number;
  readonly unread: number;
  /** Of the banned programs those that are required, and missing or too old. */
  readonly unmet?: number;
  /** Programs, each once and by the worst of its bans, where the other counts are of findings. */
  readonly byProgram?: Readonly<Record<FindingStatus, number>>;
  /** Sources of each group by their verdicts, where a list of hosts has groups. */
  readonly byGroup?: Readonly<Record<string, GroupTotal>>;
}

/** Everything a report is made from. */
export interface Run {
  readonly tool: { readonly name: 'interdict'; readonly version: string };
  /** `scan` judges; `inventory` only lists. */
  readonly command: 'scan' | 'inventory';
  /** The day checked, `YYYY-MM-DD`, UTC. */
  readonly asOf: string;
  readonly bans: readonly CitedBan[];
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly summary: Summary;
  /** Sorted by name. Those of a sweep are read from disk each time they are walked. */
  readonly results: Iterable<SourceResult>;
  /** Things the operator should know: expired or unused waivers, … */
  readonly notices: readonly string[];
  /** Whether an inventory shows traces. */
  readonly traces?: boolean;
  /** The mildest thing that fails the run; default `ban`. */
  readonly failOn?: 'ban' | 'warn' | 'residue';
  /** Whether what could not be read leaves the verdict alone. */
  readonly allowUnread?: boolean;
  /** What else the configuration lets pass. */
  readonly tolerate?: FailurePolicy['tolerate'];
  /** Which configuration was in force, and what came from it; absent where nothing was checked here. */
  readonly configuration?: PolicyOrigin | undefined;
  /** Plugins whose readers and reports took part. */
  readonly plugins?: readonly PluginRecord[];
  /** How the sources were looked at, where that was not as by default. */
  readonly options?: CallOptions | undefined;
  /** Which part of a sweep this is: `2/5` is the second of five. */
  readonly shard?: string;
  /** Earlier runs over the same sources, the oldest first: reports for people show the trend. */
  readonly history?: readonly Pick<Run, 'asOf' | 'verdict' | 'summary'>[];
}

/**
 * How a report may look; `width` is 80 columns where there is no terminal. Values of tables are cut to it on a terminal
 * alone: in a file, what was cut could not be searched for.
 */
export interface Style {
  readonly color: boolean;
  readonly width: number;
  readonly cut?: true;
  /** Every ban, reason and authority of a program, where a report for people otherwise shows the first of many. */
  readonly verbose?: true;
  /** Where the whole of the same run is, for reports that leave out what their readers do not take: `report.json`. */
  readonly whole?: string;
}

/** Turns a run into text. Pure: the same run gives the same bytes. */
export interface Reporter {
  /** The name after `-o`. */
  readonly id: string;
  readonly title: string;
  /** Lists all programs, of a scan too, which else keeps those alone that a ban or a vendor is concerned with. */
  readonly listsPrograms?: true;
  render(run: Run, style: Style): Iterable<string>;
}
