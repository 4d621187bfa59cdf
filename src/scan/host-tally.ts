import { ErrorsByHost } from '../formats/errors.ts';
import { limits } from '../limits.ts';
import type { CoverageGap, Manifest, Program, SourceResult } from '../types.ts';
import { LISTS_NOTHING } from './empty-scan.ts';
import { withKind } from './gap-kind.ts';

/** The computers that the documents of a source name, counted while it is read. */
export interface HostTally {
  /**
   * Counts a program for the computer that its document names.
   *
   * @throws Error when there are more computers than the limit allows
   */
  add(place: Pick<Manifest, 'path' | 'reader'>, program: Pick<Program, 'host' | 'kind'>): void;
  /** Remembers which computers a gap is about, if the error behind it says so. */
  addGap(gap: CoverageGap, error: unknown): void;
  /**
   * The result of each computer where the documents name several, and before them what names none. The result itself
   * where they name one or none.
   */
  split(whole: SourceResult, allowEmpty?: boolean): readonly SourceResult[];
}

/** What documents say of one computer. */
interface HostCounts {
  readonly name: string;
  /** Programs by path and reader of the manifest. */
  readonly manifests: Map<string, number>;
}

/** Between a source and a computer in it, as between a disk and a system on it. */
const WAY = ' > ';

/** A tally of no computers yet. */
export function hostTally(): HostTally {
  const hosts = new Map<string, HostCounts>();
  const byGap = new Map<CoverageGap, ReadonlyMap<string, string>>();
  const countsOf = (name: string): HostCounts => {
    const key = name.toLowerCase();
    const known = hosts.get(key);
    if (known !== undefined) return known;
    if (hosts.size >= limits.hosts) throw new Error(`more than ${limits.hosts} computers (limit: hosts)`);
    const counts: HostCounts = { name, manifests: new Map() };
    hosts.set(key, counts);
    return counts;
  };
  return {
    add(place, { host = '', kind }) {
      const { manifests } = countsOf(host);
      const key = manifestKey(place);
      manifests.set(key, (manifests.get(key) ?? 0) + (kind === 'trace' ? 0 : 1));
    },
    addGap(gap, error) {
      if (!(error instanceof ErrorsByHost)) return;
      byGap.set(gap, error.byHost);
      for (const host of error.byHost.keys()) {
        const { manifests } = countsOf(host);
        const key = manifestKey(gap);
        if (host !== '') manifests.set(key, manifests.get(key) ?? 0);
      }
    },
    split: (whole, allowEmpty = false) => splitResult(whole, { hosts, byGap }, allowEmpty),
  };
}

function manifestKey({ path, reader }: Pick<CoverageGap, 'path' | 'reader'>): string {
  return `${path}\0${reader}`;
}

interface Tallied {
  readonly hosts: ReadonlyMap<string, HostCounts>;
  readonly byGap: ReadonlyMap<CoverageGap, ReadonlyMap<string, string>>;
}

function splitResult(whole: SourceResult, tallied: Tallied, allowEmpty: boolean): readonly SourceResult[] {
  const names = canonicalNames([...tallied.hosts.keys()].filter((key) => key !== ''));
  if (new Set(names.values()).size < 2) return [whole];
  const keyOf = (host: string | undefined) => names.get(host?.toLowerCase() ?? '') ?? '';
  const parts = new Map<string, Part>([['', emptyPart(whole.name)]]);
  for (const [key, { name, manifests }] of tallied.hosts) {
    const own = keyOf(key);
    const part = parts.get(own) ?? emptyPart(`${whole.name}${WAY}${name}`);
    parts.set(own, part);
    for (const [manifest, count] of manifests)
      part.counts.set(manifest, (part.counts.get(manifest) ?? 0) + count);
  }
  for (const sighting of whole.sightings) parts.get(keyOf(sighting.host))?.sightings.push(sighting);
  takeManifests(whole, parts);
  for (const gap of whole.gaps) takeGap(gap, tallied.byGap.get(gap), parts, keyOf);
  return [...parts].flatMap(([key, part]) => resultOf(whole, part, { allowEmpty, isRest: key === '' }));
}

/** What belongs to one computer, or to none. */
interface Part {
  readonly name: string;
  readonly counts: Map<string, number>;
  readonly sightings: SourceResult['sightings'][number][];
  readonly manifests: Manifest[];
  readonly gaps: CoverageGap[];
}

function emptyPart(name: string): Part {
  return { name, counts: new Map(), sightings: [], manifests: [], gaps: [] };
}

/** Where one document writes `pc1` and another `pc1.example.org`, and no other computer begins so, they are one. */
function canonicalNames(keys: readonly string[]): ReadonlyMap<string, string> {
  const byLabel = new Map<string, string[]>();
  for (const key of keys.filter((one) => /^[a-z][\w-]*\./u.test(one))) {
    const label = key.slice(0, key.indexOf('.'));
    byLabel.set(label, [...(byLabel.get(label) ?? []), key]);
  }
  return new Map(
    keys.map((key) => {
      const [full, ...others] = byLabel.get(key) ?? [];
      return [key, full !== undefined && others.length === 0 ? full : key];
    }),
  );
}

/** Each computer has the manifests that name it; what names none belongs to no computer. */
function takeManifests(whole: SourceResult, parts: ReadonlyMap<string, Part>): void {
  const named = new Set([...parts].flatMap(([key, { counts }]) => (key === '' ? [] : [...counts.keys()])));
  for (const manifest of whole.manifests) {
    const key = manifestKey(manifest);
    for (const [host, { counts, manifests }] of parts) {
      const count = counts.get(key);
      // What a reader passed over was counted for the manifest alone.
      if (count === undefined && (host !== '' || named.has(key))) continue;
      manifests.push({ ...manifest, programs: named.has(key) ? (count ?? 0) : manifest.programs });
    }
  }
}

/** What is missing in a document is missing for each computer in it, unless it says for which. */
function takeGap(
  gap: CoverageGap,
  byHost: ReadonlyMap<string, string> | undefined,
  parts: ReadonlyMap<string, Part>,
  keyOf: (host: string) => string,
): void {
  for (const [host, reason] of byHost ?? [])
    if (host !== '') parts.get(keyOf(host))?.gaps.push({ ...gap, reason });
  const reason = byHost === undefined ? gap.reason : byHost.get('');
  if (reason === undefined) return;
  const concerned = [...parts].filter(([host, { manifests }]) =>
    host === '' ? false : gap.path === '.' || manifests.some(({ path }) => path === gap.path),
  );
  const targets = concerned.length > 0 ? concerned.map(([, part]) => part) : [parts.get('')];
  for (const part of targets) part?.gaps.push({ ...gap, reason });
}

function resultOf(
  { kind, programs, collected }: SourceResult,
  { name, sightings, manifests, gaps }: Part,
  { allowEmpty, isRest }: { readonly allowEmpty: boolean; readonly isRest: boolean },
): SourceResult[] {
  if (isRest && sightings.length === 0 && manifests.length === 0 && gaps.length === 0) return [];
  const count = manifests.reduce((sum, manifest) => sum + manifest.programs, 0);
  const isEmpty = count === 0 && gaps.length === 0 && !allowEmpty;
  return [
    {
      name,
      kind,
      ...(collected !== undefined && { collected }),
      sightings,
      manifests,
      findings: [],
      gaps: isEmpty ? [withKind({ path: '.', reason: LISTS_NOTHING })] : gaps,
      ...(programs === undefined ? {} : { programs: count }),
    },
  ];
}
