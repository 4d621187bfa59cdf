/** Machines that only look guilty: whole sets of sightings as a scan gives them, under all bans and the strictest call. */
import { describe, expect, test } from 'vitest';
import { createEvaluator, exitCodeOf } from '../../src/evaluate/index.ts';
import type { Sighting } from '../../src/types.ts';
import { bansOfOthers, builtInCatalogue } from '../support/built-in.ts';

const evaluator = await createEvaluator(builtInCatalogue('2026-11-24'), bansOfOthers);

function seen(name: string, reader: string, more: Partial<Sighting> = {}): Sighting {
  return { name, reader, path: 'list', ...more };
}

const deb = (name: string, more: Partial<Sighting> = {}) =>
  seen(name, 'dpkg-status', { ids: [`deb:${name}`], ...more });
const row = (name: string, publisher: string) =>
  seen(name, 'registry-uninstall', { publisher, ids: [`uninstall-key:${name}`] });
const service = (name: string, ...more: string[]) =>
  seen(name, 'windows-services', { kind: 'trace', ids: [`service:${name}`, ...more] });
const app = (name: string, bundle: string, team: string, publisher: string) =>
  seen(name, 'mac-app', { publisher, ids: [`bundle-id:${bundle}`, `team-id:${team}`] });

describe('nothing is said of', () => {
  test.each<[string, Sighting[]]>([
    [
      'packages that hold a short word of a vendor',
      'akavel kava wavpack librte-net-avp23 makeself fakesleep forklift csvkit asn1c notepadqq ztex-bmp preset nano libwps-0.4-4 maxima python3-pysolar python3-falcon module-assistant libsecret-1-0 pathspider dwm bdebstrap shiki'
        .split(' ')
        .map((name) => deb(name)),
    ],
    [
      'volunteers with a Russian mail address',
      [
        deb('tesseract-ocr', { maintainer: 'Alexander <almipo@mail.ru>' }),
        deb('telegram-desktop', { maintainer: 'Nicholas <guriev-ns@ya.ru>' }),
      ],
    ],
    ['a library of a vendor', [deb('golang-github-mailru-easyjson-dev')]],
    ['drivers of smart cards', [deb('opensc'), deb('pcscd'), deb('libccid')]],
    [
      'Panda, whose services are called Nano',
      [row('Panda Dome', 'Panda Security'), service('NanoServiceMain', 'driver:NanoAVMF.sys')],
    ],
    ['Bkav', [row('Bkav Pro', 'Bkav Corporation'), service('BKavService', 'process:BKavService.exe')]],
    ['a key server called kes', [service('kes', 'path:C:\\minio\\kes.exe', 'process:kes.exe')]],
    [
      'a driver of Acronis with a common name',
      [
        seen('tracker', 'windows-services', {
          kind: 'trace',
          publisher: 'Acronis International GmbH',
          ids: ['driver:tracker', 'driver:tracker.sys'],
        }),
      ],
    ],
    [
      'a common driver of whom nobody knows',
      [service('HookSys', 'driver:HookSys.sys'), service('EventMon', 'driver:EventMon.sys')],
    ],
    ['a Windows that speaks Russian', [row('Проводник', 'Microsoft Corporation')]],
    ['who took over customers', [row('UltraAV', 'Pango'), row('UltraVPN', 'Pango Group')]],
    [
      'who left',
      [
        row('Acronis Cyber Protect', 'Acronis'),
        row('Veeam Agent', 'Veeam Software Group GmbH'),
        row('Parallels Desktop', 'Parallels International GmbH'),
        row('PyCharm', 'JetBrains s.r.o.'),
      ],
    ],
    ['Slovaks', [row('ESET Endpoint Security', 'ESET, spol. s r.o.'), row('ESET Management Agent', 'ESET')]],
    [
      'apps with a land in their id',
      [
        app('Telegram', 'ru.keepcoder.Telegram', '6N38VWS5BX', 'Telegram FZ-LLC'),
        app('PyCharm', 'com.jetbrains.pycharm', '2ZEFAR8TH3', 'JetBrains s.r.o.'),
        app('Klokki', 'com.klokki.app', 'ABCDE12345', 'Klokki Oy'),
      ],
    ],
    [
      'what Firefox once shipped',
      ['vk.com@services.mozilla.org', 'www.ok.ru@services.mozilla.org', 'bkavplugin@bkav'].map((id) =>
        seen(id, 'firefox-addons', { ids: [`firefox-addon:${id}`] }),
      ),
    ],
    [
      'images of other projects',
      ['checkmarx/kics', 'louislam/uptime-kuma', 'minio/kes'].map((name) =>
        seen(name, 'images', { ids: [`oci:${name}`] }),
      ),
    ],
    [
      'libraries that talk to a service',
      ['tiktoken', 'js-tiktoken', '@aztec/cli', 'kava', 'wechaty', '@yandex/ui'].map((name) =>
        seen(name, 'sbom', {
          ids: [`npm:${name}`, `purl:pkg:npm/${encodeURIComponent(name).replace('%2F', '/')}@1.0.0`],
        }),
      ),
    ],
    [
      'a receipt with a common name',
      ['Core.pkg', 'WebAV.pkg', 'oas.pkg', 'Vkbd.pkg'].map((name) =>
        seen(name, 'pkg-receipt', { kind: 'trace', ids: [`receipt:${name}`] }),
      ),
    ],
    [
      'modules that several vendors load',
      ['redirfs', 'dazuko', 'drweb'].map((name) =>
        seen(name, 'modules', { kind: 'trace', ids: [`kernel-module:${name}`] }),
      ),
    ],
    [
      'a key of a repository',
      [
        seen('gpg-pubkey', 'rpm-database', {
          publisher: 'AO Kaspersky Lab',
          ids: ['rpm:gpg-pubkey'],
          marks: ['signing-key'],
        }),
      ],
    ],
    [
      'names that begin alike',
      [
        'Kasperskytte Stats',
        'Yandexoid',
        'TikTokenizer',
        'Staffcopilot',
        'Solarwinds Agent',
        'Dr.Webber',
      ].map((name) => row(name, 'Avenue Ltd')),
    ],
    [
      'notes about a vendor',
      [seen('kaspersky-threat-feed-reader', 'sbom', { ids: ['pip:kaspersky-threat-feed-reader'] })],
    ],
  ])('%s', (_, sightings) => {
    const { findings, gaps: unread } = evaluator.evaluate({ name: 'alder' }, sightings);
    expect(findings.map(({ ban, program, reasons }) => [ban, program.name, ...reasons])).toEqual([]);
    expect(exitCodeOf([{ findings, gaps: unread }], { failOn: 'residue' })).toBe(0);
  });
});

describe('something is said of', () => {
  const banned = (sightings: Sighting[]) =>
    evaluator
      .evaluate({ name: 'birch' }, sightings)
      .findings.filter(({ ban }) => ban === 'russia-based-av-vendor');

  test('two keys of one product, once', () => {
    const guid = '{A1B2C3D4-0000-1111-2222-333344445555}';
    const twin = (id: string): Sighting => ({
      ...row('Kaspersky Free', 'AO Kaspersky Lab'),
      version: '21.3',
      ids: [`uninstall-key:${id}`],
    });
    const [finding, ...others] = banned([twin(guid), twin(`InstallWIX_${guid}`)]);
    expect(finding?.evidence).toHaveLength(1);
    expect(others).toEqual([]);
  });

  test('a name in disguise', () => {
    for (const name of [
      'Каspersky Free',
      'Kaspersky\u200b Free',
      'ＫＡＳＰＥＲＳＫＹ ＦＲＥＥ',
      '\u202eKaspersky Free',
    ]) {
      expect(banned([row(name, 'Kaspersky')]), name).toHaveLength(1);
      const { findings, gaps: unread } = evaluator.evaluate({ name: 'pc' }, [row(name, 'Nobody Ltd')]);
      expect(findings, name).toEqual([]);
      expect(unread[0]?.reason, name).toContain('the publisher is Nobody Ltd');
    }
  });

  test('a package that was removed, as residue', () => {
    const [finding] = banned([deb('kesl', { state: 'residue' })]);
    expect(finding?.program.state).toBe('residue');
  });

  test('a self-extracting installation without a package', () => {
    const folder = seen('/opt/kaspersky/kesl', 'path', {
      kind: 'trace',
      path: 'opt/kaspersky/kesl',
      ids: ['path:/opt/kaspersky/kesl'],
      executable: '/opt/kaspersky/kesl/libexec/kesl',
      executableFound: true,
    });
    expect(banned([folder])).toHaveLength(1);
  });

  test('a British signature of a company that is run from Moscow', () => {
    expect(
      banned([
        app('Kaspersky Internet Security', 'com.kaspersky.kav', '2Y8XE5CQ94', 'Kaspersky Lab UK Limited'),
      ]),
    ).toHaveLength(1);
  });
});
