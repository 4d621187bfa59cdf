import { Buffer } from 'node:buffer';
import { encodingOf, text } from '../text/decode.ts';
import { attempt } from '../try.ts';
import { closingBracket, closingQuote } from './json-scanner/index.ts';

/** How much of a document is kept: enough to see its keys and what the rows of its lists look like. */
const MAX_ITEMS = 3;
const MAX_MEMBERS = 200;
/** More than any text that says what a document is. */
const MAX_TEXT = 300;
/** Texts that hold a document, as envelopes do. */
const MAX_DOCUMENT = 8192;
const DOCUMENT = /^"\s*[{<]|^"[A-Za-z0-9+/_=-]+"?$/u;
const MAX_DEPTH = 8;
/** Bytes of all that is kept. One value gets no more than a part of what is left, so that later keys have room. */
const MAX_KEPT = 64 * 1024;
const PART = 3;

/** The byte order mark of UTF-8. */
const MARK = Buffer.from('\ufeff');
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const LIST = 0x5b;
const OBJECT = 0x7b;
/** The end of a list or an object, by the byte that opens it. */
const CLOSE: ReadonlyMap<number, string> = new Map([
  [LIST, ']'],
  [OBJECT, '}'],
]);

/**
 * JSON documents with the keys of their outer levels, of each list the first rows, and the beginnings of their texts:
 * what recognition looks at where the first bytes of a document are all of one large field. Rows that are left out cost
 * hardly more than a copy of their bytes, and no memory. What is not JSON gives a part of it, and never an error.
 *
 * @returns undefined for what does not begin with an object or a list
 */
export function abridgedJson(bytes: Uint8Array): Uint8Array | undefined {
  const plain = inUtf8(bytes);
  const abridging = plain && new Abridging(plain);
  return abridging?.documents();
}

/** A document in UTF-16 is the only one in which ASCII does not show through. */
function inUtf8(bytes: Uint8Array): Uint8Array | undefined {
  if (!bytes.subarray(0, 64).includes(0)) return bytes;
  const { value: encoding } = attempt(() => encodingOf(bytes.subarray(0, MAX_KEPT)));
  if (encoding?.startsWith('utf-16') !== true) return undefined;
  const { value } = attempt(() => text(bytes.subarray(0, bytes.length & ~1)));
  return value === undefined ? undefined : Buffer.from(value);
}

class Abridging {
  private readonly bytes: Buffer;
  private at = 0;
  private readonly kept: string[] = [];
  /** Bytes that may still be kept. */
  private room = MAX_KEPT;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.bytes.subarray(0, MARK.length).equals(MARK)) this.at = MARK.length;
  }

  /** The first documents of a file that may hold one per line. */
  documents(): Uint8Array | undefined {
    for (let documents = 0; documents < MAX_ITEMS && CLOSE.has(this.next()); documents++) {
      if (documents > 0) this.keep('\n');
      this.value(0);
    }
    return this.kept.length > 0 ? Buffer.from(this.kept.join(''), 'latin1') : undefined;
  }

  /** The next byte that is no blank; 0 at the end. */
  private next(): number {
    while (this.at < this.bytes.length && (this.bytes[this.at] ?? 0) <= 0x20) this.at++;
    return this.bytes[this.at] ?? 0;
  }

  private keep(part: string): void {
    this.kept.push(part);
    this.room -= part.length;
  }

  /** Keeps a value, or what there is room for. */
  private value(depth: number): void {
    const first = this.next();
    if (first === QUOTE) this.text(depth);
    else if (CLOSE.has(first)) this.collection(first, depth);
    else this.literal();
  }

  private collection(open: number, depth: number): void {
    const most = depth < MAX_DEPTH && this.room > 0 ? (open === LIST ? MAX_ITEMS : MAX_MEMBERS) : 0;
    this.keep(String.fromCharCode(open));
    this.at++;
    let isOpen = !this.isAtEnd();
    for (let index = 0; index < most && isOpen; index++) {
      if (index > 0) this.keep(',');
      const later = Math.floor(this.room - this.room / PART);
      this.room -= later;
      if (open === OBJECT) this.key();
      this.value(depth + 1);
      this.room += later;
      // What is no JSON is not gone through value by value.
      isOpen = this.next() === COMMA;
      if (isOpen) this.at++;
      else if (!this.isAtEnd()) break;
    }
    this.keep(CLOSE.get(open) ?? '');
    this.at = this.isAtEnd() ? this.at + 1 : closingBracket(this.bytes, this.at);
  }

  private isAtEnd(): boolean {
    const byte = this.next();
    return byte === 0x5d || byte === 0x7d;
  }

  private key(): void {
    if (this.next() !== QUOTE) return;
    const end = closingQuote(this.bytes, this.at + 1);
    this.keep(this.beginning(this.at, end, MAX_TEXT));
    this.at = end;
    if (this.next() !== COLON) return;
    this.keep(':');
    this.at++;
  }

  private text(depth: number): void {
    const end = closingQuote(this.bytes, this.at + 1);
    const isDocument = depth < 2 && DOCUMENT.test(this.beginning(this.at, end, MAX_TEXT));
    const most = isDocument ? MAX_DOCUMENT : MAX_TEXT;
    this.keep(this.beginning(this.at, end, Math.max(0, Math.min(most, this.room))));
    this.at = end;
  }

  /** A text with its quotes, of at most so many bytes, and not cut inside an escape or a letter. */
  private beginning(start: number, end: number, most: number): string {
    if (end - start <= most + 2) return this.bytes.toString('latin1', start, end);
    let to = start + 1 + most;
    while (to > start + 1 && ((this.bytes[to] ?? 0) & 0xc0) === 0x80) to--;
    const escape = this.bytes.lastIndexOf(BACKSLASH, to - 1);
    // Of several backslashes each second one is a letter: the whole run goes.
    if (escape > start && to - escape < 6) {
      to = escape;
      while (this.bytes[to - 1] === BACKSLASH) to--;
    }
    return `${this.bytes.toString('latin1', start, to)}"`;
  }

  private literal(): void {
    const start = this.at;
    while (/[\w.+-]/u.test(String.fromCharCode(this.bytes[this.at] ?? 0)) && this.at - start < 64) this.at++;
    this.keep(this.at === start ? 'null' : this.bytes.toString('latin1', start, this.at));
  }
}
