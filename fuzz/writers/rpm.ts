/** What a header describes a package. */
export interface RpmPackage {
  readonly name: string;
  readonly epoch: number | undefined;
  readonly version: string;
  readonly release: string;
  readonly arch: string | undefined;
  readonly vendor: string | undefined;
  readonly packager: string | undefined;
  /** Seconds since 1970. */
  readonly installed: number;
}

const STRING = 6;
const INT32 = 4;
const TEXTS = 9;

/**
 * The header of a package as databases of rpm keep it: an index of sorted tags and their data.
 *
 * @see https://rpm-software-management.github.io/rpm/manual/format_header.html
 */
export function rpmHeader(own: RpmPackage): Buffer {
  const tags: (readonly [tag: number, type: number, value: string | number | undefined])[] = [
    [1000, STRING, own.name],
    [1001, STRING, own.version],
    [1002, STRING, own.release],
    [1003, INT32, own.epoch],
    [1004, TEXTS, 'A summary'],
    [1008, INT32, own.installed],
    [1011, STRING, own.vendor],
    [1015, STRING, own.packager],
    [1022, STRING, own.arch],
  ];
  const there = tags.filter(([, , value]) => value !== undefined);
  const index = Buffer.alloc(8 + there.length * 16);
  const parts: Buffer[] = [];
  let length = 0;
  for (const [at, [tag, type, value]] of there.entries()) {
    const gap = typeof value === 'number' ? -length & 3 : 0;
    const data = typeof value === 'number' ? number(value) : Buffer.from(`${value}\0`);
    for (const [field, each] of [tag, type, length + gap, 1].entries()) {
      index.writeUInt32BE(each, 8 + at * 16 + field * 4);
    }
    parts.push(Buffer.alloc(gap), data);
    length += gap + data.length;
  }
  index.writeUInt32BE(there.length, 0);
  index.writeUInt32BE(length, 4);
  return Buffer.concat([index, ...parts]);
}

function number(value: number): Buffer {
  const data = Buffer.alloc(4);
  data.writeUInt32BE(value);
  return data;
}
