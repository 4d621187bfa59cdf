import { inflateRawSync } from 'node:zlib';
import { contentAt, type ZipEntry, zipEntries } from '../archive/zip.ts';
import type { Certificate } from '../signature/certificate.ts';
import { signerOf } from '../signature/cms.ts';
import { type JarManifest, jarManifest } from './jar-manifest.ts';
import type { ReadRange } from './window.ts';

/** What a Java archive says of itself. */
export interface JarFile {
  /** Undefined when it has none, as archives that are not Java's. */
  readonly manifest: JarManifest | undefined;
  /** Who signed it, as the first signature says. */
  readonly signer: Certificate | undefined;
}

/** Members to look at for the manifest, which tools write first. */
const MAX_MEMBERS = 100_000;
const MAX_CONTENT = 8 << 20;
const SIGNATURE = /^META-INF\/[^/]{1,64}\.(?:RSA|DSA|EC)$/iu;

/**
 * The manifest of a Java archive, and who signed it.
 *
 * @param size of the file
 * @throws SyntaxError for an archive, a manifest or a signature that is damaged or beyond the limits
 * @see https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html
 */
export function jarFile(size: number, read: ReadRange): JarFile {
  let manifest: ZipEntry | undefined;
  let signature: ZipEntry | undefined;
  let count = 0;
  for (const entry of zipEntries(size, read)) {
    if (++count > MAX_MEMBERS) throw new SyntaxError(`more than ${MAX_MEMBERS} members`);
    if (entry.path.toUpperCase() === 'META-INF/MANIFEST.MF') manifest ??= entry;
    else if (SIGNATURE.test(entry.path)) signature ??= entry;
  }
  return {
    manifest: manifest && jarManifest(jarContent(manifest, read)),
    signer: signature && signerOf(jarContent(signature, read)),
  };
}

/**
 * The content of one member of a Java archive; undefined when there is none of this path.
 *
 * @param size of the file
 * @throws SyntaxError like {@link jarFile}
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function jarMember(size: number, read: ReadRange, path: string): Uint8Array | undefined {
  let count = 0;
  for (const entry of zipEntries(size, read)) {
    if (++count > MAX_MEMBERS) throw new SyntaxError(`more than ${MAX_MEMBERS} members`);
    if (entry.path === path) return jarContent(entry, read);
  }
  return undefined;
}

export function jarContent(entry: ZipEntry, read: ReadRange): Uint8Array {
  if (entry.problem !== undefined) throw new SyntaxError(`${entry.path}: ${entry.problem}`);
  if (Math.max(entry.size, entry.packedSize) > MAX_CONTENT)
    throw new SyntaxError(`${entry.path}: ${entry.size} bytes; the limit is ${MAX_CONTENT}`);
  const packed = read(contentAt(entry, read), entry.packedSize);
  if (packed.length < entry.packedSize) throw new SyntaxError(`${entry.path} is truncated`);
  if (entry.method === 'stored') return packed;
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
  } catch (error) {
    throw new SyntaxError(`${entry.path}: ${(error as Error).message}`);
  }
}
