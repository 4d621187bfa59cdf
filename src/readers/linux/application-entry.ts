import type { ErrorCollector } from '../../formats/errors.ts';
import { type Group, keyfile, noteTwice } from '../../formats/markup/keyfile.ts';
import { quoted } from '../../formats/source-position.ts';

/**
 * The group of a desktop entry that starts an application; undefined for other entries and for one that a user has
 * taken away.
 *
 * @param faults takes what is missing or was cut
 * @see https://specifications.freedesktop.org/desktop-entry-spec/latest/
 */
export function applicationEntry(bytes: Uint8Array, faults: ErrorCollector): Group | undefined {
  const [entry, second] = keyfile(bytes, faults).filter(({ name }) => name === 'Desktop Entry');
  if (entry === undefined) faults.add('no group [Desktop Entry]');
  else {
    noteMissing(entry, faults);
    noteTwice(entry, [...TELLING, 'Hidden'], faults);
  }
  if (second !== undefined) faults.add(`line ${second.line}: a second group [Desktop Entry]`);
  if (entry?.values.get('Type') !== 'Application' || entry.values.get('Hidden') === 'true') return undefined;
  return entry;
}

/** What a cut costs: the name, or what is run. */
function noteMissing({ values, torn, line }: Group, faults: ErrorCollector): void {
  const type = values.get('Type');
  if (!TYPES.has(type ?? '')) faults.add(`line ${line}: no such Type: ${quoted(type ?? '')}`);
  if (type === 'Application' && !values.has('Name')) faults.add(`line ${line}: no Name`);
  const runs = ['Exec', 'TryExec', 'DBusActivatable'].some((key) => values.has(key));
  if (type === 'Application' && !runs) faults.add(`line ${line}: nothing to run`);
  if (torn !== undefined && TELLING.has(torn)) faults.add(`truncated inside the value of ${torn}`);
}

/** Those of the specification, and those that KDE had before it. */
const TYPES = new Set(['Application', 'Link', 'Directory', 'Service', 'ServiceType', 'FSDevice', 'MimeType']);
const TELLING = new Set(['Type', 'Name', 'Exec', 'TryExec', 'X-AppImage-Version']);
