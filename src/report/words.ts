import { BASELINE_READER } from '../evaluate/baseline/bans.ts';
import { REQUIREMENT_READER } from '../evaluate/requirement-reader.ts';
import type { AppliedWaiver, CitedBan, Sighting } from '../types.ts';
import type { FindingStatus } from '../vocabulary.ts';
import type { BrokenBan, ProgramFinding } from './program-findings.ts';
import type { Run, Style } from './run.ts';
import { sanitiseName } from './sanitise.ts';
import { daysLeft } from './status.ts';

/** A number for people: `1,234,567`. */
export function digits(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/gu, ',');
}

/** `1 manifest`, `2,000 manifests`. */
export function count(number: number, noun: string): string {
  return `${digits(number)} ${number === 1 ? noun : `${noun}s`}`;
}

/** The verdict in one sentence, whole: what was found and what is not known. */
export function headline(run: Run): string {
  const { sources, unread, programs, byProgram, unmet = 0 } = run.summary;
  const { banned: all, warned, residue, waived } = byProgram ?? run.summary;
  const among = sources > 1 ? `in ${count(sources, 'source')}` : `among ${count(programs, 'program')}`;
  const banned = all - unmet;
  const lacking = unmet > 0 ? [`${count(unmet, 'required program')} missing or too old`] : [];
  const parts = [...(banned > 0 ? [count(banned, 'banned program')] : []), ...lacking];
  const found = `${parts.length > 0 ? parts.join(', ') : 'nothing banned'} ${among}`;
  const more = [
    ...(warned > 0 ? [count(warned, 'warning')] : []),
    ...(residue > 0 ? [`${digits(residue)} left after removal`] : []),
    ...(waived > 0 ? [`${digits(waived)} waived`] : []),
    ...(unread > 0 ? [`${count(unread, 'place')} could not be read`] : []),
  ];
  return `${[found, ...more].join('; ')}.`;
}

/** `127 days left`, `last day`, `ended 3 days ago`. */
export function timeLeft(expires: string, run: Run): string {
  const days = daysLeft(expires, run);
  if (days === 0) return 'last day';
  return days > 0 ? `${count(days, 'day')} left` : `ended ${count(-days, 'day')} ago`;
}

/** `due in 12 days`, `due today`, `overdue for 3 days`. */
export function dueWords(day: string, run: Pick<Run, 'asOf'>): string {
  const days = daysLeft(day, run);
  if (days === 0) return 'due today';
  return days > 0 ? `due in ${count(days, 'day')}` : `overdue for ${count(-days, 'day')}`;
}

/** Name and version, harmless. */
export function title({ name, version }: Pick<Sighting, 'name' | 'version'>): string {
  return version === undefined ? sanitiseName(name) : `${sanitiseName(name)} ${sanitiseName(version)}`;
}

/** What is missing is in no place: another reader than those of manifests says so. */
export function isMissing({ reader }: Pick<Sighting, 'reader'>): boolean {
  return reader === REQUIREMENT_READER || reader === BASELINE_READER;
}

/** The manifest and, where it is known, the line or entry in it, harmless. */
export function place({ path, line, entry, reader }: Sighting): string {
  if (isMissing({ reader })) return 'nowhere';
  if (line !== undefined) return `${sanitiseName(path)}:${line}`;
  return entry === undefined ? sanitiseName(path) : `${sanitiseName(path)} [${sanitiseName(entry)}]`;
}

const cited = new WeakMap<Run['bans'], ReadonlyMap<string, CitedBan>>();

/** The bans of a run by id: each of a hundred thousand findings asks for its own. */
function citedBy({ bans }: Run): ReadonlyMap<string, CitedBan> {
  const known = cited.get(bans) ?? new Map(bans.map((ban) => [ban.id, ban]));
  cited.set(bans, known);
  return known;
}

/** A text with the full stop that a sentence ends with, if it has none. */
export function sentence(text: string): string {
  return /[.!?…]$/u.test(text) ? text : `${text}.`;
}

/** Why a waiver lets it pass, whose it is, and how long it holds. */
export function waiverWords({ reason, owner, expires }: AppliedWaiver, run: Run): string {
  return `${reason} (${owner}, until ${expires}: ${timeLeft(expires, run)})`;
}

/** A ban by its title, and what of it is not as with the others: a warning, a waiver. */
export function banTitle(run: Run, { id, status }: BrokenBan, worst: FindingStatus): string {
  const title = citedBy(run).get(id)?.title;
  const apart = status === worst ? '' : `, ${status}`;
  return title === undefined ? `${id}${apart}` : `${title} (${id}${apart})`;
}

/** The bans that a program breaks: the first by title, the others counted. */
export function banTitles(run: Run, { bans, status }: ProgramFinding, shown: number): string {
  const named = bans.slice(0, bans.length === shown + 1 ? bans.length : shown);
  const titles = named.map((ban) => banTitle(run, ban, status)).join('; ');
  const left = bans.slice(named.length);
  return left.length === 0
    ? titles
    : `${titles}; and ${left.length} more bans: ${left.map(({ id }) => id).join(', ')}`;
}

/** Who stands behind the bans of a program, each once, the first of many. */
export function authoritiesOf(run: Run, { bans }: ProgramFinding, shown = Infinity): string[] {
  const all = new Map(
    bans.flatMap((ban) => ban.authorities.map((id) => [id, authority(run, ban.id, id)] as const)),
  );
  return firstOf([...all.values()], shown, 'more authorities');
}

/** Who issued the bans of a program, without the titles of what they issued: the first of many. */
export function issuersOf(run: Run, { bans }: ProgramFinding, shown: number): string[] {
  const issuers = bans.flatMap((ban) =>
    (citedBy(run).get(ban.id)?.authorities ?? []).map(({ issuer, title }) => issuer ?? title),
  );
  return firstOf([...new Set(issuers)], shown, 'more authorities');
}

/** Why a program breaks its bans, as one clause of a sentence: the first of many reasons. */
export function reasonWords(reasons: readonly string[], shown = Infinity): string {
  const clauses = reasons.map((reason) => reason.replace(/\.$/u, ''));
  return firstOf(clauses, shown, 'more reasons').join('; ');
}

/** The first of many, and how many more; a single one more is shown. */
export function firstOf(texts: readonly string[], shown: number, more: string): string[] {
  if (texts.length <= shown + 1) return [...texts];
  return [...texts.slice(0, shown), `and ${digits(texts.length - shown)} ${more}`];
}

/** Where all that was left out can be read. */
export function wholeReport({ whole }: Pick<Style, 'whole'>): string {
  return whole === undefined ? 'the json, ndjson and csv reports have all' : `${whole} has all`;
}

/** Who stands behind a ban: `NCSC: Letter to permanent secretaries (uk-ncsc-2017)`. */
export function authority(run: Run, ban: string, id: string): string {
  const known = citedBy(run)
    .get(ban)
    ?.authorities.find((cited) => cited.id === id);
  if (known === undefined) return id;
  return `${known.issuer === undefined ? '' : `${known.issuer}: `}${known.title} (${id})`;
}

/** Which plugins were in force, in one sentence, with the beginning of each digest; undefined where there was none. */
export function pluginsLine({ plugins = [] }: Run): string | undefined {
  if (plugins.length === 0) return undefined;
  const named = plugins.map(({ file, sha256 }) =>
    sha256 === undefined ? file : `${file} (SHA-256 ${sha256.slice(0, 16)}…)`,
  );
  return `${plugins.length === 1 ? 'Plugin' : 'Plugins'}: ${named.join(', ')}.`;
}

/** Which configuration was in force, and what came from it, in one sentence. */
export function configurationLine({ file, ...origins }: NonNullable<Run['configuration']>): string {
  if (file === null) return 'Configuration: none.';
  const own = Object.entries(origins).filter(([, origin]) => origin === 'configuration');
  const what = own.map(([name]) => name).join(', ');
  return `Configuration: ${file}${what === '' ? '' : ` (${what})`}.`;
}
