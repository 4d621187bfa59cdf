/** Hives for tests, from their keys and values by path. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type HiveKey, hive } from '../../fuzz/writers/hive.ts';
import { writeAged } from './aged-file.ts';

/** Values by name, below the path of their key: a string, a number as a DWORD, or binary data. */
export type SmallHive = Readonly<Record<string, Readonly<Record<string, string | number | Uint8Array>>>>;

/** The bytes of a hive with these keys. */
function smallHive(keys: SmallHive): Uint8Array {
  const root = { name: 'ROOT', values: [], keys: [] };
  for (const [path, values] of Object.entries(keys)) {
    const key = path.split('\\').reduce<Open>((parent, name) => below(parent, name), root);
    key.values = Object.entries(values).map(([name, data]) => valueOf(name, data));
  }
  return hive(root, { list: 'lh', most: 500, minor: 5 });
}

/** Writes a hive of these keys into a file. */
export function writeHive(folder: string, path: string, keys: SmallHive): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeAged(file, smallHive(keys));
}

interface Open {
  readonly name: string;
  values: HiveKey['values'];
  readonly keys: Open[];
}

function below(parent: Open, name: string): Open {
  const known = parent.keys.find((key) => key.name === name);
  if (known) return known;
  const made: Open = { name, values: [], keys: [] };
  parent.keys.push(made);
  parent.keys.sort((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1));
  return made;
}

function valueOf(name: string, data: string | number | Uint8Array): HiveKey['values'][number] {
  if (data instanceof Uint8Array) return { name, type: 3, data };
  if (typeof data === 'string') return { name, type: 1, data: Buffer.from(`${data}\0`, 'utf16le') };
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(data);
  return { name, type: 4, data: bytes };
}
