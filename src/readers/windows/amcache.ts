import { filetimeDay } from '../../formats/registry/filetime.ts';
import { type Hive, type HiveKey, openHive } from '../../formats/registry/hive.ts';
import { baseBlock } from '../../formats/registry/hive-base.ts';
import { type RegistryData, stringOf } from '../../formats/registry/registry-tree.ts';
import type { Program, Reader } from '../../types.ts';
import { isAmcache } from './amcache-hive.ts';
import { isProgramPath, recordedProgram } from './records/recorded-file.ts';
import { hiveLogs } from './registry-uninstall/hive-logs.ts';
import { seenProgram } from './registry-uninstall/packages.ts';

/**
 * `Amcache.hve`: programs that were installed, and program files that Windows has met, with their companies. Three
 * layouts: `File` and `Programs` until Windows 10 1511, `InventoryApplication…` since, and drivers beside them.
 *
 * @see https://github.com/libyal/dtformats/blob/main/documentation/Windows%20AmCache%20file.asciidoc
 */
export const amcache: Reader = {
  id: 'amcache',
  title: 'Amcache: programs that Windows has met',
  paths: ['Windows/AppCompat/Programs/Amcache.hve'],
  siblings: ['Windows/AppCompat/Programs/Amcache.hve.LOG*'],
  sidecars: ['.LOG', '.LOG1', '.LOG2'],
  supplementary: true,
  record: true,
  recognises: (head, name) => isAmcache(head, name),
  *read(bytes, resolver) {
    const base = baseBlock(bytes);
    const isDirty = !base.whole || base.primary !== base.secondary;
    const hive = openHive(bytes, isDirty ? hiveLogs(resolver) : []);
    if (hive.root !== undefined) yield* programsIn(hive, hive.root);
    if (hive.faults.length > 0) throw new SyntaxError(hive.faults[0]);
  },
};

type Values = ReadonlyMap<string, RegistryData>;
type Make = (values: Values, entry: string, lastSeen: string | undefined) => Iterable<Program>;

function* programsIn(hive: Hive, top: HiveKey): Generator<Program> {
  const isRoot = [...hive.keys(top)].find(({ name }) => name.toLowerCase() === 'root');
  for (const key of hive.keys(isRoot ?? top)) {
    const name = key.name.toLowerCase();
    const make = MAKERS[name];
    if (make) yield* each(hive, key, [key.name], make, name === 'file' ? 2 : 1);
  }
}

function* each(
  hive: Hive,
  parent: HiveKey,
  names: readonly string[],
  make: Make,
  depth: number,
): Generator<Program> {
  for (const key of hive.keys(parent)) {
    const path = [...names, key.name];
    if (depth > 1) yield* each(hive, key, path, make, depth - 1);
    else yield* make(hive.values(key), path.join('\\'), filetimeDay(hive.written(key)));
  }
}

const MAKERS: Readonly<Record<string, Make>> = {
  *inventoryapplication(values, entry, lastSeen) {
    const place = { kind: 'seen-program', names: [], user: undefined, isUser: false } as const;
    for (const program of seenProgram({ path: entry, place, values }, { entry }))
      yield { ...program, state: 'residue', ...(lastSeen ? { lastSeen } : {}) };
  },
  *inventoryapplicationfile(values, entry, lastSeen) {
    const path = stringOf(values, 'lowercaselongpath');
    if (path === undefined) return;
    yield recordedProgram({
      path,
      lastSeen,
      entry,
      name: stringOf(values, 'productname'),
      version: stringOf(values, 'productversion') ?? stringOf(values, 'version'),
      publisher: stringOf(values, 'publisher'),
    });
  },
  *inventorydriverbinary(values, entry, lastSeen) {
    const driver = stringOf(values, 'drivername');
    if (driver === undefined) return;
    const service = stringOf(values, 'service');
    const program = recordedProgram({
      path: driver,
      lastSeen,
      entry,
      name: stringOf(values, 'product'),
      version: stringOf(values, 'productversion') ?? stringOf(values, 'driverversion'),
      publisher: stringOf(values, 'drivercompany'),
    });
    const ids = [`driver:${driver}`, ...(service ? [`driver:${service}`] : [])];
    yield { ...program, ids: [...(program.ids ?? []), ...ids] };
  },
  /** Values have numbers in hexadecimal for names. */
  *file(values, entry, lastSeen) {
    const path = stringOf(values, '15');
    if (path === undefined || !isProgramPath(path)) return;
    yield recordedProgram({
      path,
      lastSeen,
      entry,
      name: stringOf(values, '0'),
      version: stringOf(values, '5'),
      publisher: stringOf(values, '1'),
    });
  },
  *programs(values, entry, lastSeen) {
    const name = stringOf(values, '0');
    if (name === undefined) return;
    const [version, publisher] = [stringOf(values, '1'), stringOf(values, '2')];
    const key = stringOf(values, '7')?.split('\\').at(-1);
    yield {
      name,
      ...(version ? { version } : {}),
      ...(publisher ? { publisher } : {}),
      ids: key ? [`uninstall-key:${key}`] : [],
      kind: 'trace',
      state: 'residue',
      entry,
      ...(lastSeen ? { lastSeen } : {}),
    };
  },
};
