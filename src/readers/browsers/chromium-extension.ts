import { isObject, type Json, json, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import { attempt } from '../../formats/try.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';
import { chromiumId } from './chromium-id.ts';
import { chromiumSetting } from './chromium-setting.ts';
import { EXTENSION, searchedProfiles } from './profile-search.ts';
import { chromiumProfiles } from './profiles.ts';

const PLACE =
  /(?:^|\/)(?:(?:(?<profile>[^/]+(?:\/[^/]+)*?)\/)?Extensions\/)?(?<id>[a-p]{32})\/(?<version>[^/]+)\/manifest\.json$/u;
/** The largest known is below one megabyte. */
const MOST = 16 * 1024 * 1024;

/**
 * Extensions of Chrome, Edge, Brave, Opera, Vivaldi, Yandex and their kin, by the manifests in the profiles
 * of every account. Which extension it is, the folder shows; whether it is switched off or was forced by
 * policy, the preferences of the profile.
 *
 * @see https://developer.chrome.com/docs/extensions/reference/manifest
 */
export const chromiumExtension: Reader = {
  id: 'chromium-extension',
  title: 'Extensions of Chrome, Edge, Brave, Opera, Vivaldi, Yandex',
  paths: [
    ...chromiumProfiles.map((folder) => `${folder}/Extensions/*/*/manifest.json`),
    ...searchedProfiles.map((folder) => `${folder}/${EXTENSION}/manifest.json`),
  ],
  siblings: [...chromiumProfiles, ...searchedProfiles].flatMap((folder) => [
    `${folder}/Extensions/*/*/_locales/*/messages.json`,
    `${folder}/Preferences`,
    `${folder}/Secure Preferences`,
  ]),
  supplementary: true,
  recognises(head, name) {
    return name === 'manifest.json' && /"manifest_version"\s*:\s*[123]\b/u.test(memoiseHead(head));
  },
  *read(bytes, resolver) {
    if (bytes.length > MOST) throw new SyntaxError(`a manifest of ${bytes.length} bytes`);
    const manifest = json(bytes);
    if (!isObject(manifest)) throw new SyntaxError('not a manifest: expected a JSON object');
    const place = PLACE.exec(resolver.path)?.groups;
    const name = attempt(() => localised(manifest, stringField(manifest, 'name'), resolver));
    // A profile whose preferences cannot be read is reported by the reader of preferences.
    const setting =
      place?.['profile'] === undefined
        ? undefined
        : attempt(() => chromiumSetting(resolver, `/${place['profile']}`, place['id'] ?? '')).value;
    const id = place?.['id'] ?? chromiumId(stringField(manifest, 'key'));
    yield present<Program>({
      name: name.value ?? stringField(manifest, 'name') ?? id ?? '',
      version: stringField(manifest, 'version'),
      ids: idsOf(['chrome-extension', id], ['edge-extension', isOfEdge(manifest) ? id : undefined]),
      marks: setting?.marks,
    });
    if (name.fault !== undefined) throw name.fault;
  },
};

/** Ids of the Edge store are apart from those of the Chrome Web Store. */
function isOfEdge(manifest: Json): boolean {
  return stringField(manifest, 'update_url')?.startsWith('https://edge.microsoft.com/') === true;
}

const MESSAGE = /^__MSG_(?<key>[\w@]+)__$/u;

/** A name may stand in the translations: in the extension's own language, else in English. */
function localised(manifest: Json, name: string | undefined, resolver: FileResolver): string | undefined {
  const key = MESSAGE.exec(name ?? '')?.groups?.['key']?.toLowerCase();
  if (key === undefined) return name;
  for (const locale of [stringField(manifest, 'default_locale'), 'en', 'en_US', 'en_GB']) {
    const bytes =
      locale === undefined || !LOCALE.test(locale)
        ? undefined
        : resolver.read(`_locales/${locale}/messages.json`);
    const messages = bytes && bytes.length <= MOST ? json(bytes) : undefined;
    const found = isObject(messages)
      ? Object.keys(messages).find((one) => one.toLowerCase() === key)
      : undefined;
    const message = found === undefined ? undefined : stringField(messages, found, 'message');
    if (message !== undefined) return message;
  }
  return name;
}

const LOCALE = /^[A-Za-z]{2,8}(?:[_-][A-Za-z0-9]{1,8}){0,3}$/u;
