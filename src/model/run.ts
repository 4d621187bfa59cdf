/** The nouns of what is said of sources: findings, outcomes, runs, and the reports that are made of them. */

import type { Manifest, Os, Sighting, SourceKind, Unread } from '../model.ts';
import type { Severity } from '../schema.ts';

/** An accepted exception that covers a finding, as reports show it. */
export interface AppliedWaiver {
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, `YYYY-MM-DD`, UTC. */
  readonly expires: string;
  readonly file?: string;
}

/** A ban broken by a sighting, with the chain of reasons. */
export interface Finding {
  readonly ban: string;
  /** Of the ban on the day judged. */
  readonly severity: Severity;
  /** With its state decided: a trace without a program entry is `installed` or `residue`. */
  readonly program: Sighting;
  readonly vendor?: string;
  readonly product?: string;
  /** From the sighting to the ban, one sentence each. */
  readonly reasons: readonly string[];
  /** Ids of the authorities behind the ban. */
  readonly authorities: readonly string[];
  /** What to do about it. */
  readonly remedy?: string;
  /** Other traces of the same product in the same source. */
  readonly evidence?: readonly Sighting[];
  readonly waiver?: AppliedWaiver;
}

/** All that one source gave. */
export interface Outcome {
  readonly name: string;
  readonly kind: SourceKind;
  readonly os?: Os;
  readonly sightings: readonly Sighting[];
  readonly manifests: readonly Manifest[];
  readonly findings: readonly Finding[];
  readonly unread: readonly Unread[];
  /** Where it was decided already; else reports derive it from the findings and unreads. */
  readonly verdict?: Verdict;
  /** Program entries, where the sightings themselves are not kept. */
  readonly programs?: number;
}

/** `banned` wins over `incomplete`, which wins over `clean`. */
export type Verdict = 'clean' | 'banned' | 'incomplete';

/** A ban as reports cite it. */
export interface CitedBan {
  readonly id: string;
  readonly title: string;
  readonly why?: string;
  readonly severity: Severity;
  /** `sha256:…` over the ban in canonical JSON. */
  readonly digest: string;
  readonly authorities: readonly { id: string; title: string; issuer?: string; url?: string }[];
}

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
}

/** Everything a report is made from. */
export interface Run {
  readonly tool: { readonly name: 'interdict'; readonly version: string };
  /** `scan` judges; `inventory` only lists. */
  readonly command: 'scan' | 'inventory';
  /** The day judged, `YYYY-MM-DD`, UTC. */
  readonly asOf: string;
  readonly bans: readonly CitedBan[];
  readonly verdict: Verdict;
  readonly exitCode: 0 | 1 | 2 | 3;
  readonly summary: Summary;
  /** Sorted by name. Those of a sweep are read from disk each time they are walked. */
  readonly outcomes: Iterable<Outcome>;
  /** Things the operator should know: expired or unused waivers, … */
  readonly notices: readonly string[];
  /** Whether an inventory shows traces. */
  readonly traces?: boolean;
  /** The mildest thing that fails the run; default `ban`. */
  readonly failOn?: 'ban' | 'warn' | 'residue';
  /** Whether what could not be read leaves the verdict alone. */
  readonly allowUnread?: boolean;
  /** Which part of a sweep this is: `2/5` is the second of five. */
  readonly shard?: string;
  /** Earlier runs over the same sources, the oldest first: reports for people show the trend. */
  readonly history?: readonly Pick<Run, 'asOf' | 'verdict' | 'summary'>[];
}

/** How a report may look; `width` is 80 columns where there is no terminal. */
export interface Style {
  readonly color: boolean;
  readonly width: number;
}

/** Turns a run into text. Pure: the same run gives the same bytes. */
export interface Report {
  /** The name after `-o`. */
  readonly id: string;
  readonly title: string;
  /** Lists all programs, of a scan too, which else keeps those alone that a ban or a vendor is concerned with. */
  readonly listsPrograms?: true;
  render(run: Run, style: Style): Iterable<string>;
}

/** Where text goes: a stream, or what does as much of one. */
export interface Output extends NodeJS.EventEmitter {
  /** False asks to wait until `done` is called before more is written. */
  write(text: string, done?: () => void): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What the process gives a command: `process` itself fits. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
}
