import { describe, expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { chromiumExtension } from '../../src/readers/browsers/chromium-extension.ts';
import { chromiumExternal } from '../../src/readers/browsers/chromium-external.ts';
import { chromiumId } from '../../src/readers/browsers/chromium-id.ts';
import { chromiumPolicy } from '../../src/readers/browsers/chromium-policy.ts';
import { chromiumPreferences } from '../../src/readers/browsers/chromium-preferences.ts';
import { chromiumSetting } from '../../src/readers/browsers/chromium-setting.ts';
import { firefoxExtension } from '../../src/readers/browsers/firefox-extension.ts';
import { firefoxPolicy } from '../../src/readers/browsers/firefox-policy.ts';
import { firefoxXpi } from '../../src/readers/browsers/firefox-xpi.ts';
import { nativeMessagingHost } from '../../src/readers/browsers/native-messaging-host.ts';
import { safariExtension } from '../../src/readers/browsers/safari-extension.ts';
import { firefoxProfiles } from '../../src/scan/firefox-profiles.ts';
import { globMatcher } from '../../src/sources/globs.ts';
import type { FileResolver, Program, Reader } from '../../src/types.ts';

const utf8 = (source: string): Uint8Array => new TextEncoder().encode(source);

/** A machine in memory: the file at `path` is read, the others may be looked up. */
function read(
  reader: Reader,
  path: string,
  content: string,
  others: Readonly<Record<string, string>> = {},
): Program[] {
  const beside = path.slice(0, path.lastIndexOf('/') + 1);
  const at = (asked: string): string => (asked.startsWith('/') ? asked.slice(1) : beside + asked);
  const under = (folder: string): string[] =>
    Object.keys(others).filter((name) => name.startsWith(`${folder}/`));
  const tree: FileResolver = {
    path,
    read: (asked) => (others[at(asked)] === undefined ? undefined : utf8(others[at(asked)] ?? '')),
    exists: (asked) => others[at(asked)] !== undefined || under(at(asked)).length > 0,
    list: (asked) =>
      [
        ...new Set(under(at(asked)).map((name) => name.slice(at(asked).length + 1).split('/')[0] ?? '')),
      ].sort(),
  };
  return [...reader.read(utf8(content), tree)];
}

const ID = 'ahkjpbeeocnddjkakilopmfdlnjdpcdm';
const MANIFEST = '{"name":"X","version":"1.0","manifest_version":3}';

describe('an extension is looked for in every browser and profile', () => {
  test.each([
    'home/ash/.config/google-chrome/Default',
    'home/ash/.config/google-chrome/Profile 7',
    'root/.config/chromium/Default',
    'home/ash/.config/microsoft-edge/Default',
    'home/ash/.config/BraveSoftware/Brave-Browser/Default',
    'home/ash/.config/opera',
    'home/ash/.config/vivaldi/Default',
    'home/ash/.config/yandex-browser/Default',
    'home/ash/snap/chromium/common/chromium/Default',
    'home/ash/.var/app/com.google.Chrome/config/google-chrome/Default',
    'Users/ash/Library/Application Support/Google/Chrome/Default',
    'Users/ash/Library/Application Support/Arc/User Data/Default',
    'Users/ash/Library/Application Support/com.operasoftware.Opera',
    'Users/ash/Library/Application Support/Yandex/YandexBrowser/Default',
    'Users/ash/AppData/Local/Google/Chrome/User Data/Default',
    'Users/ash/AppData/Local/Microsoft/Edge/User Data/Profile 1',
    'Users/ash/AppData/Local/Yandex/YandexBrowser/User Data/Default',
    'Users/ash/AppData/Roaming/Opera Software/Opera Stable',
    'Users/ash/AppData/Roaming/Opera Software/Opera GX Stable/Default',
  ])('%s', (profile) => {
    const path = `${profile}/Extensions/${ID}/1.0_0/manifest.json`;
    expect(globMatcher(chromiumExtension.paths)(path).length).toBeGreaterThan(0);
    expect(read(chromiumExtension, path, MANIFEST)[0]?.ids).toEqual([`chrome-extension:${ID}`]);
  });

  test.each([
    'home/ash/.mozilla/firefox/x.default',
    'home/ash/snap/firefox/common/.mozilla/firefox/x.default',
    'home/ash/.var/app/org.mozilla.firefox/.mozilla/firefox/x.default',
    'Users/ash/Library/Application Support/Firefox/Profiles/x.default',
    'Users/ash/AppData/Roaming/Mozilla/Firefox/Profiles/x.default',
    'Users/ash/AppData/Roaming/Thunderbird/Profiles/x.default',
  ])('%s', (profile) => {
    expect(globMatcher(firefoxExtension.paths)(`${profile}/extensions.json`).length).toBeGreaterThan(0);
    expect(globMatcher(firefoxXpi.paths)(`${profile}/extensions/x@y.xpi`)).toHaveLength(1);
  });
});

describe('each mark of one product gives its identifier by itself', () => {
  const policy = `{"ExtensionInstallForcelist":["${ID};https://example.org"]}`;
  const preferences = `{"extensions":{"settings":{"${ID}":{"location":4,"path":"/opt/x"}}}}`;
  const addons =
    '{"schemaVersion":36,"addons":[{"id":"content_blocker@kaspersky.com","version":"1","active":true}]}';
  const forced =
    '{"policies":{"ExtensionSettings":{"content_blocker@kaspersky.com":{"installation_mode":"force_installed"}}}}';
  const safari = '<plist><dict><key>com.kaspersky.kav.safari (2Y8XE5CQ94)</key><dict/></dict></plist>';
  const host = `com.kaspersky.${ID}.host`;
  test.each<[string, Reader, string, string, string]>([
    [
      'an extension forced by policy',
      chromiumPolicy,
      'etc/opt/chrome/policies/managed/x.json',
      policy,
      `chrome-extension:${ID}`,
    ],
    [
      'an unpacked extension',
      chromiumPreferences,
      'home/ash/.config/chromium/Default/Preferences',
      preferences,
      `chrome-extension:${ID}`,
    ],
    [
      'an extension that a program adds',
      chromiumExternal,
      `opt/google/chrome/extensions/${ID}.json`,
      '{"external_update_url":"x"}',
      `chrome-extension:${ID}`,
    ],
    [
      'an add-on of a profile',
      firefoxExtension,
      'home/ash/.mozilla/firefox/x/extensions.json',
      addons,
      'firefox-addon:content_blocker@kaspersky.com',
    ],
    [
      'an add-on forced by policy',
      firefoxPolicy,
      'etc/firefox/policies/policies.json',
      forced,
      'firefox-addon:content_blocker@kaspersky.com',
    ],
    [
      'a packed add-on',
      firefoxXpi,
      'usr/lib/firefox/distribution/extensions/content_blocker@kaspersky.com.xpi',
      '',
      'firefox-addon:content_blocker@kaspersky.com',
    ],
    [
      'an extension of Safari',
      safariExtension,
      'Users/ash/Library/Safari/AppExtensions/Extensions.plist',
      safari,
      'team-id:2Y8XE5CQ94',
    ],
    [
      'a native messaging host',
      nativeMessagingHost,
      'etc/opt/chrome/native-messaging-hosts/x.json',
      `{"name":"${host}","type":"stdio"}`,
      `native-messaging-host:${host}`,
    ],
  ])('%s', (_, reader, path, content, id) => {
    expect(globMatcher(reader.paths)(path).length).toBeGreaterThan(0);
    expect(read(reader, path, content)[0]?.ids).toContain(id);
  });
});

describe('an extension of Chromium', () => {
  const PROFILE = 'home/ash/.config/chromium/Default';
  const PATH = `${PROFILE}/Extensions/${ID}/1_0/manifest.json`;

  test.each<[string, string, readonly string[] | undefined]>([
    [
      'switched off by the old state',
      `{"extensions":{"settings":{"${ID}":{"location":1,"state":0}}}}`,
      ['disabled'],
    ],
    [
      'switched off by new reasons',
      `{"extensions":{"settings":{"${ID}":{"location":1,"disable_reasons":[1]}}}}`,
      ['disabled'],
    ],
    ['forced by policy', `{"extensions":{"settings":{"${ID}":{"location":7,"state":1}}}}`, ['forced']],
    [
      'only named by a check sum',
      `{"protection":{"macs":{"extensions":{"settings":{"${ID}":"AB"}}}}}`,
      undefined,
    ],
    ['in preferences that are truncated', `{"extensions":{"settings":{"${ID}":{"location":7,"sta`, undefined],
  ])('%s', (_, preferences, marks) => {
    const [program] = read(chromiumExtension, PATH, MANIFEST, { [`${PROFILE}/Preferences`]: preferences });
    expect(program?.marks ?? []).toEqual(marks ?? []);
  });

  test('takes its name from translations, whatever they are called', () => {
    const manifest =
      '{"name":"__MSG_constructor__","version":"1","manifest_version":3,"default_locale":"en"}';
    const folder = PATH.replace('manifest.json', '_locales/en/messages.json');
    expect(read(chromiumExtension, PATH, manifest, { [folder]: '{"a":{"message":"b"}}' })[0]?.name).toBe(
      '__MSG_constructor__',
    );
    expect(
      read(chromiumExtension, PATH, manifest, { [folder]: '{"Constructor":{"message":"B"}}' })[0]?.name,
    ).toBe('B');
  });

  test('does not send its reader to other folders for translations', () => {
    const manifest =
      '{"name":"__MSG_a__","version":"1","manifest_version":3,"default_locale":"../../../../../etc"}';
    expect(
      read(chromiumExtension, PATH, manifest, { 'etc/messages.json': '{"a":{"message":"b"}}' })[0]?.name,
    ).toBe('__MSG_a__');
  });

  test('is known by its key where no folder names it', () => {
    const key = `MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${'A'.repeat(40)}`;
    expect(chromiumId(key)).toMatch(/^[a-p]{32}$/u);
    expect(chromiumId('short')).toBeUndefined();
    const [program] = read(
      chromiumExtension,
      'manifest.json',
      `{"name":"X","manifest_version":3,"key":"${key}"}`,
    );
    expect(program?.ids).toEqual([`chrome-extension:${chromiumId(key)}`]);
  });

  test('whose name stands in itself thousands of times is read once', () => {
    const deep = 20_000;
    const preferences = `{"x":${`{"${ID}":`.repeat(deep)}1${'}'.repeat(deep)},"${ID}":{"location":1,"path":"x"}}`;
    const files = {
      read: (path: string) => (path.endsWith('/Preferences') ? Buffer.from(preferences) : undefined),
    };
    const took = stopwatch();
    expect(chromiumSetting(files, 'Default', ID)?.path).toBe('x');
    expect(took()).toBeLessThan(1000);
  });

  test('with a manifest of 100 MB is refused before it is read', () => {
    const took = stopwatch();
    const large = new Uint8Array(100 * 1024 * 1024).fill(0x20);
    const tree: FileResolver = { path: PATH, read: () => undefined, exists: () => false, list: () => [] };
    expect(() => [...chromiumExtension.read(large, tree)]).toThrow('a manifest of 104857600 bytes');
    expect(took()).toBeLessThan(1000);
  });

  test('whose settings remain without its folder is residue, and one in a folder is reported by its manifest', () => {
    const entry = (path: string): string =>
      `{"location":1,"path":"${path}","manifest":{"name":"X","version":"1"}}`;
    const other = 'b'.repeat(32);
    const preferences = `{"extensions":{"settings":{"${ID}":${entry(`${ID}/1_0`)},"${other}":${entry(`${other}/1_0`)}}}}`;
    const programs = read(chromiumPreferences, `${PROFILE}/Preferences`, preferences, { [PATH]: MANIFEST });
    expect(programs).toMatchObject([{ ids: [`chrome-extension:${other}`], state: 'residue' }]);
  });
});

describe('profiles.ini', () => {
  const LIST = 'Users/ash/AppData/Roaming/Mozilla/Firefox/profiles.ini';
  const named = (path: string) => [...firefoxProfiles(`[Profile0]\nIsRelative=0\nPath=${path}\n`, LIST)];

  test('leads to what lies elsewhere on the disk', () => {
    expect(named('C:\\ff\\work').map(({ place }) => place)).toEqual(['ff/work']);
    expect(named('../../../work').map(({ place }) => place)).toEqual(['Users/ash/AppData/work']);
  });

  test('says what lies on another volume', () => {
    expect(named('D:\\ff').map(({ problem }) => problem)).toEqual([
      'a profile of a browser lies on another volume',
    ]);
  });

  test('says that a profile has two paths', () => {
    const places = named('../../../work\nPath=../../../home');
    expect(places.map(({ place, problem }) => [place, problem])).toEqual([
      ['../../../home', 'a profile of a browser has two paths'],
      ['Users/ash/AppData/home', undefined],
    ]);
  });

  test('leaves what is found without it', () => {
    expect(named('Profiles/abc.default')).toEqual([]);
  });
});
