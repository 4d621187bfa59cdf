/**
 * The title of a column by which it is looked up: without case, accents and separators, without what report servers
 * and consoles put before it (`Details_Table0_DisplayName`, `Installed Applications - Name`), and without the zeros
 * with which views (one) and tables (two) of management servers end it.
 */
export function plainTitle(title: string): string {
  const known = plain.get(title);
  if (known !== undefined) return known;
  if (title.length > MAX_LENGTH) return madePlain(title);
  if (plain.size >= MAX_KNOWN) plain.clear();
  const made = madePlain(title);
  plain.set(title, made);
  return made;
}

/** Every row of a table is asked for the same titles; keys of hostile records may be without end. */
const plain = new Map<string, string>();
const MAX_KNOWN = 1000;
const MAX_LENGTH = 200;

function madePlain(title: string): string {
  const letters = title
    .replace(/^(?:Details_Table\d*_|Installed Applications? - )/iu, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return letters.replace(/0{1,2}$/u, '');
}
