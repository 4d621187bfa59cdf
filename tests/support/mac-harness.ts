/** What a Mac would have written, for tests and benches: executables with signatures, binary property lists. */

export interface Signed {
  readonly identifier: string;
  readonly team?: string;
  /** A CMS signature; without it the signature is an ad-hoc one. */
  readonly cms?: Uint8Array;
  /** Bytes of code before the signature. */
  readonly code?: number;
}

/** A 64-bit Mach-O executable whose only load command points at its signature. */
export function signedExecutable({ identifier, team, cms, code = 4096 }: Signed): Buffer {
  const signature = superBlob([
    [0, codeDirectory(identifier, team)],
    [0x10000, cms ? blob(0xfade0b01, cms) : blob(0xfade0b01, Buffer.alloc(0))],
  ]);
  const head = Buffer.alloc(Math.max(code, 64));
  [0xfeedfacf, 0x0100000c, 0, 2, 1, 16, 0, 0].forEach((value, at) => head.writeUInt32LE(value, at * 4));
  [0x1d, 16, head.length, signature.length].forEach((value, at) => head.writeUInt32LE(value, 32 + at * 4));
  return Buffer.concat([head, signature]);
}

/** A universal executable around thin ones. */
export function universal(slices: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(4096);
  head.writeUInt32BE(0xcafebabe, 0);
  head.writeUInt32BE(slices.length, 4);
  let offset = head.length;
  slices.forEach((slice, at) => {
    head.writeUInt32BE(offset, 8 + at * 20 + 8);
    head.writeUInt32BE(slice.length, 8 + at * 20 + 12);
    offset += slice.length;
  });
  return Buffer.concat([head, ...slices]);
}

/** A code directory that names the team, as those of version 2.2 and later do. */
export function codeDirectory(identifier: string, team = ''): Buffer {
  const head = Buffer.alloc(52);
  const names = Buffer.from(`${identifier}\0${team}\0`);
  [0xfade0c02, head.length + names.length, 0x20400].forEach((value, at) => head.writeUInt32BE(value, at * 4));
  head.writeUInt32BE(head.length, 20);
  head.writeUInt32BE(team === '' ? 0 : head.length + Buffer.byteLength(identifier) + 1, 48);
  return Buffer.concat([head, names]);
}

function blob(magic: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(magic, 0);
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
}

function superBlob(parts: readonly (readonly [slot: number, part: Buffer])[]): Buffer {
  const index = Buffer.alloc(12 + parts.length * 8);
  let offset = index.length;
  parts.forEach(([slot, part], at) => {
    index.writeUInt32BE(slot, 12 + at * 8);
    index.writeUInt32BE(offset, 16 + at * 8);
    offset += part.length;
  });
  [0xfade0cc0, offset, parts.length].forEach((value, at) => index.writeUInt32BE(value, at * 4));
  return Buffer.concat([index, ...parts.map(([, part]) => part)]);
}

/** An XML property list with one dictionary of texts. */
export function xmlPlistOf(texts: Readonly<Record<string, string>>): string {
  const entries = Object.entries(texts).map(
    ([key, value]) => `\t<key>${key}</key>\n\t<string>${value}</string>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n${entries.join('')}</dict>\n</plist>\n`;
}

/** The same as a binary list; texts of ASCII only, up to 120 entries. */
export function binaryPlistOf(texts: Readonly<Record<string, string>>): Buffer {
  const strings = [...Object.keys(texts), ...Object.values(texts)];
  const count = strings.length / 2;
  const top = Buffer.from([0xdf, 0x10, count, ...strings.map((_, at) => at + 1)]);
  const objects = [
    top,
    ...strings.map((one) => Buffer.concat([Buffer.from([0x5f, 0x10, one.length]), Buffer.from(one)])),
  ];
  const body = Buffer.concat([Buffer.from('bplist00'), ...objects]);
  const table = Buffer.alloc(objects.length * 2);
  let offset = 8;
  objects.forEach((object, at) => {
    table.writeUInt16BE(offset, at * 2);
    offset += object.length;
  });
  const trailer = Buffer.alloc(32);
  trailer[6] = 2;
  trailer[7] = 1;
  trailer.writeUInt32BE(objects.length, 12);
  trailer.writeUInt32BE(body.length, 28);
  return Buffer.concat([body, table, trailer]);
}
