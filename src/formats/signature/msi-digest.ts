import { compoundRoot } from '../executable/compound-file.ts';
import type { ReadRange } from '../executable/window.ts';
import { type Authenticode, signaturesIn } from './authenticode.ts';
import { hashOf } from './digest.ts';

const SIGNATURE = '\u0005DigitalSignature';
/** The digest of names, times and the like, which goes before the contents. */
const EXTENDED = '\u0005MsiDigitalSignatureEx';

/** The signature of a Windows Installer package, and the digest of the package as it is. */
export interface MsiSignature {
  readonly signature: Authenticode;
  readonly digest: Uint8Array;
}

/**
 * Undefined for a package that is not signed, and for one with storages in it, as patches have: their order is not
 * followed here.
 *
 * @throws SyntaxError for a damaged file
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb/53989ce4-7b05-4f8d-829b-d08d6148375b
 */
export function msiSignature(read: ReadRange): MsiSignature | undefined {
  const { streams, classId, hasStorages } = compoundRoot(read);
  const named = (name: string) => streams.find((stream) => stream.name === name);
  const table = named(SIGNATURE)?.bytes();
  const [signature] = table ? signaturesIn(table) : [];
  if (signature?.algorithm === undefined || hasStorages) return undefined;
  const hash = hashOf(signature.algorithm);
  const extended = named(EXTENDED);
  if (extended) hash.update(extended.bytes());
  const covered = streams.filter(({ name }) => name !== SIGNATURE && name !== EXTENDED);
  for (const stream of covered.sort(byName)) hash.update(stream.bytes());
  return { signature, digest: hash.update(classId).digest() };
}

/** By their bytes as stored; of two of which one begins the other, the shorter one first. */
function byName({ name: a }: { readonly name: string }, { name: b }: { readonly name: string }): number {
  const [first, second] = [Buffer.from(a, 'utf16le'), Buffer.from(b, 'utf16le')];
  return Buffer.compare(first, second);
}
