/** A stretch of a text that may be a document of its own: paragraphs of one form, a JSON value, an XML document. */
export interface Block {
  /** In bytes. */
  readonly start: number;
  readonly end: number;
  /** What its beginning looks like: blocks of one form are of one kind. */
  readonly form: string;
}

/** What ends a line behind which a block begins: an empty line, a bracket, a prompt, the first words of a document. */
const STARTS = [
  '\n\n',
  '\n\r\n',
  '\n{',
  '\n[',
  '\n<',
  '\nPS ',
  '\n$ ',
  '\nC:\\',
  '\nPackage: ',
  '\nPackage : ',
  '\nP:',
  '\nName        : ',
].concat(
  ['SPDXVersion:', 'Windows Registry Editor', 'REGEDIT4', 'DisplayName ', 'Applications:'].map(
    (word) => `\n${word}`,
  ),
);
const NEWLINE = 0x0a;
const OPEN = new Map([
  [0x7b, '{'],
  [0x5b, '['],
]);
/** Marks in brackets before what they are said of, as `[IP-] [  ] app-editors/vim-9.0:0`: a row, and no list of JSON. */
const MARKED_ROW = /^\[[^\]\n"{]{0,20}\][ \t]+\S/u;
const LONGEST_MARK = 64;

/**
 * The blocks of a text in ASCII or an encoding that ASCII shows through, in order. Nothing but blanks stands between
 * them. Where a bracket begins a block, it goes on to the bracket that closes it.
 */
export function* blocksOf(bytes: Uint8Array): Generator<Block> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = new NextStart(buffer);
  let last: Beginning | undefined;
  for (let at = pastBlanks(buffer, 0); at < buffer.length; ) {
    const mayBeJson = OPEN.has(buffer[at] ?? 0) && !isMarkedRow(buffer, at);
    const end = mayBeJson ? endOfJson(buffer, at) : endOfMarkup(buffer, at);
    const next = end ?? starts.after(at);
    if (!last?.isAgain(at)) last = new Beginning(buffer, at, next);
    yield { start: at, end: next, form: last.form };
    at = pastBlanks(buffer, next);
  }
}

/** Bytes of a block that its form is reported by. */
const FORM = 400;

/** How a block begins. Thousands of paragraphs begin with the same field. */
class Beginning {
  readonly form: string;
  private readonly buffer: Buffer;
  private readonly start: number;
  private readonly length: number;

  constructor(buffer: Buffer, start: number, end: number) {
    this.buffer = buffer;
    this.start = start;
    this.form = formOf(buffer.toString('latin1', start, Math.min(end, start + FORM)));
    this.length = this.form.startsWith('field 0 ') ? buffer.indexOf(0x3a, start) + 2 - start : 0;
  }

  /** Whether the same field begins at a place, with a value. */
  isAgain(at: number): boolean {
    const { buffer, start, length } = this;
    if (length === 0 || length > FORM || (buffer[at + length] ?? 0) <= 0x20) return false;
    for (let step = 0; step < length; step++) if (buffer[at + step] !== buffer[start + step]) return false;
    return true;
  }
}

/** The next of several marks: each of them is looked for once. */
class NextStart {
  private readonly next = STARTS.map(() => -2);
  private readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  after(at: number): number {
    let least = this.buffer.length;
    for (const [index, start] of STARTS.entries()) {
      let place = this.next[index] ?? -2;
      if (place !== -1 && place < at) {
        place = this.buffer.indexOf(start, at, 'latin1');
        this.next[index] = place;
      }
      if (place !== -1) least = Math.min(least, place);
    }
    return least;
  }
}

function pastBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  // A byte order mark is none of the text.
  if (at === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
  let line = at;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === NEWLINE) line = at + 1;
    else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x1e && byte !== 0x2c) break;
  }
  // Blanks before the first letter show what a line is.
  return at >= bytes.length || OPEN.has(bytes[at] ?? 0) || line < from ? at : line;
}

function isMarkedRow(buffer: Buffer, start: number): boolean {
  return buffer[start] === 0x5b && MARKED_ROW.test(buffer.toString('latin1', start, start + LONGEST_MARK));
}

/** Past the bracket that closes the one at `start`; undefined where none does. */
function endOfJson(bytes: Uint8Array, start: number): number | undefined {
  const next = bytes[start + 1] ?? 0x20;
  if (SECTION.test(String.fromCharCode(...bytes.subarray(start, start + 3)))) return undefined;
  if (bytes[start] === 0x7b && !(next <= 0x20 || next === 0x22 || next === 0x7d)) return undefined;
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) {
      for (at++; at < bytes.length && bytes[at] !== 0x22; at++) if (bytes[at] === 0x5c) at++;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) return at + 1;
  }
  return bytes.length;
}

/** A group of a key file, a key of a registry export, or one that it deletes: no list of JSON begins so. */
const SECTION = /^\[(?![ \t\r\n"{[\]\d]|-\d)/u;

const ROOT = /<(?<name>[A-Za-z_][\w:.-]{0,100})[\s/>]/u;

/** Past the first end of the root element of a document that begins at `start`; undefined where it is none. */
function endOfMarkup(buffer: Buffer, start: number): number | undefined {
  if (buffer[start] !== 0x3c) return undefined;
  const name = ROOT.exec(buffer.toString('latin1', start, start + 4096))?.groups?.['name'];
  if (name === undefined) return undefined;
  const end = buffer.indexOf(`</${name}>`, start, 'latin1');
  return end === -1 ? buffer.length : end + name.length + 3;
}

const KEYS = /"(?<key>(?:[^"\\]|\\.){1,60})"\s*:/gu;
const FIELD = /^(?<indent>\s*)(?<key>[A-Za-z][\w .()/-]{0,40}?)\s*[:=]\s*(?<value>.?)/u;

function formOf(beginning: string): string {
  if (SECTION.test(beginning) && !MARKED_ROW.test(beginning)) return 'section';
  if (beginning.startsWith('{') || (beginning.startsWith('[') && !MARKED_ROW.test(beginning)))
    return `json ${Array.from(beginning.matchAll(KEYS), ({ groups }) => groups?.['key'])
      .slice(0, 4)
      .join(' ')}`;
  if (beginning.startsWith('<')) return `xml ${ROOT.exec(beginning)?.groups?.['name']}`;
  const [first = '', second = ''] = beginning.split(/\r*\n/u);
  const { indent = '', key, value } = FIELD.exec(first)?.groups ?? {};
  if (key !== undefined) return value === '' ? `heading ${indent.length}` : `field ${indent.length} ${key}`;
  return `text ${outline(first)} / ${outline(second)}`;
}

function outline(line: string): string {
  return line
    .replace(/[A-Za-z\u0080-\u00ff]+/gu, 'a')
    .replace(/\d+/gu, '0')
    .replace(/[a0][a0.+_-]+/gu, 'a')
    .replace(/\s+/gu, ' ')
    .slice(0, 24);
}
