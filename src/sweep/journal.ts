import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/**
 * What a sweep has done, kept so that a killed one can go on: lines of `crc32 json`, only ever appended to,
 * put on disk before the next batch begins.
 */
export interface Journal {
  /** What an earlier run had done: host → its line. */
  readonly done: ReadonlyMap<string, Entry>;
  /** What had to be dropped, in words. */
  readonly notices: readonly string[];
  /** Adds lines and waits until they are on disk. */
  append(entries: readonly { host: string; value: unknown }[]): void;
  /** The value of a host that is done. */
  read(host: string): unknown;
  close(): void;
}

/** Where a host's line stands in the file. */
export interface Entry {
  readonly offset: number;
  readonly length: number;
}

interface Line {
  readonly run?: string;
  readonly host?: string;
  readonly value?: unknown;
}

const CHUNK = 1 << 20;

/**
 * Opens a journal or begins one.
 *
 * @param run tells apart what must not be mixed: the rule book, the day, the version, the arguments
 * @throws Error when the journal is of another run or cannot be opened
 */
export function openJournal(path: string, run: string): Journal {
  const fresh = !existsSync(path);
  const file = openSync(path, fresh ? 'wx+' : 'r+');
  const done = new Map<string, Entry>();
  const notices: string[] = [];
  let end = fresh ? 0 : recover(file, path, run, done, notices);
  const write = (lines: readonly Line[]) => {
    const text = Buffer.from(lines.map(encode).join(''));
    writeAt(file, text, end);
    end += text.length;
    fsyncSync(file);
  };
  if (end === 0) write([{ run }]);
  return {
    done,
    notices,
    append(entries) {
      let at = end;
      for (const { host, value } of entries) {
        const length = Buffer.byteLength(encode({ host, value }));
        done.set(host, { offset: at, length });
        at += length;
      }
      write(entries);
    },
    read: (host) => readEntry(file, done.get(host)),
    close: () => closeSync(file),
  };
}

function encode(line: Line): string {
  const json = JSON.stringify(line);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

/** @returns the line, or undefined when its sum does not fit */
function decode(text: string): Line | undefined {
  const json = text.slice(9);
  return crc32(json).toString(16).padStart(8, '0') === text.slice(0, 8)
    ? (JSON.parse(json) as Line)
    : undefined;
}

/** All of it, at its place: a disk that is full throws before anything is taken for done. */
function writeAt(file: number, bytes: Buffer, position: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
  }
}

/** Reads what is there, drops what is torn, and gives the offset at which the journal goes on. */
function recover(
  file: number,
  path: string,
  run: string,
  done: Map<string, Entry>,
  notices: string[],
): number {
  let good = 0;
  let dropped = 0;
  for (const { text, offset, length, whole } of linesOf(file)) {
    const line = whole ? decode(text) : undefined;
    if (offset === 0 && line?.run !== undefined && line.run !== run) {
      throw new Error(
        `${path}: the journal of another run (other rules, day, hosts or version); give a new one`,
      );
    }
    if (offset === 0 && line?.run === undefined && whole)
      throw new Error(`${path}: not a journal of a sweep`);
    if (!line) dropped++;
    if (line?.host !== undefined) done.set(line.host, { offset, length });
    if (line || whole) good = offset + length;
  }
  if (dropped > 0)
    notices.push(`${path}: ${dropped} torn or damaged lines were dropped; their hosts are done again`);
  ftruncateSync(file, good);
  return good;
}

interface RawLine {
  readonly text: string;
  readonly offset: number;
  /** In bytes, with the line's end. */
  readonly length: number;
  /** Whether the line's end is there. */
  readonly whole: boolean;
}

function* linesOf(file: number): Generator<RawLine> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  const chunk = Buffer.alloc(CHUNK);
  for (let position = 0; ; ) {
    const got = readSync(file, chunk, 0, CHUNK, position);
    if (got === 0) break;
    position += got;
    rest = Buffer.concat([rest, chunk.subarray(0, got)]);
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      yield { text: rest.toString('utf8', 0, end), offset, length: end + 1, whole: true };
      offset += end + 1;
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), offset, length: rest.length, whole: false };
}

function readEntry(file: number, entry: Entry | undefined): unknown {
  if (!entry) return undefined;
  const bytes = Buffer.alloc(entry.length);
  const got = readSync(file, bytes, 0, entry.length, entry.offset);
  const line = got === entry.length ? decode(bytes.toString('utf8', 0, got - 1)) : undefined;
  if (!line) throw new Error('the journal changed while the sweep was running');
  return line.value;
}
