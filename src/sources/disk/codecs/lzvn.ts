import { copyMatch } from './match.ts';

/**
 * LZVN, in which macOS keeps small pieces of compressed files.
 *
 * @param size bytes that it unpacks to at most
 * @throws SyntaxError when the data is damaged or has more
 * @see https://github.com/lzfse/lzfse/blob/master/src/lzvn_decode_base.c
 */
export function unlzvn(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  let to = 0;
  let distance = 0;
  const byte = (place: number): number => {
    const value = packed[place];
    if (value === undefined) throw new SyntaxError('the LZVN data is truncated');
    return value;
  };
  while (to < size) {
    const step = stepAt(byte, at);
    if (step === undefined) break;
    at += step.bytes;
    distance = step.distance ?? distance;
    if (at + step.literals > packed.length) throw new SyntaxError('the LZVN data is truncated');
    if (to + step.literals > size) throw new SyntaxError(`the LZVN data has more than ${size} bytes`);
    out.set(packed.subarray(at, at + step.literals), to);
    at += step.literals;
    to += step.literals;
    if (step.match > 0) to = copyMatch(out, to, distance, step.match);
  }
  return out.subarray(0, to);
}

interface Step {
  readonly bytes: number;
  readonly literals: number;
  readonly match: number;
  /** Undefined for that of the match before. */
  readonly distance?: number;
}

const END = 0x06;
const NOTHING: readonly number[] = [0x0e, 0x16];

/** What stands at a place; undefined at the end. */
function stepAt(byte: (place: number) => number, at: number): Step | undefined {
  const code = byte(at);
  if (code === END) return undefined;
  if (NOTHING.includes(code)) return { bytes: 1, literals: 0, match: 0 };
  const high = code >>> 4;
  if (high === 0xe || high === 0xf) return longStep(byte, at, code);
  if (high === 0xa || high === 0xb) {
    const pair = byte(at + 1) | (byte(at + 2) << 8);
    const match = (((code & 7) << 2) | (pair & 3)) + 3;
    return { bytes: 3, literals: (code >>> 3) & 3, match, distance: pair >>> 2 };
  }
  const low = code & 7;
  if (high === 7 || high === 0xd || (low === 6 && code < 0x40))
    throw new SyntaxError(`the LZVN data is damaged: it has the code ${code}`);
  const literals = code >>> 6;
  const match = ((code >>> 3) & 7) + 3;
  if (low === 6) return { bytes: 1, literals, match };
  if (low === 7) return { bytes: 3, literals, match, distance: byte(at + 1) | (byte(at + 2) << 8) };
  return { bytes: 2, literals, match, distance: (low << 8) | byte(at + 1) };
}

/** Only literals, or only a match with the distance of the one before. */
function longStep(byte: (place: number) => number, at: number, code: number): Step {
  const short = code & 15;
  const length = short === 0 ? byte(at + 1) + 16 : short;
  const bytes = short === 0 ? 2 : 1;
  return code >>> 4 === 0xe ? { bytes, literals: length, match: 0 } : { bytes, literals: 0, match: length };
}
