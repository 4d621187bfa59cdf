import { field, isList, type Json, jsonPart, listField, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { FileResolver, Mark, Program, Reader } from '../../types.ts';
import { NAMED_PROFILE, searchedProfiles } from './profile-search.ts';
import { mozillaFolders } from './profiles.ts';

/**
 * Add-ons of Firefox, Thunderbird and their kin, from the list that each profile keeps of what is installed
 * in it, and from the descriptions that it keeps beside (`addons.json`, only where it is passed).
 *
 * @see https://searchfox.org/mozilla-central/source/toolkit/mozapps/extensions/internal/XPIDatabase.sys.mjs
 */
export const firefoxExtension: Reader = {
  id: 'firefox-extension',
  title: 'Add-ons of Firefox and Thunderbird',
  paths: [...mozillaFolders.map((folder) => `${folder}/*`), ...searchedProfiles, NAMED_PROFILE].map(
    (folder) => `${folder}/extensions.json`,
  ),
  supplementary: true,
  recognises(head, name) {
    const start = memoiseHead(head);
    return (
      /^(?:extensions|addons)\.json$/u.test(name) &&
      /"schema(?:Version)?"\s*:/u.test(start) &&
      start.includes('"addons"')
    );
  },
  *read(bytes, resolver) {
    if (isOther(bytes, resolver)) return;
    const { value, fault } = jsonPart(bytes);
    const addons = field(value, 'addons');
    for (const addon of isList(addons) ? addons : []) yield programOf(addon);
    if (fault) throw fault;
    if (!isList(addons)) throw new SyntaxError('no list of add-ons');
  },
};

/** What a profile has beside its list. Editors and projects have lists of this name too. */
const BESIDE = [
  'prefs.js',
  'compatibility.ini',
  'extension-preferences.json',
  'addonStartup.json.lz4',
  'times.json',
];

function isOther(bytes: Uint8Array, resolver: FileResolver): boolean {
  const isHanded = !resolver.path.includes('/');
  if (isHanded || /"(?:addons|schemaVersion)"/u.test(memoiseHead(bytes))) return false;
  return !PROFILES.test(resolver.path) && !BESIDE.some((name) => resolver.exists(name));
}

/** Folders that only Firefox and its kin have. */
const PROFILES =
  /(?:^|\/)(?:Profiles|firefox|\.(?:thunderbird|librewolf|waterfox|floorp|zen))\/[^/]+\/[^/]+$/iu;

/** Places of what comes with the browser. */
const BUILT_IN = /^app-(?:builtin|system-defaults|system-addons)/u;
const OFF = ['userDisabled', 'appDisabled', 'softDisabled', 'embedderDisabled'];

function programOf(addon: Json): Program {
  const id = stringField(addon, 'id');
  const marks: Mark[] = [];
  if (field(addon, 'active') === false || OFF.some((key) => field(addon, key) === true))
    marks.push('disabled');
  if (BUILT_IN.test(stringField(addon, 'location') ?? '')) marks.push('system-component');
  const installed = field(addon, 'installDate');
  return present<Program>({
    name:
      stringField(addon, 'defaultLocale', 'name') ??
      stringField(addon, 'name') ??
      firstName(addon) ??
      id ??
      '',
    version: stringField(addon, 'version'),
    publisher: stringField(addon, 'defaultLocale', 'creator'),
    installedOn:
      typeof installed === 'number' && installed > 0 && installed < 4e12
        ? new Date(installed).toISOString().slice(0, 10)
        : undefined,
    ids: idsOf(['firefox-addon', id]),
    marks: marks.length > 0 ? marks : undefined,
  });
}

function firstName(addon: Json): string | undefined {
  return stringField(listField(addon, 'locales')[0], 'name');
}
