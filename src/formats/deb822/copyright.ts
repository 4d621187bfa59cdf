import { text } from '../text/decode.ts';

/** The first paragraph of a machine-readable file names the format, by the address of today or one of its drafts. */
const FORMAT = /^Format(?:-Specification)?:\s*\S*(?:copyright-format|dep5|DEP-?5|CopyrightFormat)/imu;
const LICENCE = /^License:[ \t]*(?<name>[^\n]*)/imu;
const FILES = /^Files:\s*(?<files>\S[^\n]*)/imu;

/**
 * The licence that a copyright file of Debian shows; undefined for a file that only people can read.
 *
 * The package is under what the file says of the whole. What it says of some files of the source may be in the package
 * or not.
 *
 * @see https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
 */
export function copyrightLicence(bytes: Uint8Array): string | undefined {
  const paragraphs = text(bytes)
    .replace(/\r/gu, '')
    .split(/\n[ \t]*\n/u);
  const [header = ''] = paragraphs;
  if (!FORMAT.test(header)) return undefined;
  const whole = new Set<string>();
  const some = new Set<string>();
  for (const paragraph of paragraphs) {
    const name = LICENCE.exec(paragraph)?.groups?.['name']?.trim();
    const files = FILES.exec(paragraph)?.groups?.['files']?.trim();
    if (paragraph !== header && files === undefined) continue;
    const isWhole = paragraph === header || files === '*';
    // A paragraph on files without a name has only the text of the licence.
    if (name) (isWhole ? whole : some).add(name);
    else if (files !== undefined) (isWhole ? whole : some).add('unknown');
  }
  const others = [...some].filter((name) => !whole.has(name));
  if (whole.size === 0) return others.length === 0 ? undefined : others.join('; ');
  const all = bracketed([...whole], ' AND ');
  return others.length === 0 ? all : `${all} AND (${bracketed([...whole, ...others], '; ')})`;
}

function bracketed(names: readonly string[], separator: string): string {
  return names.length === 1 ? `${names[0]}` : names.map((name) => `(${name})`).join(separator);
}
