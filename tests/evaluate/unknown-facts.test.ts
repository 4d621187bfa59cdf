/** Sources that cannot know what a rule asks: undecided, and neither clean nor a finding. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

const folder = mkdtempSync(join(tmpdir(), 'interdict-unknown-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** Lists of one program, `example`, by what they do not show. */
const lists = {
  'names and publishers': put('names.csv', 'Name,Publisher\nexample,Someone\n'),
  'names and versions': put('versions.csv', 'Name,Version\nexample,1.0\n'),
  'dpkg -l': put(
    'dpkg.txt',
    '||/ Name Version Architecture Description\n+++-=======-=======-============-===========\nii  example 1.0-1   all          An example\n',
  ),
  'an SBOM without versions': put(
    'sbom.cdx.json',
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      components: [{ type: 'library', name: 'example', purl: 'pkg:deb/debian/example' }],
    }),
  ),
  'a registry': put(
    'export.reg',
    'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\example]\r\n"DisplayName"="example"\r\n\r\n',
  ),
} as const;
type List = keyof typeof lists;
const all = Object.keys(lists) as List[];

const who = "any: [{ name: example }, { id: ['deb:example', 'uninstall-key:example'] }]";
/** Rules on `example`, and the lists that show what they ask. */
const rules: Readonly<Record<string, readonly [rule: string, shows: readonly List[]]>> = {
  version: [`match: { ${who}, version: '<0.5' }`, ['names and versions', 'dpkg -l']],
  installed: [`match: { ${who}, installed: { from: 2999-01-01 } }`, []],
  maintainer: [`match: { ${who}, maintainer: '*@example.org>' }`, []],
  licence: [`match: { ${who}, licence: AGPL-* }`, []],
  'only a version': [
    `match: { ${who} }\nonly: { name: example, version: '>=0.5' }`,
    ['names and versions', 'dpkg -l'],
  ],
  'only a maintainer': [`match: { ${who} }\nonly: { maintainer: '*@example.org>' }`, []],
  'only a licence': [`match: { ${who} }\nonly: { licence: MIT }`, []],
  'require a version': [
    `match: { ${who} }\nrequire: { what: Example, version: '>=0.5' }`,
    ['names and versions', 'dpkg -l'],
  ],
  'end of life': [
    `match: { ${who} }\nend-of-life: [{ cycle: '1', eol: 2999-01-01 }]`,
    ['names and versions', 'dpkg -l'],
  ],
};

describe.each(Object.entries(rules))('%s', (name, [rule, shows]) => {
  const file = put(`${name.replaceAll(' ', '-')}.yaml`, `title: Own\nwhy: A test.\nseverity: ban\n${rule}\n`);

  test.each(all)('in %s', async (list) => {
    const { status, stdout } = await interdict([lists[list], '-b', file, '-o', 'json']);
    const { verdict, sources } = JSON.parse(stdout);
    const reasons = sources[0].unread.map(({ reason }: { reason: string }) => reason);
    expect([status, verdict, reasons]).toEqual(
      shows.includes(list)
        ? [0, 'clean', []]
        : [3, 'incomplete', [expect.stringMatching(/^(?:line \d+: )?cannot decide whether /u)]],
    );
  });
});

/** What the registry has a place for, and shows nothing of here. */
const makers = {
  publisher: 'publisher: Example Ltd',
  signer: 'signer: Example Ltd',
  company: 'company: Example Ltd',
  digest: `sha256: ${'a'.repeat(64)}`,
};

describe.each(Object.entries(makers))('a %s that no list shows', (name, condition) => {
  const verdictOf = async (rule: string) => {
    const file = put(`${name}.yaml`, `title: Own\nwhy: A test.\nseverity: ban\n${rule}\n`);
    const { stdout } = await interdict([lists['a registry'], '-b', file, '-o', 'json']);
    return JSON.parse(stdout).verdict;
  };

  test('leaves open what a rule finds by something else', async () => {
    expect(await verdictOf(`match: { name: example, ${condition} }`)).toBe('incomplete');
    expect(await verdictOf(`match: { name: example, not: { ${condition} } }`)).toBe('incomplete');
  });

  test('leaves open what a list may allow', async () => {
    expect(await verdictOf(`match: { name: example }\nonly: { ${condition} }`)).toBe('incomplete');
  });

  test('says nothing of what a rule would find by that alone', async () => {
    expect(await verdictOf(`match: { ${condition} }`)).toBe('clean');
  });
});
