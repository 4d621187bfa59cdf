import type { Sighting } from '../types.ts';
import type { Run } from './run.ts';
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
  const { sources, banned, warned, residue, unread, programs, waived } = run.summary;
  const among = sources > 1 ? `in ${count(sources, 'source')}` : `among ${count(programs, 'program')}`;
  const found =
    banned > 0 ? `${count(banned, 'finding')} of banned software ${among}` : `nothing banned ${among}`;
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

/** Name and version, harmless. */
export function title({ name, version }: Pick<Sighting, 'name' | 'version'>): string {
  return version === undefined ? sanitiseName(name) : `${sanitiseName(name)} ${sanitiseName(version)}`;
}

/** The manifest and, where it is known, the line or entry in it, harmless. */
export function place({ path, line, entry }: Sighting): string {
  if (line !== undefined) return `${sanitiseName(path)}:${line}`;
  return entry === undefined ? sanitiseName(path) : `${sanitiseName(path)} [${sanitiseName(entry)}]`;
}

/** Who stands behind a ban: `NCSC: Letter to permanent secretaries (uk-ncsc-2017)`. */
export function authority(run: Run, ban: string, id: string): string {
  const known = run.bans.find((cited) => cited.id === ban)?.authorities.find((cited) => cited.id === id);
  if (known === undefined) return id;
  return `${known.issuer === undefined ? '' : `${known.issuer}: `}${known.title} (${id})`;
}

/** Which configuration was in force, and what came from it, in one sentence. */
export function configurationLine({ file, ...origins }: NonNullable<Run['configuration']>): string {
  if (file === null) return 'Configuration: none.';
  const own = Object.entries(origins).filter(([, origin]) => origin === 'configuration');
  const what = own.map(([name]) => name).join(', ');
  return `Configuration: ${file}${what === '' ? '' : ` (${what})`}.`;
}
