import { limits } from '../../../limits.ts';
import type { BlockDevice } from '../device.ts';
import { readHeader } from '../file-systems/wim/header.ts';
import { joinedDisk } from './blocks.ts';
import type { Opening } from './opening.ts';
import type { Siblings } from './siblings.ts';

/** The name of the first of several pieces: `disk.raw.001`. */
const FIRST_PIECE = /^(?<base>.+)\.(?<number>0{1,4}1)$/u;
const FIRST_PART = /^(?<base>.+)\.swm$/iu;

/**
 * A disk in pieces that follow one another, as tools of forensics and of mail write them: `.001`, `.002`, …
 *
 * @throws Error when a piece in the midst is missing
 */
export function pieces(file: BlockDevice, opening: Opening): BlockDevice | undefined {
  const { base, number } = FIRST_PIECE.exec(file.name)?.groups ?? {};
  if (base === undefined || number === undefined) return undefined;
  const all = [file];
  const nameOf = (index: number) => `${base}.${String(index).padStart(number.length, '0')}`;
  for (let index = 2; index <= limits.partitions; index++) {
    const piece = openIfThere(opening.siblings, nameOf(index));
    if (!piece) {
      if (openIfThere(opening.siblings, nameOf(index + 1)))
        throw new Error(`${file.name}: it needs ${nameOf(index)}, which is not there`);
      break;
    }
    all.push(piece);
  }
  if (all.length === 1) return undefined;
  if (all.length === limits.partitions)
    throw new Error(`${file.name}: more than ${limits.partitions} pieces (limit: partitions)`);
  return opening.diskIn(joinedDisk(base, all), opening);
}

/** The parts of a WIM file that was split for small media; the reader of WIM files asks each for what is in it. */
export function splitWim(file: BlockDevice, { siblings }: Opening): BlockDevice | undefined {
  const header = readHeader(file);
  const base = FIRST_PART.exec(file.name)?.groups?.['base'];
  if (!header || header.parts < 2 || header.part !== 1 || base === undefined) return undefined;
  const parts = [file];
  for (let number = 2; number <= Math.min(header.parts, limits.partitions); number++) {
    const part = openIfThere(siblings, `${base}${number}.swm`);
    const own = part && readHeader(part);
    // What is missing, the reader reports.
    if (!part || own?.guid !== header.guid || own.part !== number) return undefined;
    parts.push(part);
  }
  return { ...file, parts };
}

function openIfThere(siblings: Siblings, name: string): BlockDevice | undefined {
  try {
    return siblings.open(name);
  } catch {
    return undefined;
  }
}
