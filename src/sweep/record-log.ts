import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from '../formats/archive/crc32.ts';

/**
 * A file of checked lines, `crc32 json`, that is only ever appended to. What was written is found again by its
 * offset, so that no more than a few bytes an entry stay in memory.
 */
export interface RecordLog {
  /** Where the next line will stand. */
  readonly end: number;
  /** Writes whole lines, as {@link encodeRecord} makes them, and with `sync` waits until they are on disk. */
  append(lines: readonly string[], sync: boolean): void;
  /**
   * The JSON of the line at an offset.
   *
   * @throws Error when it is not what was written
   */
  read(offset: number): string;
  /**
   * The line at an offset as it was written, with its checksum and end.
   *
   * @throws Error as {@link RecordLog.read}
   */
  line(offset: number): string;
  close(): void;
}

/** A line of a record log that was read back. */
export interface RecordLogEntry {
  readonly offset: number;
  /** Undefined when the line is torn or its checksum does not fit. */
  readonly json: string | undefined;
  /** Whether its line end is there. */
  readonly whole: boolean;
}

/** What is said of a record that is not what was written. */
export const CHANGED = 'the records of the sweep were changed while it was running';

const CHUNK = 1 << 18;
/** `crc32` in hex and a space. */
const SUM = 9;

/** A line that says the same when it is read back, or is reported to be damaged. */
export function encodeRecord(json: string): string {
  return `${crc32(json)
    .toString(16)
    .padStart(SUM - 1, '0')} ${json}\n`;
}

/** The JSON of a line that was never out of our hands. */
export function jsonIn(line: string): string {
  return line.slice(SUM, -1);
}

/**
 * Opens a record log for reading and, with `r+` or `wx+`, for writing.
 *
 * @throws Error when it cannot be opened
 */
export function openRecordLog(
  path: string,
  mode: 'r' | 'r+' | 'wx+',
  visit?: (entry: RecordLogEntry) => void,
): RecordLog {
  const file = openSync(path, mode, 0o600);
  let end = 0;
  for (const { entry, next } of linesOf(file)) {
    visit?.(entry);
    // A torn end is written over; a damaged line in the midst stays where it is.
    end = next ?? end;
  }
  if (mode === 'r+') ftruncateSync(file, end);
  const window = windowOn(file);
  return {
    get end() {
      return end;
    },
    append(lines, sync) {
      const bytes = Buffer.from(lines.join(''));
      try {
        writeAt(file, bytes, end);
        if (sync) fsyncSync(file);
      } catch (error) {
        removeFrom(file, end);
        throw error;
      }
      // Only now: what a full disk has not taken does not count.
      end += bytes.length;
    },
    read: (offset) => checked(window(offset, end)),
    line(offset) {
      const text = window(offset, end);
      checked(text);
      return `${text}\n`;
    },
    close: () => closeSync(file),
  };
}

/** A part of a line would be reported as damage when the log is opened again, which happens all the same after a kill. */
function removeFrom(file: number, end: number): void {
  try {
    ftruncateSync(file, end);
  } catch {
    // The reason why nothing could be written says more.
  }
}

function checked(line: string): string {
  const json = jsonOf(line);
  if (json === undefined) throw new Error(CHANGED);
  return json;
}

function jsonOf(line: string): string | undefined {
  const json = line.slice(SUM);
  return Number.parseInt(line.slice(0, SUM - 1), 16) === crc32(json) ? json : undefined;
}

function writeAt(file: number, bytes: Buffer, position: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
  }
}

/** Reads lines at offsets through a piece of the file that is kept, since most are read in order. */
function windowOn(file: number): (offset: number, end: number) => string {
  let buffer = Buffer.alloc(0);
  let start = 0;
  return (offset, end) => {
    for (let size = CHUNK; ; size *= 2) {
      const from = offset - start;
      const to = from >= 0 && from < buffer.length ? buffer.indexOf(0x0a, from) : -1;
      if (to >= 0) return buffer.toString('utf8', from, to);
      const fresh = Buffer.allocUnsafe(Math.min(size, Math.max(0, end - offset)));
      if (fresh.length <= buffer.length && start === offset) return '';
      buffer = fresh.subarray(0, readSync(file, fresh, 0, fresh.length, offset));
      start = offset;
      if (buffer.length === 0) return '';
    }
  };
}

interface Found {
  readonly entry: RecordLogEntry;
  /** Where the next line begins; undefined for what has no line end. */
  readonly next: number | undefined;
}

function* linesOf(file: number): Generator<Found> {
  const chunk = Buffer.alloc(CHUNK);
  let parts: Buffer[] = [];
  let offset = 0;
  let position = 0;
  for (
    let got = readSync(file, chunk, 0, CHUNK, 0);
    got > 0;
    got = readSync(file, chunk, 0, CHUNK, position)
  ) {
    let from = 0;
    for (let to = chunk.indexOf(0x0a); to >= 0 && to < got; to = chunk.indexOf(0x0a, from)) {
      const line =
        parts.length > 0 ? Buffer.concat([...parts, chunk.subarray(from, to)]) : chunk.subarray(from, to);
      parts = [];
      from = to + 1;
      yield { entry: { offset, json: jsonOf(line.toString()), whole: true }, next: position + from };
      offset = position + from;
    }
    if (from < got) parts.push(Buffer.from(chunk.subarray(from, got)));
    position += got;
  }
  if (parts.length > 0) yield { entry: { offset, json: undefined, whole: false }, next: undefined };
}
