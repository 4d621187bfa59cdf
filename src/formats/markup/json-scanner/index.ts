import { type Variable, wasmFactory } from '../../web-assembly.ts';
import { WASM_BYTES } from './wasm-bytes.ts';

/** What `assembly/scanner.ts` exports. */
interface JsonScanner {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly depth: Variable;
  readonly inText: { value: bigint };
  readonly escaped: { value: bigint };
  closeBracket(from: number, to: number): number;
  closeQuote(from: number, to: number): number;
}

/** Where bytes are in its memory, how many in one go, and how many more it may read after them. */
const BYTES = 1024;
const CAPACITY = 256 * 1024;
const WINDOW = 64;
/** Shorter parts cost less in JavaScript than the copy for the scanner. */
const MAX_SHORT = 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const newScanner = wasmFactory(WASM_BYTES);
let scanner: JsonScanner | undefined;

/**
 * Past the bracket that closes the one inside which an offset of JSON in UTF-8 is; the length of the bytes if none does.
 * It looks at 64 bytes at a time with WebAssembly, because a report may have hundreds of megabytes of rows that say
 * nothing of its kind.
 *
 * @param start an offset outside of texts
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export function closingBracket(bytes: Uint8Array, start: number): number {
  return closing(bytes, start, 'closeBracket', bracketByByte);
}

/** Past the quote that closes the text inside which an offset is; the length of the bytes if none does. */
export function closingQuote(bytes: Uint8Array, start: number): number {
  return closing(bytes, start, 'closeQuote', quoteByByte);
}

function closing(
  bytes: Uint8Array,
  start: number,
  close: 'closeBracket' | 'closeQuote',
  byByte: (bytes: Uint8Array, start: number, end: number) => number | undefined,
): number {
  const short = byByte(bytes, start, Math.min(bytes.length, start + MAX_SHORT));
  if (short !== undefined) return short;
  scanner ??= newScanner() as JsonScanner | undefined;
  return (
    (scanner ? byWindows(scanner, bytes, start, close) : byByte(bytes, start, bytes.length)) ?? bytes.length
  );
}

function byWindows(
  instance: JsonScanner,
  bytes: Uint8Array,
  start: number,
  close: 'closeBracket' | 'closeQuote',
): number | undefined {
  const room = new Uint8Array(instance.memory.buffer, BYTES, CAPACITY + WINDOW);
  instance.depth.value = 1;
  instance.inText.value = 0n;
  instance.escaped.value = 0n;
  for (let at = start; at < bytes.length; at += CAPACITY) {
    const part = bytes.subarray(at, at + CAPACITY);
    room.set(part);
    // What was there before is none of the text.
    room.fill(0, part.length, part.length + WINDOW);
    const end = instance[close](BYTES, BYTES + part.length);
    if (end > 0) return at + end - BYTES;
  }
  return undefined;
}

/** The same for short parts and for a runtime without WebAssembly, up to an offset. */
function bracketByByte(bytes: Uint8Array, start: number, end: number): number | undefined {
  let depth = 1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = (quoteByByte(bytes, at + 1, end) ?? end) - 1;
    else if (byte === 0x7b || byte === 0x5b) depth++;
    else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) return at + 1;
  }
  return undefined;
}

function quoteByByte(bytes: Uint8Array, start: number, end: number): number | undefined {
  for (let at = start; at < end; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  return undefined;
}
