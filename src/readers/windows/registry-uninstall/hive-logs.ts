import type { FileResolver } from '../../../types.ts';

/** The transaction logs of a hive, which have its name, though not always its case: `NTUSER.DAT` and `ntuser.dat.LOG1`. */
export function hiveLogs(resolver: FileResolver): Uint8Array[] {
  const name = resolver.path.slice(resolver.path.lastIndexOf('/') + 1).toLowerCase();
  const there = resolver.list('');
  const names = ['.log1', '.log2', '.log'].flatMap((ending) =>
    there.filter((other) => other.toLowerCase() === name + ending),
  );
  return names.flatMap((each) => resolver.read(each) ?? []);
}
