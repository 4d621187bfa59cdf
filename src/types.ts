/**
 * Every noun of the house, types only: read this first.
 *
 * The line is: argv → command → {@link Source} → {@link SourceFile}… → {@link Program}… → {@link Sighting}…
 * → {@link Finding}… → {@link SourceResult} → {@link Run} → report text and exit status.
 * The nouns of rule files (vendor, product, ban, waiver) live in `src/schema/`, where one description gives
 * their types, their validation and their JSON Schemas.
 */

import type { ResultCoverage } from './coverage.ts';
import type { CoverageGap } from './coverage-gap.ts';
import type { MachineFacts } from './machine-facts.ts';
import type { FileResolver } from './open-files.ts';
import type { SourceKind } from './source.ts';
import type { IdKind, Mark, NoteFact, Severity } from './vocabulary.ts';

export type { CitedBan, NextPhase } from './cited-ban.ts';
export type { CoverageGap } from './coverage-gap.ts';
export type { HostFacts, MachineFacts } from './machine-facts.ts';
export type { FileResolver } from './open-files.ts';
export type { PluginRecord } from './plugin-record.ts';
export type { SmallTree, Source, SourceFile, SourceKind } from './source.ts';
export type { Mark } from './vocabulary.ts';

/**
 * `partial` is a program whose installation or removal stopped half-way: it counts as installed.
 * `residue` is what a removal left behind: settings, services, folders or keys.
 */
export type State = 'installed' | 'partial' | 'residue';

/** One installed thing as its manifest shows it. */
export interface Program {
  readonly name: string;
  /** As its ecosystem writes it: deb `[epoch:]upstream-revision`, rpm `[epoch:]version-release`, … */
  readonly version?: string;
  /** Who made it: Windows `Publisher`, rpm `Vendor`, the organisation that signed a bundle. */
  readonly publisher?: string;
  /** Who packaged it: dpkg and apk `Maintainer`, rpm `Packager`. A maintainer is not a vendor. */
  readonly maintainer?: string;
  /** As its list writes it: an expression of SPDX, a name, or several names with `; ` where it says no more. */
  readonly licence?: string;
  readonly arch?: string;
  /** Day of installation, `YYYY-MM-DD`, where the manifest shows it. */
  readonly installedOn?: string;
  /**
   * Last day, `YYYY-MM-DD` in UTC, on which a record of the system shows the file: its last run, or the last time
   * that Windows looked at it. It says nothing about today.
   */
  readonly lastSeen?: string;
  /** `kind:value`, with a kind of `idKinds`: `deb:kesl`, `bundle-id:com.kaspersky.kav`. */
  readonly ids?: readonly string[];
  /** Default: `installed`. */
  readonly state?: State;
  /** Default: `program`. A `trace` is a mark without a program entry: a service, a driver, a folder, a key. */
  readonly kind?: 'program' | 'trace';
  readonly marks?: readonly Mark[];
  /** The account it is installed for, where the manifest itself shows it; else the walker derives it. */
  readonly user?: string;
  /** Where it is installed: a folder on its machine. */
  readonly folder?: string;
  /** The program file that a trace starts or shows, from the root of its machine: `/opt/example/bin/scan`. */
  readonly executable?: string;
  /** Whether that file is there: absent where that was not looked at. */
  readonly executableFound?: boolean;
  /** The computer, where one document lists the programs of several: as the document names it. */
  readonly host?: string;
  /** Where in the manifest it stands: a line from 1, or a registry key, a record, … */
  readonly line?: number;
  readonly entry?: string;
}

/** A program together with where it was seen. */
export interface Sighting extends Program {
  /** The id of the reader, or `path` for a folder or file that is a fingerprint by itself. */
  readonly reader: string;
  /** The manifest, from the root of its source. */
  readonly path: string;
}

/** Words by which a person knows a format. */
export interface Telltale {
  /** With its article: `a GLPI inventory`. */
  readonly format: string;
  /** Keys, names of elements or titles of columns, as the format writes them: those that a file must have come first. */
  readonly keys: readonly string[];
  /** Whether the reader ignores case and separators of keys. */
  readonly anyCase?: true;
}

/** Turns the bytes of one kind of manifest into programs. Pure: no await, no log, no catch, no null. */
export interface Reader {
  /** `dpkg-status`: its file, its fixtures, its name in reports. */
  readonly id: string;
  /** For people: `Debian package database`. */
  readonly title: string;
  /** Globs from the root of a machine. */
  readonly paths: readonly string[];
  /** Globs that only a Mac is searched by: they go through all of its folders, for which others have other uses. */
  readonly macPaths?: readonly string[];
  /**
   * Globs of files that `read` may ask its tree for. Folders on disk do not need them; archives, which are
   * read in one pass, keep these beside the manifests.
   */
  readonly siblings?: readonly string[];
  /**
   * Endings that are added to the name of a manifest in the names of files that are of use to it alone: logs,
   * locks, shared memory. Beside a manifest that was read they are not reported as unrecognised.
   */
  readonly sidecars?: readonly string[];
  /** The names (with `folder`, of folders) say it all, as those of unit files do: `read` is called with no bytes. */
  readonly pathOnly?: true | 'folder';
  /**
   * Lists supplementary data of a machine only (services, menu entries, browser extensions): a root file system in
   * which nothing but such was recognised has not been inventoried. Where only some of the `paths` are
   * supplementary, these: the hives of users are one, the hive that lists the programs of the machine is none.
   */
  readonly supplementary?: true | readonly string[];
  /** Remembers what ran or was seen, and lists nothing that is installed: passed alone it is no inventory. */
  readonly record?: true;
  /**
   * Reports each line that is not of its format: no list of another tool can stand between its records unseen.
   */
  readonly strict?: true;
  /**
   * Some of its lines are what people wrote, names of files or answers of other tools: only those that cannot be anything
   * else count as rows of another list. With `all`, no line does.
   */
  readonly freeText?: true | 'all';
  /**
   * Whether a passed file is of this kind. `head` holds the first 64 KiB or less, `name` is the base name.
   * `path` is where it lay, for the few kinds that only their folder shows. Must hold only when it is certain:
   * two readers that both recognise a file are an error of the house.
   */
  recognises?(head: Uint8Array, name: string, path?: string): boolean;
  /** What shows that a file nearly is of this kind, so that the report can say what it lacks. */
  readonly telltales?: readonly Telltale[];
  /**
   * Yields the programs; throws `SyntaxError` when the bytes are not in this format or end early inside a
   * record. What was yielded before counts. What may be passed over need not be yielded.
   */
  read(bytes: Uint8Array, resolver: FileResolver, prefilter?: Prefilter, note?: NoteFact): Iterable<Program>;
}

/** Bytes by hashes of the beginnings of names: what some name begins with (`matching/prefix-filter.ts`). */
export type PrefixFilter = Uint8Array;

/** Passes over packages: of a fleet's, most are irrelevant by the beginning of their name alone. */
export interface Prefilter {
  /**
   * What names begin with that may be relevant, of packages with this kind of id; undefined when any may be.
   * Others need only be counted, if they are installed and have no marks.
   */
  prefixes(kind: IdKind): PrefixFilter | undefined;
  /** Counts those that were passed over. */
  skipped(count: number): void;
}

/** A manifest that was opened; whether it was read to its end, `unread` shows. */
export interface Manifest {
  readonly path: string;
  readonly reader: string;
  /** Programs (not traces) that it gave. */
  readonly programs: number;
  /** Hex, when digests were asked for. */
  readonly sha256?: string;
}

/** The operating system of a source, from its release files. */
export interface Os {
  readonly id: string;
  readonly version?: string;
}

/** An accepted exception that covers a finding, as reports show it. */
export interface AppliedWaiver {
  readonly reason: string;
  readonly owner: string;
  /** The first and the last day on which it holds, `YYYY-MM-DD`, UTC. */
  readonly from?: string;
  readonly expires: string;
  readonly file?: string;
}

/** A ban broken by a sighting, with the chain of reasons. */
export interface Finding {
  readonly ban: string;
  /** Of the ban on the day checked. */
  readonly severity: Severity;
  /** With its state decided: a trace without a program entry is `installed` or `residue`. */
  readonly program: Sighting;
  /** It was left behind and counts all the same: the ban asks for the day on which a record shows it. */
  readonly recorded?: true;
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
export interface SourceResult extends ResultCoverage, MachineFacts {
  readonly name: string;
  readonly kind: SourceKind;
  readonly os?: Os;
  readonly sightings: readonly Sighting[];
  readonly manifests: readonly Manifest[];
  readonly findings: readonly Finding[];
  readonly gaps: readonly CoverageGap[];
  /** Where it was decided already; else reports derive it from the findings and unreads. */
  readonly verdict?: Verdict;
  /** Program entries, where the sightings themselves are not kept. */
  readonly programs?: number;
}

/** `banned` wins over `incomplete`, which wins over `clean`. */
export type Verdict = 'clean' | 'banned' | 'incomplete';

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

/** 0 clean, 1 banned, 2 usage error, 3 incomplete. */
export type ExitCode = 0 | 1 | 2 | 3;
