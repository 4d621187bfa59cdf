import { utf16, viewOf } from '../../little-endian.ts';

/** What a file or folder with a reparse point is. */
export type Reparse =
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'compressed'; readonly algorithm: number }
  /** The content is elsewhere: with a service, on tape, in another file. */
  | { readonly kind: 'elsewhere'; readonly reason: string };

const TAG = {
  junction: 0xa0000003,
  link: 0xa000000c,
  linuxLink: 0xa000001d,
  compressed: 0x80000017,
};
const KNOWN: Readonly<Record<number, string>> = {
  0x80000013: 'is deduplicated by Windows Server',
  0x8000001b: 'is an alias of a Store app',
  0xc0000004: 'was moved to other storage',
  0x80000006: 'was moved to other storage',
  0x80000023: 'is a socket',
};
const RELATIVE = 1;
/** Provider of {@link TAG.compressed} that keeps the content in a stream of the same file. */
const PROVIDER = { wim: 1, file: 2 };

/**
 * What the content of a reparse point means.
 *
 * @param isAnyDrive whether every drive letter means this volume, not C alone
 * @throws SyntaxError when it is damaged
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-fscc (2.1.2)
 */
export function parseReparse(bytes: Uint8Array, what: string, isAnyDrive = false): Reparse {
  if (bytes.length < 8) throw new SyntaxError(`${what} is damaged: a reparse point of ${bytes.length} bytes`);
  const view = viewOf(bytes);
  const tag = view.getUint32(0, true);
  if (tag === TAG.compressed) return compressedBy(bytes, what);
  if (tag === TAG.junction) return { kind: 'link', target: toPath(substitute(bytes, 16, what), isAnyDrive) };
  if (tag === TAG.link) {
    const target = substitute(bytes, 20, what);
    const isRelative = (view.getUint32(16, true) & RELATIVE) !== 0;
    return { kind: 'link', target: isRelative ? target.replaceAll('\\', '/') : toPath(target, isAnyDrive) };
  }
  if (tag === TAG.linuxLink)
    return { kind: 'link', target: Buffer.from(bytes.subarray(12)).toString('utf8') };
  // All tags of cloud files differ in one digit only.
  const isCloud = (tag & 0xffff0fff) >>> 0 === 0x9000001a;
  const reason = isCloud ? 'is kept in a cloud' : (KNOWN[tag] ?? `has the reparse tag 0x${tag.toString(16)}`);
  return { kind: 'elsewhere', reason };
}

function compressedBy(bytes: Uint8Array, what: string): Reparse {
  if (bytes.length < 24)
    throw new SyntaxError(`${what} is damaged: a reparse point of ${bytes.length} bytes`);
  const view = viewOf(bytes);
  const provider = view.getUint32(12, true);
  if (provider === PROVIDER.file) return { kind: 'compressed', algorithm: view.getUint32(20, true) };
  const reason =
    provider === PROVIDER.wim ? 'has its content in a WIM file' : `is compressed by provider ${provider}`;
  return { kind: 'elsewhere', reason };
}

function substitute(bytes: Uint8Array, base: number, what: string): string {
  const view = viewOf(bytes);
  if (bytes.length < base) throw new SyntaxError(`${what} is damaged: a link of ${bytes.length} bytes`);
  const start = base + view.getUint16(8, true);
  const end = start + view.getUint16(10, true);
  if (end > bytes.length) throw new SyntaxError(`${what} is damaged: its target leaves the reparse point`);
  return utf16(bytes.subarray(start, end));
}

/**
 * A path of Windows as one from the root of this volume. Which letter a volume has is known to the running Windows
 * alone; the one with Windows on it calls itself C. Other volumes keep their names, so that nothing is found there.
 */
function toPath(target: string, isAnyDrive: boolean): string {
  const path = target.replace(/^\\(?:\?\?|\\\?|DosDevices)\\/iu, '').replaceAll('\\', '/');
  return `/${path.replace(isAnyDrive ? /^[a-z]:/iu : /^c:/iu, '').replace(/^\/+/u, '')}`;
}
