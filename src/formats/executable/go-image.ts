import { type GoBuildInfo, goBuildInfo, goBuildInfoIn } from './go-build-info.ts';
import { machImage } from './mach-o.ts';
import type { PeHeaders } from './pe.ts';
import type { ReadRange } from './window.ts';

/** Initialised data that may be read and written, whatever its alignment. */
const DATA = 0xc0000040;
const ALIGNMENT = 0x00f00000;

/**
 * The build information of Go in a PE file; undefined for a program of another language.
 *
 * @throws SyntaxError as {@link goBuildInfo} does
 */
export function goInPe(read: ReadRange, pe: PeHeaders): GoBuildInfo | undefined {
  if (!canLinkGo(pe)) return undefined;
  const segments = pe.sections.map(({ address, offset, size }) => ({
    address: pe.imageBase + address,
    offset,
    size,
  }));
  const index = pe.sections.findIndex(({ flags, size }) => size > 0 && (flags & ~ALIGNMENT) >>> 0 === DATA);
  const data = segments[index];
  return data && goBuildInfoIn(read, segments, data);
}

/**
 * Go has a linker of its own, which calls itself 3.0; with C code in it, that of GNU (2) or LLVM (14.0) links. Most
 * programs are linked by Microsoft's, of which each search of the data would cost a reading.
 */
function canLinkGo({ linker: { major, minor } }: PeHeaders): boolean {
  return major === 2 || (minor === 0 && (major === 3 || major === 14));
}

/**
 * The build information of Go in a Mach-O file; undefined for a program of another language.
 *
 * @throws SyntaxError as {@link goBuildInfo} does
 */
export function goInMachO(read: ReadRange): GoBuildInfo | undefined {
  const image = machImage(read);
  const section = image?.sections.get('__go_buildinfo');
  return image && section && goBuildInfo(read, image.segments, section);
}
