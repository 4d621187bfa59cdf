/** No false alarm: what is on many machines, and what reads like a banned name, under all bans together. */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { createEvaluator, type Evaluator } from '../../src/evaluate/index.ts';
import type { Sighting } from '../../src/types.ts';
import { bansOfOthers, builtInCatalogue, vendors } from '../support/built-in.ts';
import { debian, macos, marks, npm, type Popular, pypi, windows } from '../support/popular-list.ts';

const DAY = '2026-11-24';
const catalogue = builtInCatalogue(DAY);
let judge: Evaluator;

beforeAll(async () => {
  judge = await createEvaluator(catalogue, bansOfOthers);
});

describe('under all bans', () => {
  test('there are more than a hundred popular programs here', () => {
    expect(windows.length + macos.length).toBeGreaterThanOrEqual(100);
  });

  test.each(named(windows))('the Windows program %s gives no finding', (_, program) => {
    expect(reported(program, 'registry-uninstall')).toEqual([]);
  });

  test.each(named(macos))('the macOS app %s gives no finding', (_, program) => {
    expect(reported(program, 'mac-app')).toEqual([]);
  });

  const brands = new Set(vendors.flatMap((vendor) => vendor.brands ?? []));
  test.each(named(marks.filter(([name]) => !brands.has(name))))('the mark %s gives no finding', (_, mark) => {
    expect(reported(mark, 'path')).toEqual([]);
  });

  test.each(named(marks.filter(([name]) => brands.has(name))))(
    'the bare brand %s is undecided',
    (_, [name]) => {
      const { findings, gaps } = judge.evaluate({ name: 'alder' }, [{ name, reader: 'x', path: 'list' }]);
      expect(findings).toEqual([]);
      expect(gaps.length).toBeGreaterThan(0);
      for (const { reason } of gaps) expect(reason).toContain('no publisher in the manifest');
    },
  );

  test.each([
    ['deb', debian],
    ['rpm', debian],
    ['npm', npm],
    ['pip', pypi],
  ])('no %s package that holds somebody else’s name gives a finding', (kind, names) => {
    const found = names
      .split(' ')
      .filter((name) => reported([name, undefined, `${kind}:${name}`], kind).length > 0);
    expect(found).toEqual([]);
  });

  test('nor does a name of these in a list without ids', () => {
    const found = [debian, npm, pypi]
      .flatMap((names) => names.split(' '))
      .filter((name) => reported([name], 'osquery').length > 0);
    expect(found).toEqual([]);
  });

  test('nor does a maintainer with an address in a land', () => {
    const maintainer = 'Alexander Pozdnyakov <almipo@mail.ru>';
    const { findings } = judge.evaluate({ name: 'alder' }, [
      {
        name: 'tesseract-ocr',
        ids: ['deb:tesseract-ocr'],
        maintainer,
        reader: 'dpkg-status',
        path: 'status',
      },
    ]);
    expect(findings).toEqual([]);
  });

  const index = spawnSync('apt-cache', ['pkgnames'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const names = (index.stdout ?? '').split('\n').filter(Boolean);
  if (names.length < 50_000)
    console.log(`skipped: apt-cache knows ${names.length} packages, not an index of Debian`);
  test.skipIf(names.length < 50_000)('the whole index of Debian gives not one finding', () => {
    const sightings = names.map(
      (name): Sighting => ({
        name,
        ids: [`deb:${name}`],
        reader: 'dpkg-status',
        path: 'var/lib/dpkg/status',
      }),
    );
    const { findings, gaps: unread } = judge.evaluate({ name: 'alder' }, sightings);
    expect(findings.map(({ ban, program }) => `${ban}: ${program.name}`)).toEqual([]);
    expect(unread).toEqual([]);
  });
});

/** These mean all that China, or China and Russia, make. */
const OF_COUNTRIES = ['cz-nukib-2025-china', 'lt-2022', 'nl-2023-apps', 'us-ne-2025'];

describe('popular programs that bans do mean', () => {
  test.each([
    [
      'WeChat',
      '腾讯科技(深圳)有限公司',
      'ca-2023-kaspersky-wechat in-69a-2020 us-1260h-805 us-fl-bog-3.0075 us-md-2022 us-nc us-nj-2023 us-nv ' +
        'us-oh-2023-03d us-or us-sd us-tn-2023 us-tx us-va-eo24 us-vt-2023 us-wi',
    ],
    // Named by Texas.
    ['WPS Office (12.2.0.13489)', 'Kingsoft Corp.', 'us-tx'],
    ['CapCut', 'Bytedance Pte. Ltd.', 'us-house-cao us-ms-2023 us-or us-pafaca-2024 us-tx us-va-eo24'],
    ['Baidu Netdisk', 'Baidu, Inc.', 'us-1260h-805 us-tx'],
    // On lists that forbid no use.
    ['360 Total Security', '360 Security Center', 'us-1260h-805 us-bis-entity-qihoo-2020'],
    // Russian, and under sanctions of Ukraine.
    ['Yandex', 'ООО «ЯНДЕКС»', 'ua-133-2017 ua-1335-2025 uk-ncsc-2022-russia'],
    // Hints of equipment.
    [
      'HiSuite',
      'Huawei Technologies Co., Ltd.',
      'cz-nukib-2018 us-1260h-805 us-md-2022 us-ndaa-fy19-889 us-nj-2023 us-nv us-or us-tx us-vt-2019 us-wi',
    ],
    // American, and each named by one list.
    ['Grammarly for Windows', 'Grammarly', 'us-nv'],
    ['WhatsApp', 'WhatsApp Inc.', 'us-house-cao'],
    // No ban means antivirus software from China as a class.
    ['Huorong Internet Security', 'Beijing Huorong Network Technology Co., Ltd.', ''],
    ['VBA32', 'VirusBlokAda', ''],
  ])('%s of %s is meant by its bans and no other', (name, publisher, bans) => {
    const found = reported([name, publisher], 'registry-uninstall');
    expect(found.filter((id) => !OF_COUNTRIES.includes(id)).join(' ')).toBe(bans);
  });

  test('every instrument on the brand means Kaspersky Endpoint Security, and no other', () => {
    const found = reported(
      ['Kaspersky Endpoint Security for Windows', 'AO Kaspersky Lab'],
      'registry-uninstall',
    );
    const ended = ['it-acn-4336-2022'];
    const naming = bansOfOthers
      .filter(({ match }) => /"(?:kaspersky|RU)"|"sanctioned-by"/u.test(JSON.stringify(match)))
      .map(({ id }) => id)
      .filter((id) => !ended.includes(id));
    const ofOthers = ['us-ks-2025', 'us-la-2025', 'us-ndaa-fy26-1532', 'us-ofac-positive-technologies-2021'];
    expect(found).toEqual(naming.filter((id) => !ofOthers.includes(id)));
  });
});

function named(programs: readonly Popular[]): [string, Popular][] {
  return programs.map((program) => [program.filter(Boolean).join(' of '), program]);
}

/** The bans that mean a program. */
function reported([name, publisher, id]: Popular, reader: string): string[] {
  const sighting: Sighting = {
    name,
    ...(publisher === undefined ? {} : { publisher }),
    ...(id === undefined ? {} : { ids: [id] }),
    reader,
    path: 'list',
  };
  const { findings, gaps: unread } = judge.evaluate({ name: 'alder' }, [sighting]);
  expect(unread).toEqual([]);
  return findings.map(({ ban }) => ban);
}
