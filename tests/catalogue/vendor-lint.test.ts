/** Names and marks under which vendors have slipped through: each of them is reported. */
import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/types.ts';
import { builtInCatalogue } from '../support/built-in.ts';

const catalogue = builtInCatalogue('2026-11-24');

describe('what slips through elsewhere', () => {
  test.each<[string, Program, string]>([
    [
      'the bare brand',
      { name: 'Kaspersky', publisher: 'Kaspersky' },
      'kaspersky/kaspersky-standard-plus-premium',
    ],
    [
      'the bare brand in a folder of its own',
      { name: 'Kaspersky', folder: 'C:\\Program Files (x86)\\Kaspersky Lab\\Kaspersky 21.3' },
      'kaspersky/kaspersky-standard-plus-premium',
    ],
    ['the bare brand of a browser', { name: 'Yandex', publisher: 'YANDEX LLC' }, 'yandex/yandex-browser'],
    [
      'a name in Cyrillic',
      { name: 'КриптоПро CSP', publisher: 'Компания КриптоПро' },
      'cryptopro/cryptopro-csp',
    ],
    [
      'a name in both alphabets',
      { name: 'Агент администрирования Kaspersky Security Center 13', version: '13.2.0.1511' },
      'kaspersky/kaspersky-network-agent',
    ],
    ['a Latin C before Cyrillic', { name: '1C Предприятие 7.7' }, 'one-c/one-c-enterprise'],
    ['a Cyrillic С before Cyrillic', { name: '1С Предприятие 7.7' }, 'one-c/one-c-enterprise'],
    ['a publisher with a Cyrillic С', { name: 'Some Program', publisher: '1С-Софт' }, 'one-c/'],
    ['a publisher with a Latin C', { name: 'Some Program', publisher: '1C-Софт' }, 'one-c/'],
    ['quotes and a legal form', { name: 'Some Program', publisher: 'ООО "Яндекс"' }, 'yandex/'],
    ['a Chinese name', { name: '360安全卫士极速版' }, 'qihoo-360/qihoo-360-safe'],
    ['a key in place of a name', { name: 'x', ids: ['uninstall-key:QQPCMgr'] }, 'tencent/tencent-pc-manager'],
    [
      'a key of another brand',
      { name: 'x', ids: ['uninstall-key:HuorongSysdiag'] },
      'huorong/huorong-internet-security',
    ],
    ['wide parentheses', { name: 'x', publisher: '腾讯科技（深圳）有限公司' }, 'tencent/'],
    ['narrow parentheses', { name: 'x', publisher: '腾讯科技(深圳)有限公司' }, 'tencent/'],
    ['a service with a version', { name: 'x', kind: 'trace', ids: ['service:AVP21.25'] }, 'kaspersky/'],
    ['another one', { name: 'x', kind: 'trace', ids: ['service:KSDE1.0.0'] }, 'kaspersky/kaspersky-vpn'],
    [
      'a driver with a version',
      { name: 'x', kind: 'trace', ids: ['driver:klupd_K4W-21-25_klbg.sys'] },
      'kaspersky/',
    ],
    [
      'the 32-bit view',
      { name: 'x', ids: ['registry-key:HKLM\\SOFTWARE\\WOW6432Node\\KasperskyLab'] },
      'kaspersky/kaspersky-shared',
    ],
    [
      'a packaged app',
      { name: 'TikTok', ids: ['appx:BytedancePte.Ltd.TikTok_6yccndn6064se'] },
      'bytedance/tiktok',
    ],
    ['the 32-bit agent', { name: 'klnagent', ids: ['deb:klnagent'] }, 'kaspersky/kaspersky-network-agent'],
    [
      'a unit without a package',
      { name: 'x', kind: 'trace', ids: ['systemd:klnagent64.service'] },
      'kaspersky/kaspersky-network-agent',
    ],
    [
      'a native messaging host',
      { name: 'x', kind: 'trace', ids: ['native-messaging-host:com.kaspersky.0123456789.host'] },
      'kaspersky/kaspersky-protection-extension',
    ],
    [
      'an add-on by its address',
      { name: 'x', ids: ['firefox-addon:some_new_thing@kaspersky.com'] },
      'kaspersky/kaspersky-protection-extension',
    ],
    ['the subsidiary that signs', { name: 'x', ids: ['team-id:2Y8XE5CQ94'] }, 'kaspersky/'],
    [
      'the certificate of the subsidiary',
      {
        name: 'x',
        ids: [
          'signer:CN=Developer ID Application: Kaspersky Lab UK Limited (2Y8XE5CQ94), O=Kaspersky Lab UK Limited, C=GB',
        ],
      },
      'kaspersky/',
    ],
    ['a predecessor', { name: 'Some Program', publisher: 'SecurIT' }, 'zecurion/'],
    [
      'a package for another distribution',
      { name: 'kesl-astra', ids: ['deb:kesl-astra'] },
      'kaspersky/kaspersky-endpoint-security-linux',
    ],
    ['a component package', { name: 'drweb-configd', ids: ['rpm:drweb-configd'] }, 'doctor-web/drweb-linux'],
  ])('%s is reported', (_, program, reported) => {
    const shown = catalogue
      .identify(program)
      .identities.map(({ vendor, product }) => `${vendor.id}/${product?.id ?? ''}`);
    expect(shown).toEqual([reported]);
  });
});
