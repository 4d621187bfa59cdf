/** Every kind of id that a rule can name is met by a program that has it, and one list of names serves many kinds. */
import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../src/catalogue/index.ts';
import { kindsOfLookUps, lookUps } from '../../src/catalogue/keys.ts';
import { domainKinds, packageKinds } from '../../src/catalogue/shared-keys.ts';
import type { IdKind, Vendor } from '../../src/schema/index.ts';
import type { Program } from '../../src/types.ts';
import { idKinds } from '../../src/vocabulary.ts';

const DAY = '2026-11-28';

const vendor: Vendor = {
  id: 'example',
  name: 'Example',
  country: 'DE',
  categories: ['software'],
  domains: [{ value: 'com.example', except: ['com.example.fork'] }],
  products: [
    {
      id: 'example-av',
      name: 'Example AV',
      categories: ['antivirus'],
      packages: ['example-av', { value: 'wording', exact: true }, 'example-tool-*'],
      domains: ['com.example.antivirus'],
    },
  ],
};

/** What a program of this id is taken for: `vendor/product`. */
function identified(id: string, vendors: readonly Vendor[] = [vendor], more: Partial<Program> = {}) {
  const { identities } = catalogueOf(vendors, DAY).identify({ name: 'Some Program', ids: [id], ...more });
  return identities.map((it) => `${it.vendor.id}/${it.product?.id ?? ''}`);
}

test.each(Object.keys(idKinds))('ids of the kind %s are looked up only where that is foretold', (kind) => {
  const foretold = kindsOfLookUps(kind);
  const values = [
    'a-b.c',
    'com.example.app',
    '{11111111-2222-3333-4444-555555555555}',
    'a/b:c_d',
    'cpe:/a:b:c',
  ];
  const seen = new Set<string>();
  for (const value of values) lookUps(`${kind}:${value}`, (one) => seen.add(one));
  expect([...seen].filter((one) => foretold?.includes(one) === false)).toEqual([]);
});

describe('a mark of the kind', () => {
  /** Values that the kind writes in a way of its own. */
  const VALUES: Readonly<Partial<Record<IdKind, string>>> = {
    'product-code': '{11111111-2222-3333-4444-555555555555}',
    'upgrade-code': '{11111111-2222-3333-4444-555555555555}',
    'registry-key': 'HKLM\\SOFTWARE\\Example',
    path: '/opt/example-av',
    purl: 'pkg:npm/example-av',
    cpe: 'example:antivirus',
    portage: 'app-antivirus/example-av',
    winget: 'Example.*',
    'vscode-extension': 'example.antivirus',
    huggingface: 'example/model',
    'bundle-id': 'de.example.antivirus',
    'signer-registration': 'DE HRB 1234',
    'signer-certificate': 'a'.repeat(40),
    sha256: 'a'.repeat(64),
  };
  const SAID: Readonly<Partial<Record<IdKind, string>>> = {
    winget: 'Example.Antivirus',
    cpe: 'cpe:2.3:a:example:antivirus:1.0:*:*:*:*:*:*:*',
    path: '/opt/example-av/bin',
  };

  test.each(Object.keys(idKinds) as IdKind[])('%s is met by a program that has the id', (kind) => {
    const value = VALUES[kind] ?? 'example-av';
    const one: Vendor = {
      id: 'example',
      name: 'Example',
      country: 'DE',
      categories: ['software'],
      publishers: ['Example GmbH'],
      products: [
        { id: 'example-av', name: 'Example AV', categories: ['antivirus'], ids: { [kind]: [value] } },
      ],
    };
    const id = `${kind}:${SAID[kind] ?? value}`;
    const more = kind === 'original-name' ? { publisher: 'Example GmbH' } : {};
    expect(identified(id, [one], more)).toEqual(['example/example-av']);
  });
});

describe('a name in packages', () => {
  test.each(packageKinds)('counts for %s', (kind) => {
    const said = kind === 'portage' ? 'app-antivirus/example-av' : 'example-av';
    expect(identified(`${kind}:${said}`)).toEqual(['example/example-av']);
    expect(identified(`${kind}:${said}s`)).toEqual([]);
  });

  test.each([
    'pacman:example-av-bin',
    'pacman:example-av-beta-bin',
    'pacman:exampleav',
    'deb:example-av:amd64',
    'deb:example-av-stable',
    'cask:example-av@beta',
    'brew:somebody/tap/example-av',
    'choco:example-av.install',
    'scoop:ExampleAV',
    'scoop:extras/example_av',
    'nixpkgs:example-av',
    'nixpkgs:jetbrains.example-av',
    'purl:pkg:deb/debian/example-av@1.0-1?arch=amd64',
    'purl:pkg:chocolatey/example-av@1.0',
    'purl:pkg:alpm/arch/example-av@1.0-1',
    'deb:example-tool-x',
  ])('is met by %s', (id) => {
    expect(identified(id)).toEqual(['example/example-av']);
  });

  test.each([
    'npm:example-av',
    'pip:example-av',
    'deb:example-av-dev',
    'deb:libexample-av',
    'deb:ex-ampleav',
    'deb:example-toolbox',
    'deb:golang-example-av',
  ])('is not met by %s', (id) => {
    expect(identified(id)).toEqual([]);
  });

  test('that is a common word says nothing where the package manager is not reported', () => {
    expect(identified('deb:wording')).toEqual(['example/example-av']);
    const { identities, possible } = catalogueOf([vendor], DAY).identify({ name: 'wording' });
    expect([...identities, ...possible]).toEqual([]);
    expect(catalogueOf([vendor], DAY).identify({ name: 'example-av' }).identities).toHaveLength(1);
  });
});

describe('a reverse domain name', () => {
  test.each(domainKinds)('counts for %s', (kind) => {
    expect(identified(`${kind}:com.example.other`)).toEqual(['example/']);
    expect(identified(`${kind}:com.example.antivirus.helper`)).toEqual(['example/example-av']);
    expect(identified(`${kind}:com.examples.other`)).toEqual([]);
    expect(identified(`${kind}:com.exampleother`)).toEqual([]);
  });

  test.each(['bundle-id:ABCDE12345.com.example.app', 'bundle-id:group.com.example.shared'])(
    'is met by %s',
    (id) => {
      expect(identified(id)).toEqual(['example/']);
    },
  );

  test.each([
    'bundle-id:com.example.fork',
    'jetbrains-plugin:com.example.fork.plugin',
    'maven:com.example:library',
    'bundle-id:org.com.example.app',
  ])('is not met by %s', (id) => {
    expect(identified(id)).toEqual([]);
  });
});
