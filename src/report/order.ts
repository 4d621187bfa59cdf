import { order } from '../matching/compare-text.ts';
import type { CoverageGap, Finding, Manifest, Sighting, SourceResult } from '../types.ts';
import type { Run } from './run.ts';

/**
 * The outcomes by name. A run whose outcomes come from disk one by one is in order already: it is only
 * walked, never gathered.
 */
export function results(run: Run): Iterable<SourceResult> {
  if (!Array.isArray(run.results)) return run.results;
  return [...run.results].sort((a, b) => order(a.name, b.name));
}

/** Programs by name, version and path. */
export function programs(sightings: readonly Sighting[]): Sighting[] {
  return [...sightings].sort(byProgram);
}

/** Findings by their program, then by ban. */
export function findings(result: Pick<SourceResult, 'findings'>): Finding[] {
  return [...result.findings].sort((a, b) => byProgram(a.program, b.program) || order(a.ban, b.ban));
}

/** Manifests by path. */
export function manifests(result: SourceResult): Manifest[] {
  return [...result.manifests].sort((a, b) => order(a.path, b.path) || order(a.reader, b.reader));
}

/** What could not be read, by path. */
export function gaps(result: SourceResult): CoverageGap[] {
  return [...result.gaps].sort((a, b) => order(a.path, b.path) || order(a.reason, b.reason));
}

function byProgram(a: Sighting, b: Sighting): number {
  return (
    order(a.name, b.name) ||
    order(a.version, b.version) ||
    order(a.path, b.path) ||
    order(a.reader, b.reader) ||
    order(a.user, b.user) ||
    order(a.entry, b.entry) ||
    (a.line ?? 0) - (b.line ?? 0)
  );
}
