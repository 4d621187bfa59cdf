/** Shapes of rows that any list may have: among rows that were read they are more of these. */
export const WEAK: ReadonlySet<string> = new Set([
  'table',
  'tabs',
  'pair',
  'release',
  'columns',
  'bars',
  'cells',
  'aligned',
  'extension',
  'module',
]);

/** Shapes that begin a list and are no row of it. */
export const HEADS: ReadonlySet<string> = new Set([
  'titles',
  'columns',
  'field',
  'aligned',
  'heading',
  'document',
  'divider',
  'ruler',
  'registry',
  'resource',
  'json',
  'markup',
  'prompt',
]);

/** Shapes of fields: one that is next to another may begin a record. */
export const RECORDS: ReadonlySet<string> = new Set(['field', 'aligned']);

/** Shapes that a list has once: below another one of the same shape begins another list. */
export const TITLES: ReadonlySet<string> = new Set(['heading', 'document', 'titles', 'columns', 'prompt']);
