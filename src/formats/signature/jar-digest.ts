import { type ZipEntry, zipEntries } from '../archive/zip.ts';
import { jarContent } from '../executable/jar.ts';
import type { ReadRange } from '../executable/window.ts';
import { text } from '../text/decode.ts';
import { signedData } from './cms.ts';
import { hashOf } from './digest.ts';
import { isSignedBy } from './verify.ts';

const MANIFEST = 'META-INF/MANIFEST.MF';
const SIGNATURE = /^META-INF\/(?<name>[^/]{1,64})\.(?:RSA|DSA|EC)$/iu;
/** What belongs to signatures is covered by none. */
const UNCOVERED = /^META-INF\/(?:[^/]+\.(?:SF|RSA|DSA|EC)|SIG-[^/]*|MANIFEST\.MF)$/iu;
const MAX_MEMBERS = 100_000;
/** All that is unpacked to compare one archive. */
const MAX_BYTES = 256 << 20;
const DIGEST = /^(?<name>sha-?(?:1|256|384|512))-digest(?<manifest>-manifest)?$/u;

/**
 * Whether the digests that the manifest of a signed Java archive shows are those of its members, all of them, and whether
 * the certificate in the signature signed that manifest. Undefined for an archive that is not signed, with digests that
 * are not known, and beyond the limits.
 *
 * @param size of the file
 * @throws SyntaxError for a damaged archive
 * @see https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html
 */
export function isJarAsSigned(size: number, read: ReadRange): boolean | undefined {
  const entries: ZipEntry[] = [];
  for (const entry of zipEntries(size, read)) {
    if (entries.push(entry) > MAX_MEMBERS) return undefined;
  }
  const member = (path: string) => entries.find((entry) => entry.path.toUpperCase() === path.toUpperCase());
  const signature = entries.find(({ path }) => SIGNATURE.test(path));
  const name = SIGNATURE.exec(signature?.path ?? '')?.groups?.['name'];
  const [list, manifest] = [member(`META-INF/${name}.SF`), member(MANIFEST)];
  if (!signature || !list || !manifest) return undefined;
  if (entries.reduce((sum, entry) => sum + entry.size, 0) > MAX_BYTES) return undefined;
  const [listBytes, manifestBytes] = [jarContent(list, read), jarContent(manifest, read)];
  const hasManifest = isDigested(sectionsOf(listBytes)[0], manifestBytes, true);
  if (hasManifest !== true) return hasManifest;
  const areMembers = membersMatch(entries, sectionsOf(manifestBytes), read);
  if (areMembers !== true) return areMembers;
  const [signer] = signedData(jarContent(signature, read)).signers;
  return signer && isSignedBy(signer, listBytes);
}

function membersMatch(
  entries: readonly ZipEntry[],
  sections: readonly Section[],
  read: ReadRange,
): boolean | undefined {
  const reported = new Map(
    sections.flatMap((section) => (section.has('name') ? [[section.get('name'), section]] : [])),
  );
  let known = true;
  for (const entry of entries) {
    if (entry.type === 'folder' || UNCOVERED.test(entry.path)) continue;
    const isSame = isDigested(reported.get(entry.path), jarContent(entry, read), false);
    // One that nobody signed was added since.
    if (isSame === false || !reported.has(entry.path)) return false;
    known &&= isSame === true;
  }
  return known ? true : undefined;
}

function isDigested(
  section: Section | undefined,
  bytes: Uint8Array,
  ofManifest: boolean,
): boolean | undefined {
  for (const [key, value] of section ?? []) {
    const { name, manifest } = DIGEST.exec(key)?.groups ?? {};
    if (name === undefined || (manifest !== undefined) !== ofManifest) continue;
    return hashOf(name.replace('-', '')).update(bytes).digest('base64') === value;
  }
  return undefined;
}

/** Attributes by their names in small letters. */
type Section = ReadonlyMap<string, string>;

/** The main attributes of a manifest, then those of each member that it names. */
function sectionsOf(bytes: Uint8Array): Section[] {
  const whole = text(bytes).replace(/\r\n?/gu, '\n').replace(/\n /gu, '');
  return whole.split(/\n{2,}/u).map((section) => {
    const lines = section.split('\n').filter((line) => line.includes(':'));
    return new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
  });
}
