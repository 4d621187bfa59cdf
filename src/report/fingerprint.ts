import { createHash } from 'node:crypto';
import type { Finding, SourceResult } from '../types.ts';

/**
 * What makes two findings of two runs the same one: the ban, the source, and who the program is and where it
 * is noted. Its version and its line may change without making it another.
 */
export function identity(source: string, finding: Finding): string {
  const { name, ids, reader, path, user, kind } = finding.program;
  return JSON.stringify([finding.ban, source, ids?.[0] ?? name, reader, path, user ?? '', kind ?? 'program']);
}

/** Gives each finding of a run a fingerprint of its own; those of one identity are numbered in order. */
export function fingerprints(): (result: SourceResult, finding: Finding) => string {
  const seen = new Map<string, number>();
  return (outcome, finding) => {
    const key = identity(outcome.name, finding);
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    return digest(number === 0 ? key : `${key}#${number}`);
  };
}

/** The fingerprint of something that could not be read. */
export function gapFingerprint(result: SourceResult, path: string, reader = ''): string {
  return digest(JSON.stringify(['unread', result.name, reader, path]));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
