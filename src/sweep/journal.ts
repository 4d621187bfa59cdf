import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import type { CacheValidator } from './cache-validator.ts';
import { lockJournal } from './journal-lock.ts';
import { CHANGED, encodeRecord, openRecordLog, type RecordLog, type RecordLogEntry } from './record-log.ts';

/** What a sweep has done, kept so that a killed one can go on. */
export interface Journal {
  /** The day checked, as the run that began the journal had it. */
  readonly asOf: string;
  /** The hosts that the run began with, sorted; empty in a fresh journal, and where a kill cut the list off. */
  readonly began: readonly string[];
  /** What had to be dropped, in words. */
  readonly notices: readonly string[];
  has(host: string): boolean;
  /** Names of the hosts that are done. */
  done(): Iterable<string>;
  /**
   * Keeps the list of hosts before the first is checked, so that one which vanishes is missed.
   *
   * @throws Error when hosts are done: the list that was kept before them is damaged
   */
  begin(hosts: readonly string[]): void;
  /** Adds records and, where they are to outlive us, waits until they are on disk. */
  append(records: readonly HostRecord[]): void;
  /** Remembers that all is done and reported: the next sweep with this journal begins anew. */
  finish(): void;
  /** The JSON of a host's record. */
  read(host: string): string | undefined;
  close(): void;
}

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

/** Where a journal is kept, and for which run. */
export interface JournalPlace {
  readonly path: string;
  /** Keeps apart what must not be mixed: the rules, the waivers, the version, the arguments. */
  readonly run: string;
  /** Used when the journal begins. */
  readonly asOf: string;
  /** Whether it has to outlive this process and this machine's next loss of power. */
  readonly lasting: boolean;
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

/** What the lines of a journal hold. */
interface Contents {
  /** Where the record of each host stands: the names are those of the list, so that a million stand in memory once. */
  readonly offsets: Map<string, number>;
  done: number;
  began: string[];
  /** Hosts that the list should have. */
  total: number;
}

/** In place of an offset: the host is not done. */
const NOT_DONE = -1;
/** Names in one line of the list of hosts. */
const NAMES = 1000;
/** A record begins with the name of its host: it is found without reading the rest. */
const HOST = /^\{"host":(?<name>"(?:[^"\\]|\\.)*"),/u;

/**
 * Opens a journal or begins one.
 *
 * @throws Error when the journal is of another run, is in use, or cannot be opened
 */
export function openJournal({ path, run, asOf, lasting }: JournalPlace): Journal {
  const release = lasting ? lockJournal(path) : () => undefined;
  try {
    return opened(path, run, asOf, lasting, release);
  } catch (error) {
    release();
    throw error;
  }
}

function opened(path: string, run: string, asOf: string, lasting: boolean, release: () => void): Journal {
  const found: Contents & { damaged: number; head: Line } = {
    offsets: new Map(),
    done: 0,
    began: [],
    total: 0,
    damaged: 0,
    head: {},
  };
  const log = openRecordLog(path, existsSync(path) ? 'r+' : 'wx+', (entry) => {
    if (entry.offset === 0 && entry.whole) found.head = headOf(path, run, entry);
    else take(found, entry);
    if (entry.json === undefined) found.damaged++;
  });
  const { offsets, began, total, damaged, head } = found;
  if (log.end === 0) log.append([encodeRecord(JSON.stringify({ run, asOf }))], lasting);
  return {
    asOf: head.asOf ?? asOf,
    began: began.length === total ? began : [],
    notices:
      damaged > 0
        ? [`${path}: ${damaged} torn or damaged lines were dropped; their hosts are done again`]
        : [],
    has: (host) => offsetOf(found, host) !== undefined,
    done: () => [...offsets.keys()].filter((host) => offsetOf(found, host) !== undefined),
    begin(hosts) {
      if (found.done > 0)
        throw new Error(`${path}: its list of hosts is damaged: remove it, and every host is read again`);
      begin(log, hosts, lasting);
      addNames(found, hosts);
    },
    append(records) {
      let at = log.end;
      write(path, log, records, lasting);
      for (const { host, line } of records) {
        place(found, host, at);
        at += Buffer.byteLength(line);
      }
    },
    finish: () => log.append([FINISHED], lasting),
    read(host) {
      const offset = offsetOf(found, host);
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

/** Bytes that hold the first line, and the day in it. */
const HEAD = 512;
const DAY = /^[0-9a-f]{8} \{"run":"[^"]*","asOf":"(?<day>\d{4}-\d{2}-\d{2})"\}\n/u;

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

function take(found: Contents, { offset, json = '' }: RecordLogEntry): void {
  const name = HOST.exec(json)?.groups?.['name'];
  if (name !== undefined) place(found, JSON.parse(name) as string, offset);
  else if (json.startsWith('{"hosts":')) takeHosts(found, JSON.parse(json) as Line);
}

/** A list that was begun again follows one that a kill cut off. */
function takeHosts(found: Contents, { hosts = [], first = 0, total = 0 }: Line): void {
  if (first === 0) found.began = [];
  if (first === found.began.length) found.began.push(...hosts);
  found.total = total;
  addNames(found, hosts);
}

/** Gives each host of a list its place, before it has a record. */
function addNames({ offsets }: Contents, hosts: readonly string[]): void {
  for (const host of hosts) if (!offsets.has(host)) offsets.set(host, NOT_DONE);
}

function place(found: Contents, host: string, offset: number): void {
  if (offsetOf(found, host) === undefined) found.done++;
  found.offsets.set(host, offset);
}

function offsetOf({ offsets }: Contents, host: string): number | undefined {
  const offset = offsets.get(host);
  return offset === NOT_DONE ? undefined : offset;
}

function begin(records: RecordLog, hosts: readonly string[], lasting: boolean): void {
  for (let first = 0; first < hosts.length; first += NAMES) {
    const part = { hosts: hosts.slice(first, first + NAMES), first, total: hosts.length };
    // Line by line, since a million names in one piece are a text of many megabytes; on disk when all are there.
    records.append([encodeRecord(JSON.stringify(part))], lasting && first + NAMES >= hosts.length);
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
