/** Words by which documents say that they say nothing. */
const NOTHING: ReadonlySet<string> = new Set(['', 'NOASSERTION', 'NONE', '(none)', 'None', 'UNKNOWN']);
/** A text of more lines or letters is the licence itself, of which the first line names it. */
const MAX_LENGTH = 2000;

/**
 * The licences of a program in one text. Where a list has several and does not say whether all of them hold, they stand
 * with `; ` between them.
 */
export function licenceText(...licences: readonly (string | undefined)[]): string | undefined {
  const names = licences.flatMap((licence) => {
    const [line = ''] = licence?.trim().split(/[\r\n]/u, 1) ?? [];
    const name = line.trim();
    if (NOTHING.has(name)) return [];
    return [name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH)}…` : name];
  });
  return names.length === 0 ? undefined : [...new Set(names)].join('; ');
}
