import { order } from '../matching/compare-text.ts';
import type { Finding, Manifest, Outcome, Sighting, Unread } from '../types.ts';
import type { Run } from './run.ts';

/**
 * The outcomes by name. A run whose outcomes come from disk one by one is in order already: it is only
 * walked, never gathered.
 */
export function outcomes(run: Run): Iterable<Outcome> {
  if (!Array.isArray(run.outcomes)) return run.outcomes;
  return [...run.outcomes].sort((a, b) => order(a.name, b.name));
}

/** Programs by name, version and path. */
export function programs(sightings: readonly Sighting[]): Sighting[] {
  return [...sightings].sort(byProgram);
}

/** Findings by their program, then by ban. */
export function findings(outcome: Outcome): Finding[] {
  return [...outcome.findings].sort((a, b) => byProgram(a.program, b.program) || order(a.ban, b.ban));
}

/** Manifests by path. */
export function manifests(outcome: Outcome): Manifest[] {
  return [...outcome.manifests].sort((a, b) => order(a.path, b.path) || order(a.reader, b.reader));
}

/** What could not be read, by path. */
export function unread(outcome: Outcome): Unread[] {
  return [...outcome.unread].sort((a, b) => order(a.path, b.path) || order(a.reason, b.reason));
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
