/** Bytes after a likely instruction in which others are taken for instructions too. */
const NEAR = 1023;
/** Two that lead to the same place within so many bytes are likely to be instructions. */
const WINDOW = 65_535;
const TAIL = 16;

/**
 * Undoes what LZMS does to the code of x86 programs before it packs them: addresses that were made absolute become
 * relative again, where the data looks like code.
 */
export function restoreAddresses(bytes: Uint8Array): void {
  if (bytes.length <= TAIL + 1) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const lastUse = new Int32Array(65_536).fill(-WINDOW - 1);
  let likely = -NEAR - 1;
  const end = bytes.length - TAIL;
  for (let at = 1; at < end; ) {
    const opcode = bytes[at] as number;
    const length = CANDIDATE[opcode] === 0 ? 0 : instruction(bytes, at);
    if (length === 0) {
      at += opcode === 0xe9 ? 5 : 1;
      continue;
    }
    const operand = at + length;
    if (at - likely <= (opcode === 0xe8 ? NEAR >> 1 : NEAR))
      view.setUint32(operand, view.getUint32(operand, true) - at, true);
    const target = (at + view.getUint16(operand, true)) & 0xffff;
    const place = operand + 3;
    if (place - (lastUse[target] as number) <= WINDOW) likely = place;
    lastUse[target] = place;
    at = operand + 4;
  }
}

const CANDIDATE = new Uint8Array(256);
for (const opcode of [0x48, 0x4c, 0xe8, 0xf0, 0xff]) CANDIDATE[opcode] = 1;

/** Bytes before the address of an instruction that has one relative to itself; 0 when it has none. */
function instruction(bytes: Uint8Array, at: number): number {
  const [opcode = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
  if (opcode === 0xe8) return 1;
  if (opcode === 0xff) return second === 0x15 ? 2 : 0;
  if (opcode === 0xf0) return second === 0x83 && third === 0x05 ? 3 : 0;
  if ((third & 7) !== 5) return 0;
  if (second === 0x8d) return 3;
  return second === 0x8b && opcode === 0x48 && (third & 0xf0) === 0 ? 3 : 0;
}
