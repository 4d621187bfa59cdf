/** A field of a message of Protocol Buffers: a number, or bytes that are text or a message again. */
export interface ProtoField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/**
 * The fields of a message, in its order. A message has no end mark, so one that was cut between two fields looks whole.
 *
 * @throws SyntaxError with the offset, after the fields before, for what is cut inside a field or is no message
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* protoFields(bytes: Uint8Array): Generator<ProtoField> {
  let at = 0;
  while (at < bytes.length) {
    const tag = varint(bytes, at);
    const [number, wire] = [Math.floor(tag.value / 8), tag.value % 8];
    if (number === 0) throw new SyntaxError(`offset ${at}: not a field of a message`);
    const start = tag.end;
    if (wire === 0) {
      const { value, end } = varint(bytes, start);
      yield { number, value };
      at = end;
      continue;
    }
    const length = wire === 1 ? { value: 8, end: start } : wire === 5 ? { value: 4, end: start } : undefined;
    const { value: size, end } = length ?? (wire === 2 ? varint(bytes, start) : unknownWire(wire, at));
    if (end + size > bytes.length) throw new SyntaxError(`offset ${at}: truncated inside field ${number}`);
    yield { number, value: bytes.subarray(end, end + size) };
    at = end + size;
  }
}

/** Numbers of seven bits a byte, the lowest first. */
function varint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; at < bytes.length && at - start < MAX_VARINT; at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  throw new SyntaxError(`offset ${start}: truncated inside a number`);
}

const MAX_VARINT = 10;

function unknownWire(wire: number, at: number): never {
  throw new SyntaxError(`offset ${at}: wire type ${wire} is not known`);
}
