import { field, isList, isObject, type Json, stringField } from '../../formats/markup/json.ts';
import type { Mark } from '../../types.ts';

/** What the preferences of a profile say about one extension. */
export interface ChromiumSetting {
  readonly marks: readonly Mark[];
  /** `external` uninstalls leave a note that keeps the extension from coming back. */
  readonly isGone: boolean;
  /** Part of the browser itself. */
  readonly isBuiltIn: boolean;
  /** Absolute for extensions that are loaded from where they were unpacked. */
  readonly path: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
}

/** A preferences file of more than this is no browser's; a manifest in it is taken as it is. */
const MOST = 64 * 1024 * 1024;
/** Numbers of `Manifest::Location` and `Extension::State`. */
const LOCATION = { component: ['5', '10'], policy: ['7', '9'] };
const STATE = { disabled: '0', gone: '2' };

/**
 * The setting of one extension in the preferences of its profile. Only its own object is cut out and read:
 * a profile's preferences are large, and there is one manifest after the other to ask for.
 *
 * @throws SyntaxError when that object cannot be read
 */
export function chromiumSetting(
  files: { read(path: string): Uint8Array | undefined },
  profile: string,
  id: string,
): ChromiumSetting | undefined {
  for (const file of ['Secure Preferences', 'Preferences']) {
    const bytes = files.read(`${profile}/${file}`);
    const value = bytes && bytes.length <= MOST ? objectOf(bytes, id) : undefined;
    if (value !== undefined) return settingOf(value);
  }
  return undefined;
}

/** What a setting says, of an object below `extensions.settings`. */
export function settingOf(value: Json): ChromiumSetting {
  const location = stringField(value, 'location') ?? '';
  const state = stringField(value, 'state');
  const reasons = field(value, 'disable_reasons');
  const isOff =
    state === STATE.disabled ||
    (typeof reasons === 'number' ? reasons !== 0 : isList(reasons) && reasons.length > 0);
  const marks: Mark[] = [];
  if (isOff) marks.push('disabled');
  if (LOCATION.policy.includes(location)) marks.push('forced');
  return {
    marks,
    isGone: state === STATE.gone,
    isBuiltIn: LOCATION.component.includes(location),
    path: stringField(value, 'path'),
    name: stringField(value, 'manifest', 'name'),
    version: stringField(value, 'manifest', 'version'),
  };
}

/**
 * The same name also stands before check sums and before lists of commands; the setting has a location. What stands
 * in an object of this name is passed over with it: objects in objects would be read again and again.
 */
function objectOf(bytes: Uint8Array, id: string): Json | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const mark = `"${id}":{`;
  for (let at = buffer.indexOf(mark), end = 0; at !== -1; at = buffer.indexOf(mark, end)) {
    const start = at + mark.length - 1;
    end = endOfObject(buffer, start);
    const value = JSON.parse(buffer.toString('utf8', start, end)) as Json;
    if (isObject(value) && (Object.hasOwn(value, 'location') || Object.hasOwn(value, 'state'))) return value;
  }
  return undefined;
}

function endOfObject(bytes: Uint8Array, start: number): number {
  let depth = 0;
  let isString = false;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) isString = !isString;
    else if (byte === 0x5c) at++;
    else if (!isString && byte === 0x7b) depth++;
    else if (!isString && byte === 0x7d && --depth === 0) return at + 1;
  }
  throw new SyntaxError('the preferences are truncated');
}
