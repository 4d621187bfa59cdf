/** One element of a BER encoding; its content lies between `start` and `end` of the bytes. */
export interface BerElement {
  /** The first identifier byte: class, whether it is constructed, and the number. */
  readonly tag: number;
  /** Where the identifier byte is. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
  /** Where the next element begins. */
  readonly next: number;
}

/** Deep enough for certificates, shallow enough for any stack. */
const DEPTH = 24;

/**
 * The elements between two places, in definite and indefinite length (Apple writes its signatures with
 * both). Ends silently at an end-of-contents mark.
 *
 * @throws SyntaxError with the byte offset for lengths that lead out of the bytes, and for nesting without
 * bound
 * @see https://www.itu.int/rec/T-REC-X.690
 */
export function* berElements(bytes: Uint8Array, from: number, to: number): Generator<BerElement> {
  for (let at = from; at < to; ) {
    const element = elementAt(bytes, at, to, 0);
    if (element.tag === 0) return;
    yield element;
    at = element.next;
  }
}

/** The elements inside a constructed element. */
export function berChildren(bytes: Uint8Array, element: BerElement | undefined): readonly BerElement[] {
  return element === undefined ? [] : [...berElements(bytes, element.start, element.end)];
}

function elementAt(bytes: Uint8Array, at: number, to: number, depth: number): BerElement {
  const tag = bytes[at] ?? 0;
  if (depth > DEPTH) throw fault(at, 'nested without bound');
  if ((tag & 0x1f) === 0x1f) throw fault(at, 'a long tag');
  const first = bytes[at + 1];
  if (first === undefined || at + 2 > to) throw fault(at, 'an element is truncated');
  if (first === 0x80) return indefinite(bytes, at, to, depth);
  const digits = first < 0x80 ? 0 : first & 0x7f;
  if (digits > 4) throw fault(at, 'a length of many bytes');
  let length = digits === 0 ? first : 0;
  for (let digit = 0; digit < digits; digit++) length = length * 256 + (bytes[at + 2 + digit] ?? 0);
  const start = at + 2 + digits;
  if (start + length > to) throw fault(at, `${length} bytes lead out of the encoding`);
  return { tag, at, start, end: start + length, next: start + length };
}

function indefinite(bytes: Uint8Array, at: number, to: number, depth: number): BerElement {
  let inner = at + 2;
  while (inner < to) {
    if (bytes[inner] === 0 && bytes[inner + 1] === 0) {
      return { tag: bytes[at] ?? 0, at, start: at + 2, end: inner, next: inner + 2 };
    }
    inner = elementAt(bytes, inner, to, depth + 1).next;
  }
  throw fault(at, 'an element has no end');
}

function fault(offset: number, reason: string): SyntaxError {
  return new SyntaxError(`offset ${offset} of the encoding: ${reason}`);
}
