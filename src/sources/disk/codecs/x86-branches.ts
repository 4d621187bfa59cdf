/** Which of the last three bytes a branch may follow, and how far back the address has to be tested. */
const ALLOWED = [true, true, true, false, true, false, false, false];
const SHIFT = [0, 1, 2, 2, 3, 3, 3, 3];

/** Undoes the x86 filter of xz: absolute targets of calls and jumps become relative again. */
export function restoreBranches(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let before = -1;
  let mask = 0;
  for (let at = 0; at + 4 < bytes.length; at++) {
    if (((bytes[at] as number) & 0xfe) !== 0xe8) continue;
    const gap = at - before;
    before = at;
    if (gap > 3) mask = 0;
    else {
      mask = (mask << (gap - 1)) & 7;
      if (mask !== 0 && (!ALLOWED[mask] || isEnd(bytes[at + 4 - (SHIFT[mask] as number)] as number))) {
        mask = ((mask << 1) & 7) | 1;
        continue;
      }
    }
    if (!isEnd(bytes[at + 4] as number)) {
      mask = ((mask << 1) & 7) | 1;
      continue;
    }
    view.setInt32(at + 1, relative(view.getInt32(at + 1, true), at + 5, mask), true);
    at += 4;
    mask = 0;
  }
}

function relative(absolute: number, next: number, mask: number): number {
  let target = absolute;
  for (;;) {
    target = (target - next) | 0;
    if (mask === 0) break;
    const shift = (SHIFT[mask] as number) * 8;
    if (!isEnd((target >>> (24 - shift)) & 255)) break;
    target ^= (1 << (32 - shift)) - 1;
  }
  return (target << 7) >> 7;
}

/** The highest byte of an address near to its instruction. */
function isEnd(byte: number): boolean {
  return byte === 0 || byte === 255;
}
