import { type Hive, type HiveKey, openHive } from '../../../formats/registry/hive.ts';
import { type BaseBlock, baseBlock } from '../../../formats/registry/hive-base.ts';
import type { RegistryEvent } from '../../../formats/registry/registry-tree.ts';
import type { FileResolver } from '../../../types.ts';
import { hiveLogs } from './hive-logs.ts';
import { folded, next, type Place, type Start, startOf } from './places.ts';

/** The keys of a hive that name programs; only the cells on the way to them are read. */
export function* hiveKeys(bytes: Uint8Array, resolver: FileResolver): Generator<RegistryEvent<Place>> {
  const hive = openHive(bytes, isDirty(baseBlock(bytes)) ? hiveLogs(resolver) : []);
  if (hive.root !== undefined) yield* fromRoot(hive, hive.root);
  for (const fault of hive.faults) yield { fault };
  if (hive.isLayer && !isInLayer(resolver)) {
    yield { fault: 'holds only what one layer changed; the registry below it is not here' };
  }
}

/** Whether a hive lies where layers of containers keep their changes, beside the files of the layer. */
export function isInLayer(resolver: FileResolver): boolean {
  return /(?:^|\/)Hives\/[^/]+_Delta$/iu.test(resolver.path);
}

function isDirty(base: BaseBlock): boolean {
  return !base.whole || base.primary !== base.secondary;
}

function* fromRoot(hive: Hive, root: HiveKey): Generator<RegistryEvent<Place>> {
  const below = [...hive.keys(root)];
  const start = startOf(root.name, namesOf(below));
  if (start !== undefined) yield* walk(hive, root, start, []);
  // A hive that exports were merged into may hold the roots that these begin with.
  for (const key of start === undefined ? below : []) {
    if (!roots.test(key.name)) continue;
    const inner = startOf(key.name, namesOf([...hive.keys(key)]));
    if (inner !== undefined) yield* walk(hive, key, { ...inner, isUser: /USER/iu.test(key.name) }, []);
  }
}

const roots = /^(?:HKEY_LOCAL_MACHINE|HKEY_CURRENT_USER|HKLM|HKCU|MACHINE)$/iu;

function namesOf(keys: readonly HiveKey[]): string[] {
  return keys.map((key) => key.name);
}

/** As deep as the places go, and not deeper, whatever the cells of the hive say. */
function* walk(
  hive: Hive,
  key: HiveKey,
  { branch, isUser }: Start,
  names: readonly string[],
): Generator<RegistryEvent<Place>> {
  if (branch.kind !== undefined) {
    const place: Place = { kind: branch.kind, names, user: undefined, isUser };
    yield { path: names.join('\\'), place, values: hive.values(key) };
  }
  if (branch.below.size === 0 && branch.any === undefined) return;
  for (const child of hive.keys(key)) {
    const inner = next(branch, folded(child.name));
    if (inner !== undefined) yield* walk(hive, child, { branch: inner, isUser }, [...names, child.name]);
  }
}
