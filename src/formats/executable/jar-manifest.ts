import { lines } from '../text/decode.ts';

/** The main section of a `MANIFEST.MF`, by names in lower case. */
export type JarManifest = ReadonlyMap<string, string>;

/** Real ones have a few KiB; signed ones list every file, of which nothing is needed. */
const MAX_ATTRIBUTES = 1000;

/**
 * The main attributes of the manifest of a Java archive, up to its first blank line. A line that begins with a blank
 * carries on the one before.
 *
 * @throws SyntaxError with the line for what is not an attribute
 * @see https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html#jar-manifest
 */
export function jarManifest(bytes: Uint8Array): JarManifest {
  const attributes = new Map<string, string>();
  let name: string | undefined;
  let number = 0;
  for (const line of lines(bytes)) {
    number++;
    if (line.trim() === '') break;
    if (line.startsWith(' ') && name !== undefined) {
      attributes.set(name, (attributes.get(name) ?? '') + line.slice(1));
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 1) throw new SyntaxError(`line ${number}: not an attribute of a manifest: no colon`);
    if (attributes.size >= MAX_ATTRIBUTES) throw new SyntaxError(`more than ${MAX_ATTRIBUTES} attributes`);
    name = line.slice(0, colon).toLowerCase();
    if (!attributes.has(name)) attributes.set(name, line.slice(colon + 1).trim());
  }
  return attributes;
}
