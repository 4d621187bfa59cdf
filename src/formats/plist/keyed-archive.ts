import { isPlistDict, type Plist, plistField, plistList } from './index.ts';

/** An archive of objects: a property list in which values refer to each other by number. */
export interface KeyedArchive {
  /** The value behind a key of the archive itself. */
  root(key: string): Plist | undefined;
  /** The value that a reference leads to; any other value is itself. */
  follow(value: Plist | undefined): Plist | undefined;
  /** The value behind a key of an object, followed where it is a reference. */
  field(object: Plist | undefined, key: string): Plist | undefined;
}

/**
 * The values of an archive of objects. They may refer to each other in circles: who follows them bounds the depth.
 *
 * @returns undefined for a property list that is no archive
 * @see https://developer.apple.com/documentation/foundation/nskeyedarchiver
 */
export function keyedArchive(list: Plist): KeyedArchive | undefined {
  const top = plistField(list, '$top');
  if (plistField(list, '$archiver') !== 'NSKeyedArchiver' || !isPlistDict(top)) return undefined;
  const objects = plistList(list, '$objects');
  const follow = (value: Plist | undefined): Plist | undefined => {
    const uid = uidOf(value);
    if (uid === undefined) return value;
    const found = objects[uid];
    return found === '$null' ? undefined : found;
  };
  return {
    root: (key) => follow(top.get(key)),
    follow,
    field: (object, key) => follow(plistField(object, key)),
  };
}

/** XML writes a reference as a dictionary. */
function uidOf(value: Plist | undefined): number | undefined {
  if (isPlistDict(value)) {
    const number = value.size === 1 ? value.get('CF$UID') : undefined;
    return typeof number === 'number' ? number : undefined;
  }
  return typeof value === 'object' && value !== null && 'uid' in value ? value.uid : undefined;
}
