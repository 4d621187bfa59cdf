import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type CacheValidator, statOf, timesIn } from './cache-validator.ts';
import type { Host } from './host-list.ts';
import type { HostRecord } from './journal.ts';
import { encodeRecord, openRecordLog, type RecordLog } from './record-log.ts';

/** What remembers hosts from sweep to sweep. */
export interface HostCache {
  /** What had to be dropped, in words. */
  readonly notices: readonly string[];
  /** Why it keeps nothing more, in words; undefined while it does. */
  readonly problem: string | undefined;
  /** The record of a host of which nothing has changed, as far as times and sizes show. */
  find(host: Host): HostRecord | undefined;
  /** The content of which a record is kept, for whoever reads the host to compare. */
  contentOf(host: Host): string | undefined;
  /** Keeps the record of a host; one that says `same` gets the outcome that is kept. */
  keep(record: HostRecord): HostRecord;
  close(): void;
}

/** Packs beyond which they are put together into one. */
const MAX_PACKS = 4;
/** Days after which what nobody asked for is thrown away. */
const STALE = 60;

interface Place {
  readonly pack: RecordLog;
  readonly offset: number;
  readonly mark: CacheValidator;
  /** Those of the mark, shared by all hosts that have the same. */
  readonly names: readonly string[] | undefined;
}

/** `{"host":"…","mark":{…},` and the rest, which is not looked at until it is needed. */
const MARKED = /^\{"host":(?<name>"(?:[^"\\]|\\.)*"),"mark":(?<mark>\{"at":"(?:[^"\\]|\\.)*"[^{}]*\}),/u;

/**
 * Opens a cache. Everything in it lies under a key of all that an outcome depends on beside the host. A sweep
 * only adds a pack of its own, under a name of its own, so that several may use one folder at once; a damaged line
 * is a host that is checked again.
 *
 * @throws Error when the folder cannot be written
 */
export function openCache(folder: string, key: string): HostCache {
  const own = join(folder, key.slice(0, 32));
  mkdirSync(own, { recursive: true });
  throwAway(folder, own);
  const old = readdirSync(own)
    .filter((name) => name.endsWith('.pack'))
    .sort();
  const places = new Map<string, Place>();
  const namesOf = sharedNames();
  let damaged = 0;
  const packs = old.flatMap((name) => loaded(join(own, name), places, namesOf, () => damaged++) ?? []);
  const file = join(own, `${Date.now().toString(36)}-${randomBytes(6).toString('hex')}.pack`);
  let fresh: RecordLog | undefined;
  let problem: string | undefined;
  /** What cannot be written costs the next sweep some time, and this one nothing. */
  const attempt = (write: () => void) => {
    if (problem !== undefined) return;
    try {
      write();
    } catch (error) {
      problem = `${folder}: the cache keeps nothing more of this sweep: ${(error as Error).message}`;
    }
  };
  const add = (host: string, mark: CacheValidator, line: string) => {
    fresh ??= openRecordLog(file, 'wx+');
    const offset = fresh.end;
    fresh.append([line], false);
    places.set(host, { pack: fresh, offset, mark, names: namesOf(mark.names) });
  };
  const isThere = remembering(existsSync);
  return {
    notices:
      damaged > 0
        ? [`${folder}: ${damaged} damaged lines were dropped, and their hosts are scanned again`]
        : [],
    get problem() {
      return problem;
    },
    find(host) {
      const place = places.get(host.name);
      if (!place || place.mark.stat === '' || place.mark.at !== host.paths.join('\0')) return undefined;
      if (!isUnchanged(host, place) || place.mark.absent.some(isThere)) return undefined;
      return { host: host.name, line: place.pack.line(place.offset) };
    },
    contentOf(host) {
      const mark = places.get(host.name)?.mark;
      return mark?.at === host.paths.join('\0') && !mark.absent.some(isThere) ? mark.content : undefined;
    },
    keep(record) {
      const { host } = record;
      const place = record.same ? places.get(host) : undefined;
      const mark = record.mark && { ...record.mark, ...(place && { absent: place.mark.absent }) };
      const line = place ? remarked(place, host, mark) : record.line;
      if (mark) attempt(() => add(host, mark, line));
      return { host, line };
    },
    close() {
      if (old.length > MAX_PACKS && fresh) attempt(() => putTogether(own, old, file, places));
      for (const pack of [...packs, ...(fresh ? [fresh] : [])]) pack.close();
    },
  };
}

/** While no time of a folder has changed, nothing is listed. */
function isUnchanged(host: Host, { mark, names }: Place): boolean {
  const [path = ''] = host.paths;
  return (names !== undefined && timesIn(path, names) === mark.times) || statOf(host) === mark.stat;
}

/** The names of a mark; most hosts of a fleet have the same. */
type NamesOf = (text: string | undefined) => readonly string[] | undefined;

function sharedNames(): NamesOf {
  const known = new Map<string, readonly string[]>();
  return (text) => {
    if (text === undefined) return undefined;
    const names = known.get(text) ?? text.split('\0').filter((name) => name !== '');
    known.set(text, names);
    return names;
  };
}

function loaded(
  path: string,
  places: Map<string, Place>,
  namesOf: NamesOf,
  onDamage: () => void,
): RecordLog | undefined {
  const found: [host: string, offset: number, mark: CacheValidator][] = [];
  try {
    const pack = openRecordLog(path, 'r', ({ offset, json }) => {
      if (json === undefined) onDamage();
      const { name, mark } = MARKED.exec(json ?? '')?.groups ?? {};
      if (name === undefined || mark === undefined) return;
      found.push([JSON.parse(name) as string, offset, JSON.parse(mark) as CacheValidator]);
    });
    for (const [host, offset, { names, ...mark }] of found)
      places.set(host, { pack, offset, mark, names: namesOf(names) });
    return pack;
  } catch (error) {
    // Another sweep has put packs together meanwhile: its own pack has what was in here.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The outcome that is kept, under the times that the files have now. */
function remarked(place: Place, host: string, mark: CacheValidator | undefined): string {
  const json = place.pack.read(place.offset);
  const head = MARKED.exec(json)?.[0].length ?? 0;
  return encodeRecord(
    `{"host":${JSON.stringify(host)},${mark ? `"mark":${JSON.stringify(mark)},` : ''}${json.slice(head)}`,
  );
}

/** One pack in place of many. It is there before the others go, so that nobody finds less than there was. */
function putTogether(
  own: string,
  old: readonly string[],
  fresh: string,
  places: ReadonlyMap<string, Place>,
): void {
  const draft = `${fresh}.draft`;
  try {
    const pack = openRecordLog(draft, 'wx+');
    for (const { pack: from, offset } of places.values()) pack.append([from.line(offset)], false);
    pack.close();
    renameSync(draft, fresh);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  for (const name of old) rmSync(join(own, name), { force: true });
}

/** Rules, versions and days go by; nobody asks for what was checked by them. */
function throwAway(folder: string, own: string): void {
  const now = Date.now();
  utimesSync(own, now / 1000, now / 1000);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const isOurs = entry.isDirectory() && /^[0-9a-f]{32}$/u.test(entry.name);
    const age = isOurs ? now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now) : 0;
    if (age > STALE * 86_400_000) rmSync(path, { recursive: true, force: true });
  }
}

/** Many hosts look for the same things beside them. */
function remembering(ask: (path: string) => boolean): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    const answer = known.get(path) ?? ask(path);
    known.set(path, answer);
    return answer;
  };
}
