/** Makes rpm databases with the real tools, for the tests and the benchmark of the rpm readers. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The tools that are not there, to be printed as the reason of a skip. */
export function missingTools(...names: string[]): string[] {
  const path = (process.env['PATH'] ?? '').split(':');
  return names.filter((name) => !path.some((folder) => existsSync(join(folder, name))));
}

/** Runs a tool to its end; throws with what it said when it fails. */
export function run(tool: string, args: readonly string[], input?: string): string {
  const done = spawnSync(tool, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    maxBuffer: 1 << 28,
    ...(input === undefined ? {} : { input }),
  });
  if (done.status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${done.status} ${done.stderr}`);
  return done.stdout;
}

/** One package to build. Files and lines of the changelog make a header as long as those of real ones. */
export interface Recipe {
  readonly name: string;
  readonly version: string;
  readonly epoch?: number;
  readonly files?: number;
}

/** Builds packages of one vendor from a single spec file and gives the paths of what was built. */
export function buildRpms(folder: string, vendor: string, recipes: readonly Recipe[]): string[] {
  mkdirSync(folder, { recursive: true });
  const spec = join(folder, 'alder.spec');
  writeFileSync(spec, specOf(vendor, recipes));
  // What else looks at every file of a build (scripts, dependency generators) is switched off
  const plain = ['__os_install_post', '__spec_install_post', '__check_files', '_build_id_links'];
  const defines = [
    `_topdir ${folder}/top`,
    '_binary_payload w0.ufdio',
    ...plain.map((name) => `${name} %{nil}`),
  ];
  run('rpmbuild', ['--quiet', ...defines.flatMap((define) => ['--define', define]), '-bb', spec]);
  const out = join(folder, 'top', 'RPMS', 'noarch');
  return readdirSync(out).map((file) => join(out, file));
}

/** Writes packages into the (SQLite) database below a root, as an installation without files does. */
export function installRpms(root: string, rpms: readonly string[]): string {
  mkdirSync(root, { recursive: true });
  const flags = ['--justdb', '--nodeps', '--nosignature', '--nodigest', '--noscripts', '--force'];
  run('rpm', ['--root', root, '--dbpath', '/var/lib/rpm', '-i', ...flags, ...rpms]);
  return join(root, 'var/lib/rpm/rpmdb.sqlite');
}

/** What rpm itself says is installed below a root. */
export function queryRpms(root: string, format: string, backend = 'sqlite'): string[] {
  const place = ['--root', root, '--dbpath', '/var/lib/rpm', '--define', `_db_backend ${backend}`];
  return run('rpm', [...place, '-qa', '--qf', format])
    .split('\n')
    .filter(Boolean)
    .sort();
}

function specOf(vendor: string, recipes: readonly Recipe[]): string {
  const head = `Name: alder
Version: 1
Release: 1
Summary: None
License: None
BuildArch: noarch
Vendor: ${vendor}
Packager: Builder <b@example.org>
%description
None.`;
  const files = recipes.flatMap((recipe) => [`%files -n ${recipe.name}`, folderOf(recipe)]);
  const installs = new Set(recipes.map(installLine));
  const changes = Array.from({ length: 20 }, changeLines).flat();
  const parts = [recipes.flatMap(packageLines), '%install', [...installs], files, '%changelog', changes];
  return `${[head, ...parts.flat()].join('\n')}\n`;
}

function packageLines({ name, version, epoch }: Recipe): string[] {
  return [
    `%package -n ${name}`,
    `Version: ${version}`,
    'Release: 4.el9',
    ...(epoch === undefined ? [] : [`Epoch: ${epoch}`]),
    'AutoReqProv: no',
    `Summary: The program ${name} of an invented vendor`,
    `Provides: virtual-${name} = ${version}`,
    `%description -n ${name}`,
    `Описание программы ${name}. ${'It does what its name says, at length. '.repeat(8)}`,
  ];
}

/** Packages with the same number of files have the same files. */
function folderOf({ files = 3 }: Recipe): string {
  return `/opt/alder/share-${files}`;
}

function installLine(recipe: Recipe): string {
  const folder = `%{buildroot}${folderOf(recipe)}/parts`;
  return `mkdir -p ${folder} && (cd ${folder} && seq -f 'part-%g.txt' ${recipe.files ?? 3} | xargs -r touch)`;
}

function changeLines(_: unknown, index: number): string[] {
  const day = String(28 - index).padStart(2, '0');
  const name = new Date(`2024-02-${day}T00:00:00Z`).toUTCString().slice(0, 3);
  return [
    `* ${name} Feb ${day} 2024 Builder <b@example.org> - 1.${28 - index}-1`,
    '- Rebuilt for a change of the world',
    '',
  ];
}

/** The headers of a SQLite database with their numbers. */
export function headerBlobs(sqlite: string): [number, Buffer][] {
  const rows = run('sqlite3', [sqlite, 'SELECT hnum, hex(blob) FROM Packages']).split('\n').filter(Boolean);
  return rows.map((row) => {
    const [number = '', hex = ''] = row.split('|');
    return [Number(number), Buffer.from(hex, 'hex')];
  });
}

/** The same headers as a Berkeley DB hash table, written by Berkeley DB. */
export function asBdb(
  headers: readonly [number, Buffer][],
  file: string,
  pageSize: number,
  order: 'little' | 'big',
): void {
  const key = (number: number): string => {
    const bytes = Buffer.alloc(4);
    if (order === 'little') bytes.writeUInt32LE(number);
    else bytes.writeUInt32BE(number);
    return bytes.toString('hex');
  };
  const highest = Math.max(...headers.map(([number]) => number));
  const lorder = order === 'little' ? 1234 : 4321;
  const head = `VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize=${pageSize}\ndb_lorder=${lorder}\nHEADER=END`;
  const pairs = headers.map(([number, blob]) => ` ${key(number)}\n ${blob.toString('hex')}`);
  const lines = [head, ` ${key(0)}\n ${key(highest)}`, ...pairs, 'DATA=END'];
  run('db5.3_load', [file], `${lines.join('\n')}\n`);
}

/** The same headers as an NDB file with two pages of slots; rpm's own files were compared by hand. */
export function asNdb(headers: readonly [number, Buffer][]): Buffer {
  const slots = Buffer.alloc(2 * 4096);
  for (let at = 0; at < slots.length; at += 16) slots.write('Slot', at, 'latin1');
  slots.fill(0, 0, 32);
  slots.write('RpmP', 0, 'latin1');
  slots.writeUInt32LE(headers.length + 1, 8);
  slots.writeUInt32LE(2, 12);
  slots.writeUInt32LE(Math.max(...headers.map(([number]) => number)) + 1, 16);
  const blobs = headers.map(([number, blob]) => ndbBlob(number, blob));
  let start = slots.length / 16;
  for (const [index, [number]] of headers.entries()) {
    // Every second slot is left free, as after a removal
    const at = 32 + 32 * index;
    for (const [field, value] of [number, start, (blobs[index]?.length ?? 0) / 16].entries())
      slots.writeUInt32LE(value, at + 4 + 4 * field);
    start += (blobs[index]?.length ?? 0) / 16;
  }
  return Buffer.concat([slots, ...blobs]);
}

function ndbBlob(number: number, blob: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil((16 + blob.length + 12) / 16) * 16);
  bytes.write('BlbS', 0, 'latin1');
  for (const [field, value] of [number, 1700000000, blob.length].entries())
    bytes.writeUInt32LE(value, 4 + 4 * field);
  blob.copy(bytes, 16);
  const tail = bytes.length - 12;
  let [low, high] = [1, 0];
  for (const byte of bytes.subarray(0, tail)) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  bytes.writeUInt32LE(high * 65536 + low, tail);
  bytes.writeUInt32LE(blob.length, tail + 4);
  bytes.write('BlbE', tail + 8, 'latin1');
  return bytes;
}
