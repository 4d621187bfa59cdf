import { bdbRecords, isBdbHash } from '../../formats/database/bdb.ts';
import { isNdb, ndbBlobs } from '../../formats/database/ndb.ts';
import { type RpmHeader, rpmHeader } from '../../formats/database/rpm-header.ts';
import {
  isSqlite,
  type SqliteRow,
  type SqliteValue,
  sqlite,
  sqliteCompanions,
} from '../../formats/database/sqlite/index.ts';
import { type ErrorCollector, errorCollector, shown } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { dayOfTime } from '../../formats/text/epoch-day.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';

/** A header as a back end keeps it, and where. */
interface Stored {
  readonly blob: Uint8Array;
  readonly place: string;
  readonly number?: SqliteValue;
}

/** What a back end gives: the headers, and where it has one the index of their names. */
interface Store {
  readonly headers: Iterable<Stored>;
  readonly index?: Iterable<SqliteRow>;
}

/** Where distributions keep the database; the last two are where Debian's rpm keeps that of a user. */
const PLACES = ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm', 'root/.rpmdb', 'home/*/.rpmdb'];
const FILES = ['Packages', 'Packages.db', 'rpmdb.sqlite'];
const SCHEMA = /CREATE TABLE (?:IF NOT EXISTS )?['"]?Packages['"]?\s*\(\s*hnum\b/u;
const NAMES = /(?:^|[^a-z])(?:rpmdb\.sqlite|Packages\.db)$/iu;
/** The entry of a signed package that begins its index; a head with it holds the header of a package. */
const REGION = [0, 0, 0, 0x3f, 0, 0, 0, 7, 0];

/** Files that lie beside a database and show nothing without it: logs, locks, and the index of NDB. */
const SQLITE_PART = /^(?<database>.*rpmdb\.sqlite)-(?:wal|journal|shm)$/u;
const NDB_PART = /^(?:Index\.db|\.Packages\.lock)$/u;
const BDB_PART = /^(?:__db\.\d{3}|\.dbenv\.lock)$/u;
const LOCK = '.rpm.lock';
/** The indexes of a Berkeley DB database. */
const INDEXES =
  /^(?:(?:Base|Dir)names|(?:Conflict|Enhance|Obsolete|Provide|Recommend|Require|Suggest|Supplement|Trigger|File_?trigger|Transfiletrigger)name|(?:Provide|Require)version|Filedigests|Filemd5s|Group|Installtid|Name|Packagecolor|Pubkeys|Sha1header|Sigmd5)$/iu;

/**
 * The database of the rpm package manager: SQLite (`rpmdb.sqlite`), NDB (`Packages.db`) or a Berkeley DB hash
 * table (`Packages`), distinguished by content. It is neither locked nor written.
 *
 * @see https://rpm-software-management.github.io/rpm/manual/format_header.html
 */
export const rpmDatabase: Reader = {
  id: 'rpm-database',
  title: 'RPM package database',
  paths: PLACES.flatMap((place) => FILES.map((file) => `${place}/${file}`)),
  siblings: PLACES.flatMap((place) => ['wal', 'journal'].map((suffix) => `${place}/rpmdb.sqlite-${suffix}`)),
  sidecars: sqliteCompanions,
  recognises,
  *read(bytes, resolver) {
    const name = baseOf(resolver);
    const owners = ownersOf(bytes, name);
    // A companion is read with its database, or shows that one is missing
    if (owners.some((owner) => resolver.exists(owner))) return;
    if (owners.length > 0) throw new SyntaxError(`${name} belongs to ${owners[0]}, which is not next to it`);
    const broken = errorCollector();
    const { headers, index = [] } = storeOf(bytes, resolver, broken);
    const names = new Map<SqliteValue, string | undefined>();
    for (const { blob, place, number } of headers) {
      const header = rpmHeader(blob);
      const isHeader = !(header instanceof SyntaxError);
      names.set(number, isHeader ? header.name : undefined);
      if (isHeader) yield programOf(header);
      else broken.add(`${place}: ${header.message}`);
    }
    checkIndex(index, names, broken);
    broken.throwIfAny();
  },
};

function recognises(head: Uint8Array, name: string): boolean {
  if (ownersOf(head, name).length > 0 || NAMES.test(name) || isNdb(head)) return true;
  if (isSqlite(head)) return SCHEMA.test(Buffer.from(head).toString('latin1'));
  return isBdbHash(head) && (/Packages/u.test(name) || Buffer.from(head).includes(Buffer.from(REGION)));
}

function baseOf(resolver: FileResolver): string {
  return resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
}

/** The databases that a companion may belong to; none when it is a database itself. */
function ownersOf(head: Uint8Array, name: string): readonly string[] {
  if (name === LOCK) return FILES;
  const database = SQLITE_PART.exec(name)?.groups?.['database'];
  if (database !== undefined) return [database];
  if (NDB_PART.test(name)) return ['Packages.db'];
  return BDB_PART.test(name) || (INDEXES.test(name) && isBerkeley(head)) ? ['Packages'] : [];
}

function isBerkeley(head: Uint8Array): boolean {
  const magics = ['61150600', '00061561', '62310500', '00053162'];
  return magics.includes(Buffer.from(head.subarray(12, 16)).toString('hex'));
}

function storeOf(bytes: Uint8Array, resolver: FileResolver, broken: ErrorCollector): Store {
  if (isNdb(bytes)) return { headers: ndbHeaders(bytes, broken) };
  if (isBdbHash(bytes)) return { headers: bdbHeaders(bytes, broken) };
  const name = baseOf(resolver);
  const wal = resolver.read(`${name}-wal`);
  // A database that was never checkpointed may lie in its log alone
  if (isSqlite(bytes) || (bytes.length === 0 && wal !== undefined && wal.length > 0)) {
    const database = sqlite(bytes, { wal, journal: resolver.read(`${name}-journal`) }, broken);
    const headers = sqliteHeaders(database.rows('Packages', 'lent'), broken);
    return database.tables.includes('Name') ? { headers, index: database.rows('Name') } : { headers };
  }
  throw new SyntaxError(`no rpm database: ${bytes.length} bytes that begin with ${shown(bytes)}`);
}

function* ndbHeaders(bytes: Uint8Array, broken: ErrorCollector): Generator<Stored> {
  for (const { index, blob } of ndbBlobs(bytes, broken)) yield { blob, place: `header ${index}` };
}

/** The key of a header is its number; under number 0 the highest number in use is kept. */
function* bdbHeaders(bytes: Uint8Array, broken: ErrorCollector): Generator<Stored> {
  for (const { key, value, place } of bdbRecords(bytes, broken)) {
    if (key.length !== 4) broken.add(`${place}: the key ${shown(key)} is not a number`);
    else if (key.some((byte) => byte !== 0)) yield { blob: value, place };
  }
}

function* sqliteHeaders(rows: Iterable<SqliteRow>, broken: ErrorCollector): Generator<Stored> {
  for (const row of rows) {
    const [number, blob] = [row.get('hnum'), row.get('blob')];
    if (blob instanceof Uint8Array) yield { blob, place: `header ${String(number)}`, number };
    else broken.add(`header ${String(number)} is not a blob`);
  }
}

/** The index has a row for each header, so it shows which are lost and which are another's. */
function checkIndex(
  index: Iterable<SqliteRow>,
  names: ReadonlyMap<SqliteValue, string | undefined>,
  broken: ErrorCollector,
): void {
  for (const row of index) {
    const [number, key] = [row.get('hnum'), row.get('key')];
    const name = names.get(number);
    const fault = `header ${String(number)} is ${quoted(String(key))} in the index`;
    if (!names.has(number)) broken.add(`${fault} and not there`);
    else if (name !== undefined && name !== key) broken.add(`${fault} and calls itself ${quoted(name)}`);
  }
}

/** Built field by field, because a database has thousands and a host waits for them. */
function programOf(header: RpmHeader): Program {
  const { name, version, vendor, packager, licence, arch, installTime, modularity } = header;
  const program: Draft = { name, ids: [`rpm:${name}`] };
  if (version !== undefined) program.version = versionOf(header, version);
  if (vendor !== undefined) program.publisher = vendor;
  if (packager !== undefined) program.maintainer = packager;
  if (licence !== undefined) program.licence = licence;
  if (arch !== undefined) program.arch = arch;
  if (installTime !== undefined) program.installedOn = dayOfTime(installTime);
  if (modularity !== undefined) program.marks = ['module'];
  return name === 'gpg-pubkey' ? { ...program, kind: 'trace', marks: ['signing-key'] } : program;
}

type Draft = { -readonly [Field in keyof Program]: Program[Field] };

/** An epoch of 0 is the same as none. */
function versionOf(header: RpmHeader, version: string): string {
  const epoch = header.epoch === undefined || header.epoch === 0 ? '' : `${header.epoch}:`;
  return `${epoch}${version}${header.release === undefined ? '' : `-${header.release}`}`;
}
