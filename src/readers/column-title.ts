/**
 * The title of a column by which it is looked up: without case, accents and separators, without what report servers
 * and consoles put before it (`Details_Table0_DisplayName`, `Installed Applications - Name`), and without the zeros
 * with which views (one) and tables (two) of management servers end it.
 */
export function plainTitle(title: string): string {
  const letters = title
    .replace(/^(?:Details_Table\d*_|Installed Applications? - )/iu, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return letters.replace(/0{1,2}$/u, '');
}
