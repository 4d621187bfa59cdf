/** RegRipper, an independent reader of the registry: its plugins and what they print. */
import type { Program } from '../../src/types.ts';
import { run } from './binary-harness.ts';

/** What a plugin prints of a hive, by lines. */
export function plugin(name: string, hive: string): string[] {
  return run('regripper', ['-r', hive, '-p', name]).split('\n');
}

/** `Tue Nov 24 08:37:27 2026` */
function dayOf(time: string): string {
  return new Date(`${time.replace(/\s+/gu, ' ')} UTC`).toISOString().slice(0, 10);
}

/** One line for each record of an Amcache: what it names, and the day of its key. */
export function amcacheLines(hive: string): string[] {
  const lines = plugin('amcache', hive);
  const all = lines.flatMap((line, index) => {
    const file = /^(?<path>.+) {2}LastWrite: (?<day>[\d-]{10}) /u.exec(line)?.groups;
    if (file) return [`file ${file['path']} ${file['day']}`];
    const program = /^(?<time>\w{3} \w{3} +\d+ [\d:]+ \d{4}) - (?<name>.*)$/u.exec(line)?.groups;
    if (program) return [`program ${program['name']?.trimEnd()} ${dayOf(program['time'] ?? '')}`];
    const old = /^Path {10}: (?<path>.+)$/u.exec(line)?.groups;
    if (old) return [`file ${old['path']} ${/[\d-]{10}/u.exec(lines[index - 1] ?? '')?.[0]}`];
    const oldProgram = /^Name {7}: (?<name>.+)$/u.exec(line)?.groups;
    return oldProgram ? [`program ${oldProgram['name']} -`] : [];
  });
  return all.map((line) => line.replace(/ [a-z]:\\/iu, ' /').replaceAll('\\', '/'));
}

/** The same of what interdict read. */
export function linesOf(programs: readonly Program[]): string[] {
  return programs.flatMap(({ name, version, entry = '', lastSeen, ids = [] }) => {
    const path = ids.find((id) => id.startsWith('path:'))?.slice(5);
    if (entry.startsWith('InventoryApplicationFile\\') || entry.startsWith('File\\'))
      return [`file ${path} ${lastSeen}`];
    if (entry.startsWith('InventoryApplication\\') || entry.startsWith('Programs\\')) {
      const day = entry.startsWith('Programs\\') ? '-' : lastSeen;
      return [`program ${name}${version === undefined ? '' : ` v.${version}`} ${day}`];
    }
    return [];
  });
}
