import type { Random } from '../random.ts';
import { characters } from './xml.ts';

/** What a property list can hold, as far as programs need it. */
export type PlistValue = string | number | boolean | Date | readonly PlistValue[] | PlistDictionary;

/** Values by their keys. */
export interface PlistDictionary {
  readonly [key: string]: PlistValue;
}

/** As XML. */
export function xmlPlist(value: PlistValue, random: Random): string {
  const type =
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';
  return `<?xml version="1.0" encoding="UTF-8"?>\n${type}\n<plist version="1.0">\n${xml(value, random)}\n</plist>\n`;
}

function xml(value: PlistValue, random: Random): string {
  if (typeof value === 'string') {
    return value === '' && random(2) === 0 ? '<string/>' : `<string>${characters(value, random)}</string>`;
  }
  if (typeof value === 'number') return `<integer>${value}</integer>`;
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  if (value instanceof Date) return `<date>${value.toISOString().replace(/\.\d+Z$/u, 'Z')}</date>`;
  if (isList(value)) {
    return value.length === 0
      ? '<array/>'
      : `<array>\n${value.map((each) => xml(each, random)).join('\n')}\n</array>`;
  }
  const members = Object.entries(value).map(
    ([key, each]) => `<key>${characters(key, random)}</key>\n${xml(each, random)}`,
  );
  return `<dict>\n${members.join('\n')}\n</dict>`;
}

/** The same in binary: equal texts are one object. */
export function binaryPlist(value: PlistValue): Buffer {
  const objects: PlistValue[] = [];
  const places = new Map<string, number>();
  const members = new Map<number, readonly number[]>();
  const top = add(value, { objects, places, members });
  const size = objects.length < 256 ? 1 : 2;
  const encoded = objects.map((each, at) => encode(each, members.get(at) ?? [], size));
  const offsets: number[] = [];
  let end = 8;
  for (const each of encoded) {
    offsets.push(end);
    end += each.length;
  }
  const width = end < 256 ? 1 : end < 65_536 ? 2 : 4;
  const trailer = Buffer.alloc(32);
  trailer.writeUInt8(width, 6);
  trailer.writeUInt8(size, 7);
  trailer.writeUInt32BE(objects.length, 12);
  trailer.writeUInt32BE(top, 20);
  trailer.writeUInt32BE(end, 28);
  const table = Buffer.concat(offsets.map((offset) => uint(offset, width)));
  return Buffer.concat([Buffer.from('bplist00'), ...encoded, table, trailer]);
}

interface Collection {
  readonly objects: PlistValue[];
  readonly places: Map<string, number>;
  readonly members: Map<number, readonly number[]>;
}

function add(value: PlistValue, all: Collection): number {
  const known = typeof value === 'string' ? all.places.get(value) : undefined;
  if (known !== undefined) return known;
  const place = all.objects.push(value) - 1;
  if (typeof value === 'string') all.places.set(value, place);
  if (isList(value))
    all.members.set(
      place,
      value.map((each) => add(each, all)),
    );
  else if (isDictionary(value)) {
    const keys = Object.keys(value).map((key) => add(key, all));
    all.members.set(place, [...keys, ...Object.values(value).map((each) => add(each, all))]);
  }
  return place;
}

function encode(value: PlistValue, members: readonly number[], size: number): Buffer {
  if (typeof value === 'boolean') return Buffer.from([value ? 9 : 8]);
  if (typeof value === 'number') return Buffer.concat([Buffer.from([0x12]), uint(value, 4)]);
  if (value instanceof Date) {
    const date = Buffer.alloc(9);
    date.writeUInt8(0x33);
    date.writeDoubleBE(value.getTime() / 1000 - 978_307_200, 1);
    return date;
  }
  if (typeof value === 'string') {
    if (/^[\u0001-\u007f]*$/u.test(value))
      return Buffer.concat([head(0x50, value.length), Buffer.from(value)]);
    return Buffer.concat([head(0x60, value.length), Buffer.from(value, 'utf16le').swap16()]);
  }
  const [mark, count] = isList(value) ? [0xa0, members.length] : [0xd0, members.length / 2];
  return Buffer.concat([head(mark, count), ...members.map((member) => uint(member, size))]);
}

function head(mark: number, length: number): Buffer {
  if (length < 15) return Buffer.from([mark | length]);
  return Buffer.concat([Buffer.from([mark | 15, 0x12]), uint(length, 4)]);
}

function uint(value: number, width: number): Buffer {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntBE(value, 0, width);
  return bytes;
}

function isList(value: PlistValue): value is readonly PlistValue[] {
  return Array.isArray(value);
}

function isDictionary(value: PlistValue): value is PlistDictionary {
  return typeof value === 'object' && !isList(value) && !(value instanceof Date);
}
