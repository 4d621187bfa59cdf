import { inCodePage } from '../text/code-page.ts';
import { viewOf } from './window.ts';
import { encodingOfPage } from './windows-code-page.ts';

/** Strings of one package; the largest have some hundred thousand. */
const MAX_STRINGS = 1_000_000;

/**
 * The rows of the table Property: two columns of references into the pool of strings, first all names, then all values.
 *
 * @param pool lengths of the strings, `_StringPool`
 * @param data the strings, `_StringData`
 * @throws SyntaxError when the three do not fit each other
 */
export function propertyTable(
  pool: Uint8Array,
  data: Uint8Array,
  table: Uint8Array,
): ReadonlyMap<string, string> {
  const { strings, wide } = stringPool(pool, data);
  const size = wide ? 3 : 2;
  const rows = Math.floor(table.length / (size * 2));
  if (rows * size * 2 !== table.length)
    throw new SyntaxError(`the table Property has ${table.length} bytes, in rows of ${size * 2}`);
  const properties = new Map<string, string>();
  for (let row = 0; row < rows; row++) {
    const name = strings[referenceAt(table, row * size, size)];
    const value = strings[referenceAt(table, (rows + row) * size, size)];
    if (name === undefined || value === undefined)
      throw new SyntaxError(`row ${row + 1} of the table Property names a string that is not there`);
    properties.set(name, value);
  }
  return properties;
}

function referenceAt(table: Uint8Array, at: number, size: number): number {
  let number = 0;
  for (let byte = size - 1; byte >= 0; byte--) number = number * 256 + (table[at + byte] ?? 0);
  return number;
}

/** The first entry is the code page; a long string has an entry of its own before it, with the high part of its length. */
function stringPool(pool: Uint8Array, data: Uint8Array): { strings: string[]; wide: boolean } {
  const view = viewOf(pool);
  if (pool.length < 4) throw new SyntaxError('the pool of strings is truncated');
  const codePage = view.getUint16(0, true) + (view.getUint16(2, true) & 0x7fff) * 0x1_0000;
  const encoding = encodingOfPage(codePage);
  const strings = [''];
  let at = 0;
  for (let entry = 4; entry + 4 <= pool.length; entry += 4) {
    if (strings.length > MAX_STRINGS) throw new SyntaxError(`more than ${MAX_STRINGS} strings`);
    let length = view.getUint16(entry, true);
    const references = view.getUint16(entry + 2, true);
    if (length === 0 && references !== 0 && entry + 8 <= pool.length) {
      entry += 4;
      length = references * 0x1_0000 + view.getUint16(entry, true);
    }
    if (at + length > data.length) throw new SyntaxError(`string ${strings.length} is truncated`);
    strings.push(length === 0 ? '' : inCodePage(data.subarray(at, at + length), encoding));
    at += length;
  }
  return { strings, wide: view.getUint16(2, true) >= 0x8000 };
}
