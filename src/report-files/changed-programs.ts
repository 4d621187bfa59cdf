/** Changes as people count them: one for a program, with all its bans and all its sources. */

import { sanitiseName } from '../report/sanitise.ts';
import { digits, place, title } from '../report/words.ts';
import type { Change } from './diff.ts';

/** A program of one source, whatever the number of its bans and of the places that list it. */
export interface ChangedProgram extends Change {
  /** Ids, each once. */
  readonly bans: readonly string[];
}

/** Sources of one program that a line names. */
const NAMED = 5;

/** Joins the changes of each program of a source. */
export function changedPrograms(changes: readonly Change[]): ChangedProgram[] {
  const programs = new Map<string, Change & { bans: string[] }>();
  for (const change of changes) {
    const { source, finding } = change;
    const { name, ids, version, state, kind, user } = finding.program;
    const key = JSON.stringify([source, ids?.[0] ?? name, version, state, kind, user]);
    const known = programs.get(key);
    if (known === undefined) programs.set(key, { ...change, bans: [finding.ban] });
    else if (!known.bans.includes(finding.ban)) known.bans.push(finding.ban);
  }
  return [...programs.values()];
}

/** A line for each program: where it is, if one source has it, else the sources, of which the first are named. */
export function programLines(changes: readonly Change[]): string[] {
  const alike = new Map<string, ChangedProgram[]>();
  for (const program of changedPrograms(changes)) {
    const key = `${what(program)}${why(program)}`;
    alike.set(key, [...(alike.get(key) ?? []), program]);
  }
  return Array.from(alike.values(), line);
}

function line(programs: readonly ChangedProgram[]): string {
  const [first] = programs;
  if (first === undefined) return '';
  const sources = [...new Set(programs.map(({ source }) => sanitiseName(source)))];
  if (sources.length === 1)
    return `${sources[0]}: ${what(first)} in ${place(first.finding.program)}${why(first)}`;
  const named = sources.slice(0, NAMED).join(', ');
  const more = sources.length > NAMED ? ` and ${digits(sources.length - NAMED)} more` : '';
  return `${what(first)} on ${digits(sources.length)} sources: ${named}${more}${why(first)}`;
}

function what({ finding, before }: ChangedProgram): string {
  const version = before?.program.version;
  const isSame = version === undefined || version === finding.program.version;
  return `${title(finding.program)}${isSame ? '' : `, was ${sanitiseName(version)}`}`;
}

function why({ finding, bans }: ChangedProgram): string {
  const state = finding.program.state === 'residue' ? ['residue'] : [];
  const waiver = finding.waiver ? [`waived until ${finding.waiver.expires}`] : [];
  return ` (${[...bans, ...state, ...waiver].join(', ')})`;
}
