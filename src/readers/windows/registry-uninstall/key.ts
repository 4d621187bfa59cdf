import { type RegistryKey, stringOf } from '../../../formats/registry/registry-tree.ts';
import type { Program } from '../../../types.ts';
import type { Place } from './places.ts';

/** A key that has its place among those that name programs. */
export type PlacedKey = RegistryKey<Place>;

/** Where a program stands: the same for whatever a key shows. */
export type Where = Pick<Program, 'entry' | 'line' | 'user'>;

/** Where this key stands. */
export function placing({ path, line, place }: PlacedKey): Where {
  const { user } = place;
  return { entry: path, ...(line === undefined ? {} : { line }), ...(user === undefined ? {} : { user }) };
}

/** The account of a key of Windows Installer, which names accounts by their number; the machine has one too. */
export function accountOf(name: string | undefined): string | undefined {
  return name !== undefined && /^S-1-(?:5-21|12-1)-/iu.test(name) ? name : undefined;
}

/** A string that is no reference into the resources of some file. */
export function shownOf(key: PlacedKey, name: string): string | undefined {
  const string = stringOf(key.values, name);
  return string === undefined || /^(?:@|ms-resource:)/iu.test(string) ? undefined : string;
}
