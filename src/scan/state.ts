import { everyCheck, type Signs, signsOf } from '../completeness/signs.ts';
import type { DeepCoverage } from '../open-files.ts';
import { INPUT_FILES } from '../sources/layout.ts';
import type { CoverageGap, Manifest, Sighting, Source } from '../types.ts';
import type { FoundPage } from './answer-pages.ts';
import { type NamedPlaces, namedPlaces } from './named-places.ts';
import type { ScanOptions } from './options.ts';
import { type ReadPlan, readPlan } from './read-plan.ts';

/** Beside the folders of a root file system somebody may have laid a manifest. */
const TOP = '*';

/** What a walk over a source has gathered so far. */
export interface ScanState {
  readonly source: Source;
  readonly options: ScanOptions;
  readonly plan: ReadPlan;
  /** The glob whose files are recognised by content. */
  readonly handed: string | undefined;
  readonly seen: Set<string>;
  readonly release: Map<string, Uint8Array>;
  readonly sightings: Sighting[];
  readonly manifests: Manifest[];
  readonly gaps: CoverageGap[];
  /** What layers of an image held that layers above replaced or removed, the lowest first. */
  readonly removed: Sighting[];
  /** Passed files that no reader recognised, with the reason: whether they belong to another, the end of the walk shows. */
  readonly unknown: Map<string, string>;
  /** Paths of what belongs to a manifest that was read, in small letters: logs of hives change the case. */
  readonly sidecars: Set<string>;
  /** Program files that traces name. */
  readonly references: Set<string>;
  /** What shows that something is missing. */
  readonly signs: Signs;
  /** Places that the machine itself names. */
  readonly places: NamedPlaces;
  /** Pages of answers, which several files may hold. */
  readonly pages: FoundPage[];
  hasInventory: boolean;
  deep?: DeepCoverage;
  /** Whether any manifest gave anything. */
  listed: boolean;
}

/** Nothing was read yet. */
export function beginScan(source: Source, options: ScanOptions): ScanState {
  return {
    source,
    options,
    plan: readPlan(options),
    handed: source.kind === 'host' ? undefined : source.layout === 'root' ? TOP : INPUT_FILES,
    seen: new Set(),
    release: new Map(),
    sightings: [],
    manifests: [],
    gaps: [],
    removed: [],
    unknown: new Map(),
    sidecars: new Set(),
    references: new Set(),
    signs: signsOf(everyCheck),
    places: namedPlaces(),
    pages: [],
    hasInventory: false,
    listed: false,
  };
}

/** Notes whether what a part of a file gave is a list of software. */
export function noteListed(state: ScanState, { listed, hasInventory }: ScanState): void {
  state.listed ||= listed;
  state.hasInventory ||= hasInventory;
}
