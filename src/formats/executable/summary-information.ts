import { inCodePage } from '../text/code-page.ts';
import { viewOf } from './window.ts';
import { encodingOfPage } from './windows-code-page.ts';

const NAMES: Readonly<Record<number, string>> = {
  2: 'title',
  3: 'subject',
  4: 'author',
  6: 'comments',
  18: 'application',
};
const CODE_PAGE = 1;
const I2 = 2;
const LPSTR = 30;
const LPWSTR = 31;
const MAX_PROPERTIES = 256;

/**
 * The strings of the summary of a compound file.
 *
 * @throws SyntaxError with the offset when it is truncated
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-oleps/
 */
export function summaryInformation(bytes: Uint8Array): ReadonlyMap<string, string> {
  const view = viewOf(bytes);
  if (bytes.length < 48 || view.getUint16(0, true) !== 0xfffe)
    throw new SyntaxError('not a set of properties: the byte order is missing');
  const set = view.getUint32(44, true);
  if (set + 8 > bytes.length) throw new SyntaxError(`offset ${set} of the summary: it is truncated`);
  const count = Math.min(view.getUint32(set + 4, true), MAX_PROPERTIES);
  if (set + 8 + count * 8 > bytes.length)
    throw new SyntaxError(`offset ${set} of the summary: ${count} properties are truncated`);
  const places = Array.from({ length: count }, (_, index) => {
    const at = set + 8 + index * 8;
    return { id: view.getUint32(at, true), at: set + view.getUint32(at + 4, true) };
  });
  const page = places.find(({ id }) => id === CODE_PAGE);
  const encoding = encodingOfPage(
    page !== undefined && page.at + 6 <= bytes.length ? pageAt(view, page.at) : 0,
  );
  const texts = new Map<string, string>();
  for (const { id, at } of places) {
    const name = NAMES[id];
    const text = name === undefined ? undefined : textAt(bytes, at, encoding);
    if (name !== undefined && text) texts.set(name, text);
  }
  return texts;
}

function pageAt(view: DataView, at: number): number {
  return view.getUint32(at, true) === I2 ? view.getUint16(at + 4, true) : 0;
}

function textAt(bytes: Uint8Array, at: number, encoding: string): string | undefined {
  const view = viewOf(bytes);
  if (at + 8 > bytes.length) throw new SyntaxError(`offset ${at} of the summary: a property is truncated`);
  const type = view.getUint32(at, true);
  if (type !== LPSTR && type !== LPWSTR) return undefined;
  const length = view.getUint32(at + 4, true) * (type === LPWSTR ? 2 : 1);
  if (at + 8 + length > bytes.length)
    throw new SyntaxError(`offset ${at} of the summary: a text of ${length} bytes is truncated`);
  const text = inCodePage(bytes.subarray(at + 8, at + 8 + length), type === LPWSTR ? 'utf-16le' : encoding);
  return text.replace(/\0.*$/su, '').trim();
}
