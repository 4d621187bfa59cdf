import { Buffer } from 'node:buffer';
import { TextDecoder } from 'node:util';
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
    if (bytes === undefined) continue;
    try {
      return strict.decode(bytes);
    } catch {
      // No UTF-8, hence not mangled by this page.
    }
  }
  return line;
}

const ascii = /^[\0-\u007f]*$/u;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
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

function bytesIn(page: ReadonlyMap<string, number>, line: string): Uint8Array | undefined {
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
