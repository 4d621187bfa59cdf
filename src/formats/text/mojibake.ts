import { Buffer, isUtf8 } from 'node:buffer';
import { inCodePage } from './code-page.ts';

/**
 * What a program wrote as UTF-8 and a shell took for the code page of its console, as PowerShell does with
 * what it captures: `RedistΓÇª` becomes `Redist…` again, and with it each column stands in its place.
 *
 * Hardly any text but mangled one happens to be whole UTF-8 in its code page.
 */
export function unmangled(line: string): string {
  if (ascii.test(line)) return line;
  for (const page of pages) {
    const bytes = bytesIn(page, line);
    // Most lines are not mangled, and an error for each page would take nine times as long.
    if (bytes !== undefined && isUtf8(bytes)) return bytes.toString();
  }
  return line;
}

const ascii = /^[\0-\u007f]*$/u;
/** @see https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP437.TXT */
const upper437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** The consoles of America, western Europe and Russia, the pages of their windows, and bytes taken for characters. */
const pages: readonly ReadonlyMap<string, number>[] = [
  upper437,
  String.fromCharCode(...upperBytes()),
  ...['cp850', 'ibm866', 'windows-1252', 'windows-1251'].map((label) => inCodePage(upperBytes(), label)),
].map((upper) => new Map(Array.from(upper, (char, at) => [char, 0x80 + at])));

function upperBytes(): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, at) => 0x80 + at);
}

function bytesIn(page: ReadonlyMap<string, number>, line: string): Buffer | undefined {
  const bytes = Buffer.alloc(line.length);
  let at = 0;
  for (const char of line) {
    const code = char.charCodeAt(0);
    const byte = code < 0x80 ? code : page.get(char);
    if (byte === undefined) return undefined;
    bytes[at++] = byte;
  }
  return bytes.subarray(0, at);
}
