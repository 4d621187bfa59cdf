import { field, isObject, json } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';
import { settingOf } from './chromium-setting.ts';
import { searchedProfiles } from './profile-search.ts';
import { chromiumProfiles } from './profiles.ts';

const FILES = ['Preferences', 'Secure Preferences'];

/**
 * Extensions that only the preferences of a profile know: those loaded from wherever they were unpacked,
 * and those whose folder is gone and whose settings remain. The others are read from their manifests; of
 * preferences that were passed alone, all are given.
 *
 * @see https://chromium.googlesource.com/chromium/src/+/main/extensions/browser/extension_prefs.cc
 */
export const chromiumPreferences: Reader = {
  id: 'chromium-preferences',
  title: 'Extensions in the preferences of Chromium browsers',
  paths: [...chromiumProfiles, ...searchedProfiles].map((profile) => `${profile}/{${FILES.join(',')}}`),
  supplementary: true,
  recognises(head, name) {
    return FILES.includes(name) && /^\S{0,3}\s*\{/u.test(memoiseHead(head)) && KEYS.test(memoiseHead(head));
  },
  *read(bytes, resolver) {
    if (!/^\S{0,3}\s*\{/u.test(memoiseHead(bytes.subarray(0, 4096))) && isOther(resolver)) return;
    const preferences = json(bytes);
    if (!isObject(preferences)) throw new SyntaxError('not preferences: expected a JSON object');
    const settings = field(preferences, 'extensions', 'settings');
    const folders = unpackedIn(resolver);
    for (const [id, value] of Object.entries(isObject(settings) ? settings : {})) {
      const program = programOf(id, settingOf(value), folders);
      if (program) yield program;
    }
  },
};

const KEYS = /"(?:extensions|protection|profile|browser|account_info|pinned_tabs|ack_external_install)"/u;
const ID = /^[a-p]{32}$/u;

/** What a profile has beside its preferences. Other programs have files of this name, and write them otherwise. */
const BESIDE = ['Extensions', 'Local Storage', 'History', 'Web Data', 'Network', '../Local State'];

function isOther(resolver: FileResolver): boolean {
  return !KNOWN.test(resolver.path) && !BESIDE.some((name) => resolver.exists(name));
}

/** Passed files, and profiles of the usual names. */
const KNOWN = /^[^/]*$|(?:^|\/)(?:Default|Guest Profile|System Profile|Profile \d+)\/[^/]+$/u;

/** The extensions that have a folder in this profile; undefined when the file was passed alone. */
function unpackedIn(resolver: FileResolver): ReadonlySet<string> | undefined {
  return resolver.exists('Extensions') ? new Set(resolver.list('Extensions')) : undefined;
}

function programOf(
  id: string,
  setting: ReturnType<typeof settingOf>,
  folders: ReadonlySet<string> | undefined,
): Program | undefined {
  const { path, name, version, isBuiltIn, isGone, marks } = setting;
  if (!ID.test(id) || isBuiltIn || folders?.has(id) === true || (path === undefined && name === undefined))
    return undefined;
  const isAbsolute = path !== undefined && /^(?:\/|[A-Za-z]:[\\/])/u.test(path);
  const isResidue = isGone || (folders !== undefined && !isAbsolute);
  const isTranslated = name === undefined || name.startsWith('__MSG_');
  return present<Program>({
    name: (isTranslated ? path?.split(/[\\/]/u).pop() : name) || id,
    version,
    ids: idsOf(['chrome-extension', id]),
    state: isResidue ? 'residue' : undefined,
    marks: marks.length > 0 ? marks : undefined,
    folder: isAbsolute ? path : undefined,
  });
}
