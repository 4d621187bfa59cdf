/** A key of an export with its whole path, and its values in their order. */
export interface RegKey {
  readonly path: string;
  readonly values: readonly RegValue[];
}

/** A value: a text, a text with variables in it, or a number. */
export type RegValue =
  | { readonly name: string; readonly kind: 'text' | 'expandable'; readonly text: string }
  | { readonly name: string; readonly kind: 'number'; readonly number: number };

/** An export of `regedit` in version 5 (strings in UTF-16) or of Windows 95 and NT 4 (in a code page). */
export function reg(keys: readonly RegKey[], version: 4 | 5, encode: (text: string) => Uint8Array): string {
  const head = version === 5 ? 'Windows Registry Editor Version 5.00' : 'REGEDIT4';
  const parts = keys.map(
    ({ path, values }) => `[${path}]\r\n${values.map((value) => valueLine(value, encode)).join('')}\r\n`,
  );
  return `${head}\r\n\r\n${parts.join('')}`;
}

function valueLine(value: RegValue, encode: (text: string) => Uint8Array): string {
  const name = value.name === '' ? '@' : `"${escaped(value.name)}"`;
  if (value.kind === 'number') return `${name}=dword:${value.number.toString(16).padStart(8, '0')}\r\n`;
  if (value.kind === 'text') return `${name}="${escaped(value.text)}"\r\n`;
  return `${broken(`${name}=hex(2):`, encode(`${value.text}\0`))}\r\n`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

/** `regedit` breaks data in hexadecimal so that no line is longer than 80 characters. */
function broken(start: string, bytes: Uint8Array): string {
  const lines: string[] = [];
  let line = start;
  for (const [at, byte] of bytes.entries()) {
    line += byte.toString(16).padStart(2, '0') + (at + 1 < bytes.length ? ',' : '');
    if (line.length >= 77 && at + 1 < bytes.length) {
      lines.push(`${line}\\`);
      line = '  ';
    }
  }
  return [...lines, line].join('\r\n');
}

/** The registry of a machine as Wine keeps it: paths from the root of the machine, all but ASCII escaped. */
export function wine(keys: readonly RegKey[]): string {
  const head = 'WINE REGISTRY Version 2\n;; All keys relative to \\\\Machine\n\n#arch=win64\n';
  const parts = keys.map(({ path, values }) => {
    const own = wineEscaped(path.slice(path.indexOf('\\') + 1), '[]');
    return `\n[${own}] 1700000000\n#time=1da0000000000000\n${values.map(wineLine).join('')}`;
  });
  // Keys that say nothing of programs follow in every real one.
  return `${head}${parts.join('')}\n[System\\\\Select] 1700000000\n#time=1da0000000000000\n\n`;
}

function wineLine(value: RegValue): string {
  const name = value.name === '' ? '@' : `"${wineEscaped(value.name, '"')}"`;
  if (value.kind === 'number') return `${name}=dword:${value.number.toString(16).padStart(8, '0')}\n`;
  return `${name}=${value.kind === 'text' ? '' : 'str(2):'}"${wineEscaped(value.text, '"')}"\n`;
}

const WINE_CONTROLS = new Map([
  [7, 'a'],
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [27, 'e'],
]);

/** As its server does: `\x` and as few digits as cannot be misread. */
function wineEscaped(text: string, marks: string): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const next = text.charAt(at + 1);
    const control = WINE_CONTROLS.get(code);
    if (code === 0x5c || marks.includes(text.charAt(at))) out += `\\${text.charAt(at)}`;
    else if (control !== undefined) out += `\\${control}`;
    else if (code < 0x20 && !/[0-7]/u.test(next)) out += `\\${code.toString(8)}`;
    else if (code < 0x20) out += `\\${code.toString(8).padStart(3, '0')}`;
    else if (code > 0x7f)
      out += `\\x${/[0-9a-f]/iu.test(next) ? code.toString(16).padStart(4, '0') : code.toString(16)}`;
    else out += text.charAt(at);
  }
  return out;
}
