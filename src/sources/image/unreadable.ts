interface Magic {
  readonly at: number;
  readonly bytes: string;
  readonly what: string;
  readonly kind: 'packed' | 'archive';
}

/** First bytes, in Latin-1, of what holds files and is not opened here. */
const MAGICS: readonly Magic[] = [
  { at: 0, bytes: 'BZh', what: 'packed with bzip2', kind: 'packed' },
  { at: 0, bytes: '\x04\x22\x4d\x18', what: 'packed with lz4', kind: 'packed' },
  { at: 0, bytes: '7z\xbc\xaf\x27\x1c', what: 'a 7-Zip archive', kind: 'archive' },
  { at: 0, bytes: 'Rar!\x1a\x07', what: 'a RAR archive', kind: 'archive' },
];

const ADVICE = {
  packed: 'unpack it into interdict: bzip2 -dc or lz4 -dc FILE | interdict -',
  archive: 'unpack it and scan the folder',
} as const;

/** What a file is that holds files and is not opened here, and what to do with it. */
export function unreadable(head: Uint8Array): string | undefined {
  const magic = MAGICS.find((one) => begins(head, one));
  return magic && `it is ${magic.what}; ${ADVICE[magic.kind]}`;
}

/** Most heads differ in the first byte. */
function begins(head: Uint8Array, { at, bytes }: Magic): boolean {
  if (head[at] !== bytes.charCodeAt(0)) return false;
  return Buffer.from(head.subarray(at, at + bytes.length)).toString('latin1') === bytes;
}
