import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import type { Names } from '../matching/name-table.ts';
import type { CacheValidator } from './cache-validator.ts';
import { type JournalIndex, journalIndex } from './journal-index.ts';
import { lockJournal } from './journal-lock.ts';
import { type OverflowLog, withOverflow } from './overflow.ts';
import { CHANGED, encodeRecord, openRecordLog, type RecordLog, type RecordLogEntry } from './record-log.ts';

/** What a sweep has done, kept so that a killed one can go on. */
export interface Journal {
  /** The day checked, as the run that began the journal had it. */
  readonly asOf: string;
  /** The hosts that the run began with, sorted; empty in a fresh journal, and where a kill cut the list off. */
  readonly began: Names;
  /** What had to be dropped, in words. */
  readonly notices: readonly string[];
  /** Whether some of it is in memory, since no disk had room for it. */
  readonly inMemory: boolean;
  has(host: string): boolean;
  /** Names of the hosts that are done. */
  done(): Iterable<string>;
  /**
   * Keeps the list of hosts before the first is checked, so that one which vanishes is missed.
   *
   * @throws Error when hosts are done: the list that was kept before them is damaged
   */
  begin(hosts: HostNames): void;
  /** Adds records and, where they are to outlive us, waits until they are on disk. */
  append(records: readonly HostRecord[]): void;
  /** Remembers that all is done and reported: the next sweep with this journal begins anew. */
  finish(): void;
  /** The JSON of a host's record. */
  read(host: string): string | undefined;
  close(): void;
}

/** Names of hosts, sorted. */
type HostNames = Iterable<string> & { readonly length: number };

/** A host that is done, as a line of the journal. */
export interface HostRecord {
  readonly host: string;
  /** `{"host":…,"value":outcome}` with its checksum. */
  readonly line: string;
  /** What it was made from, where a cache wants to know. */
  readonly mark?: CacheValidator;
  /** Its content is the one that a cache has an outcome for: this record has none. */
  readonly same?: true;
}

/** What the results of a journal are about. */
export interface JournalScope {
  /** Ids of the bans. */
  readonly bans: readonly string[];
  readonly shard?: string | undefined;
}

/** Where a journal is kept, and for which run. */
export interface JournalPlace {
  /** Without one it is in memory. */
  readonly path?: string;
  /** Keeps apart what must not be mixed: the rules, the waivers, the version, the arguments. */
  readonly run: string;
  /** Used when the journal begins. */
  readonly asOf: string;
  /** For whoever reads it without its sweep: what hosts are checked against, and which part of a sweep they are. */
  readonly about?: JournalScope;
  /** Whether it has to outlive this process and this machine's next loss of power. */
  readonly lasting: boolean;
  /** Called when one that need not outlive this process is closed, or could not be opened. */
  readonly onClose?: () => void;
}

interface Line {
  readonly run?: string;
  readonly asOf?: string;
  readonly hosts?: readonly string[];
  /** Of a part of the list of hosts: how many stand in the parts before it, and in all of them. */
  readonly first?: number;
  readonly total?: number;
  readonly host?: string;
}

/** Names in one line of the list of hosts. */
const NAMES = 1000;
/** A record begins with the name of its host: it is found without reading the rest. */
const HOST = /^\{"host":(?<name>"(?:[^"\\]|\\.)*"),/u;

/**
 * Opens a journal or begins one.
 *
 * @throws Error when the journal is of another run, is in use, or cannot be opened
 */
export function openJournal(place: JournalPlace): Journal {
  const { path = '', lasting, onClose = () => undefined } = place;
  const release = lasting ? lockJournal(path) : onClose;
  try {
    return opened(place, release);
  } catch (error) {
    release();
    throw error;
  }
}

function opened({ path = '', run, asOf, about, lasting }: JournalPlace, release: () => void): Journal {
  const index = journalIndex();
  let damaged = 0;
  let head: Line = {};
  const open = () =>
    openRecordLog(path, existsSync(path) ? 'r+' : 'wx+', (entry) => {
      if (entry.offset === 0 && entry.whole) head = headOf(path, run, entry);
      else take(index, entry);
      if (entry.json === undefined) damaged++;
    });
  const log: RecordLog & Partial<OverflowLog> = lasting
    ? open()
    : withOverflow(path === '' ? undefined : open());
  if (log.end === 0) log.append([encodeRecord(JSON.stringify({ run, asOf, ...about }))], lasting);
  return {
    asOf: head.asOf ?? asOf,
    began: index.began(),
    notices:
      damaged > 0
        ? [`${path}: ${damaged} torn or damaged lines were dropped; their hosts are done again`]
        : [],
    get inMemory() {
      return log.isFull === true;
    },
    has: (host) => index.offsetOf(host) !== undefined,
    done: index.done,
    begin(hosts) {
      for (const _ of index.done())
        throw new Error(`${path}: its list of hosts is damaged: remove it, and every host is read again`);
      begin(log, hosts, lasting);
    },
    append(records) {
      let at = log.end;
      write(path, log, records, lasting);
      for (const { host, line } of records) {
        index.place(host, at);
        at += Buffer.byteLength(line);
      }
    },
    finish: () => log.append([FINISHED], lasting),
    read(host) {
      const offset = index.offsetOf(host);
      return offset === undefined ? undefined : ofHost(host, log.read(offset));
    },
    close() {
      log.close();
      release();
    },
  };
}

/** @throws Error when the record at the place of a host is that of another */
function ofHost(host: string, json: string): string {
  if (!json.startsWith(`{"host":${JSON.stringify(host)},`)) throw new Error(CHANGED);
  return json;
}

/**
 * The day that a journal was begun for: a sweep that is resumed after midnight goes on with its own day.
 *
 * @returns undefined when there is no such journal yet
 */
export function journalDay(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    const text = head.toString('utf8', 0, readSync(file, head));
    return DAY.exec(text)?.groups?.['day'];
  } finally {
    closeSync(file);
  }
}

/** The last line of a journal whose sweep was reported. */
const FINISHED = encodeRecord('{"finished":true}');

/**
 * Removes the journal of a sweep that was reported to its end, for its answer is that of an earlier day. One that was
 * killed or interrupted stays.
 *
 * @returns whether there was one
 */
export function removeFinished(path: string): boolean {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const length = Buffer.byteLength(FINISHED);
  if (size <= length) return false;
  const file = openSync(path, 'r');
  try {
    const tail = Buffer.alloc(length);
    readSync(file, tail, 0, length, size - length);
    if (tail.toString() !== FINISHED) return false;
  } finally {
    closeSync(file);
  }
  rmSync(path);
  return true;
}

/** Bytes that hold the beginning of the first line, and the day in it. */
const HEAD = 512;
const DAY = /^[0-9a-f]{8} \{"run":"[^"]*","asOf":"(?<day>\d{4}-\d{2}-\d{2})"[,}]/u;

function headOf(path: string, run: string, { json }: RecordLogEntry): Line {
  const head = json === undefined ? {} : (JSON.parse(json) as Line);
  if (head.run === undefined) throw new Error(`${path}: not a journal of a sweep`);
  if (head.run !== run) {
    throw new Error(
      `${path}: the journal of another run (other hosts, rules, waivers, day, options or version); give a new one`,
    );
  }
  return head;
}

function take(index: JournalIndex, { offset, json = '' }: RecordLogEntry): void {
  const name = HOST.exec(json)?.groups?.['name'];
  if (name !== undefined) index.place(JSON.parse(name) as string, offset);
  else if (json.startsWith('{"hosts":')) {
    const { hosts = [], first = 0, total = 0 } = JSON.parse(json) as Line;
    index.addListed(hosts, first, total);
  }
}

function begin(records: RecordLog, hosts: HostNames, lasting: boolean): void {
  const total = hosts.length;
  let first = 0;
  let part: string[] = [];
  // Line by line, since a million names in one piece are a text of many megabytes; on disk when all are there.
  const append = (isLast: boolean) => {
    records.append([encodeRecord(JSON.stringify({ hosts: part, first, total }))], lasting && isLast);
    first += part.length;
    part = [];
  };
  for (const host of hosts) {
    part.push(host);
    const isLast = first + part.length === total;
    if (isLast || part.length === NAMES) append(isLast);
  }
}

function write(path: string, log: RecordLog, records: readonly HostRecord[], lasting: boolean): void {
  try {
    log.append(
      records.map(({ line }) => line),
      lasting,
    );
  } catch (error) {
    const more = lasting ? '; what is done is kept: call again with the same --resume' : '';
    throw new Error(`${path}: cannot be written: ${(error as Error).message}${more}`, { cause: error });
  }
}
