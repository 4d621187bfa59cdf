import { Buffer, isAscii } from 'node:buffer';
import { inCodePage } from '../text/code-page.ts';
import { plausible } from '../text/detect-encoding.ts';
import { type RegistryData, registryData, untilZero } from './registry-tree.ts';

/** The name of a value from its written form, in lower case; `@` is the default value, which has no name. */
export function nameOf(written: string): string {
  const name = written.trim();
  return name === '@' ? '' : unescaped(name.slice(1, -1)).toLowerCase();
}

/**
 * The data of a value from its written form: `"…"`, `dword:…`, `hex:…`, `hex(7):…`, `str(2):"…"`. Undefined
 * when it has none of these.
 */
export function dataOf(written: string, isAnsi: boolean): RegistryData | undefined {
  const string = /^(?:str\((?<type>[0-9a-f]+)\):)?"(?<body>[^]*)"\s*$/iu.exec(written)?.groups;
  if (string) {
    const body = unescaped(string['body'] ?? '');
    return string['type'] === '7' ? body.split('\0').filter((part) => part !== '') : untilZero(body);
  }
  const number = /^dword:(?<digits>[0-9a-f]{1,8})$/iu.exec(written)?.groups?.['digits'];
  if (number !== undefined) return Number.parseInt(number, 16);
  const hex = /^hex(?:\((?<type>[0-9a-f]{1,8})\))?:(?<bytes>[0-9a-f,\s]*)$/iu.exec(written)?.groups;
  if (hex === undefined) return undefined;
  return fromHex(Number.parseInt(hex['type'] ?? '3', 16), bytesOf(hex['bytes'] ?? ''), isAnsi);
}

function fromHex(type: number, bytes: Uint8Array | undefined, isAnsi: boolean): RegistryData | undefined {
  if (bytes === undefined) return undefined;
  const isString = type === 1 || type === 2 || type === 7;
  if (!isString || !isAnsi || isWide(bytes)) return registryData(type, bytes);
  const parts = narrow(bytes).split('\0');
  return type === 7 ? parts.filter((part) => part !== '') : (parts[0] ?? '');
}

/** Short strings are guessed by themselves: another program may have written the rest of the file. */
function narrow(bytes: Uint8Array): string {
  const letters = bytes.filter((byte) => byte !== 0);
  const encoding = isAscii(letters) ? 'utf-8' : (plausible(letters) ?? 'windows-1252');
  return inCodePage(bytes, encoding);
}

/** Some programs write UTF-16 under the header of the old version. */
function isWide(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes.length % 2 === 0 && bytes[1] === 0 && bytes[bytes.length - 1] === 0;
}

function bytesOf(written: string): Uint8Array | undefined {
  const digits = written.replace(/\s/gu, '');
  if (!/^(?:[0-9a-f]{1,2}(?:,|$))*$/iu.test(digits)) return undefined;
  if (!/(?:^|,)[0-9a-f](?:,|$)/iu.test(digits)) return Buffer.from(digits.replaceAll(',', ''), 'hex');
  return Uint8Array.from(
    digits.split(',').filter((each) => each !== ''),
    (each) => Number.parseInt(each, 16),
  );
}

function unescaped(body: string): string {
  return body.includes('\\') ? body.replace(/\\([\\"])/gu, '$1') : body;
}
