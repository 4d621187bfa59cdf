import { createHash } from 'node:crypto';
import type { Finding, Sighting, SourceResult } from '../types.ts';
import type { ProgramFinding } from './program-findings.ts';

/**
 * What makes two findings of two runs the same one: the ban, the source, and who the program is and where it
 * is noted. Its version and its line may change without making it another.
 */
export function identity(source: string, finding: Finding): string {
  const { name, ids, reader, path, user, kind } = finding.program;
  return JSON.stringify([finding.ban, source, ids?.[0] ?? name, reader, path, user ?? '', kind ?? 'program']);
}

/**
 * Gives each program that breaks bans a fingerprint of its own: who it is and where it is noted, whatever its bans, its
 * version and its line. Those of one identity in one source are numbered in order, so they have to be asked for in the
 * order of the report.
 */
export function fingerprints(): (
  source: Pick<SourceResult, 'name'>,
  finding: ProgramFinding,
) => () => string {
  let current: string | undefined;
  const seen = new Map<string, number>();
  return (source, { program }) => {
    // Sources come one after the other: what was seen in one is of no use in the next.
    if (current !== source.name) seen.clear();
    current = source.name;
    const { name, ids, reader, path, user, kind } = program;
    const key = JSON.stringify([source.name, ids?.[0] ?? name, reader, path, user ?? '', kind ?? 'program']);
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    return () => digest(number === 0 ? key : `${key}#${number}`);
  };
}

/**
 * Gives the programs of one source keys that say who each is and where it is noted, in short: the same on all hosts, so
 * that a table holds each but once. Those of one identity are numbered in order.
 */
export function fingerprintIn(): (program: Sighting) => string {
  const seen = new Map<string, number>();
  return ({ name, ids, reader, path, user, kind }) => {
    const key = JSON.stringify([ids?.[0] ?? name, reader, path, user ?? '', kind ?? 'program']);
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    return digest(number === 0 ? key : `${key}#${number}`).slice(0, SHORT);
  };
}

/** Hexadecimal digits that distinguish the programs of one host. */
const SHORT = 16;

/** The fingerprint of something that could not be read. */
export function gapFingerprint(result: Pick<SourceResult, 'name'>, path: string, reader = ''): string {
  return digest(JSON.stringify(['unread', result.name, reader, path]));
}

/** The fingerprint of something that is said of a whole run; how many days are left does not make it another. */
export function noticeFingerprint(notice: string): string {
  return digest(JSON.stringify(['notice', notice.replace(/\d+ days?/gu, '# days')]));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
