/** Bills of materials: written ones against the official schemas, and read ones beyond their fixtures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inventoryRun, scanRun } from '../../fixtures/reports/run.ts';
import { allReaders, recognise } from '../../src/readers/load.ts';
import { idsOfNames } from '../../src/readers/sboms/purl.ts';
import type { Run } from '../../src/report/run.ts';
import { reporters } from '../../src/reporters/index.ts';
import { alone } from '../../src/sources/file.ts';
import type { Program, Sighting, SourceResult } from '../../src/types.ts';
import { validatorOf } from '../support/cyclonedx-schema.ts';

const PAPER = { color: false, width: 80 };
const readers = new Map((await allReaders()).map((reader) => [reader.id, reader]));
async function render(id: string, run: Run): Promise<string> {
  const report = await reporters[id]?.();
  return [...(report?.render(run, PAPER) ?? [])].join('');
}

const alder: Sighting[] = [
  {
    name: 'bash',
    version: '5.2.15-2+b8',
    maintainer: 'Matthias Klose <doko@example.org>',
    arch: 'amd64',
    ids: ['deb:bash'],
    reader: 'dpkg-status',
    path: 'var/lib/dpkg/status',
  },
  {
    name: 'example-av',
    version: '1:2.0-1',
    publisher: 'Example AV GmbH',
    ids: ['rpm:example-av'],
    reader: 'rpm-database',
    path: 'var/lib/rpm/rpmdb.sqlite',
  },
  {
    name: '@alder/ui',
    version: '1.0.0',
    ids: ['npm:@alder/ui', 'cpe:cpe:2.3:a:alder:ui:1.0.0:*:*:*:*:*:*:*'],
    reader: 'x',
    path: 'y',
  },
  { name: 'gone', state: 'residue', reader: 'dpkg-status', path: 'var/lib/dpkg/status' },
  { name: 'unit.service', kind: 'trace', reader: 'systemd-unit', path: 'etc/systemd/system/unit.service' },
];

function run(...outcomes: readonly Partial<SourceResult>[]): Run {
  const blank: SourceResult = {
    name: 'alder',
    kind: 'folder',
    sightings: [],
    manifests: [],
    findings: [],
    gaps: [],
  };
  return { ...inventoryRun, traces: false, results: outcomes.map((outcome) => ({ ...blank, ...outcome })) };
}

const one = run({ sightings: alder, os: { id: 'debian', version: '12' } });

describe('CycloneDX out', () => {
  const isValid = validatorOf();

  test.each<[string, Run]>([
    ['one source', one],
    ['several sources', run({ sightings: alder }, { name: 'birch', kind: 'image' })],
    ['nothing', run()],
    ['an inventory with hostile names', inventoryRun],
    ['a scan', scanRun],
  ])('is valid by the official schema for %s', async (_, what) => {
    const document = JSON.parse(await render('cyclonedx', what));
    isValid(document);
    expect(isValid.errors).toBeNull();
    expect(document).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
  });

  test('shows who made what, and how it is known', async () => {
    const { components, metadata } = JSON.parse(await render('cyclonedx', one));
    expect(metadata.component).toMatchObject({ name: 'alder', type: 'device' });
    expect(
      components.map(({ name, publisher, supplier, purl, cpe }: Record<string, unknown>) => ({
        name,
        publisher,
        supplier,
        purl,
        cpe,
      })),
    ).toEqual([
      { name: '@alder/ui', purl: 'pkg:npm/%40alder/ui@1.0.0', cpe: 'cpe:2.3:a:alder:ui:1.0.0:*:*:*:*:*:*:*' },
      {
        name: 'bash',
        publisher: 'Matthias Klose',
        supplier: { name: 'Matthias Klose' },
        purl: 'pkg:deb/debian/bash@5.2.15-2+b8?arch=amd64',
      },
      {
        name: 'example-av',
        publisher: 'Example AV GmbH',
        supplier: { name: 'Example AV GmbH' },
        purl: 'pkg:rpm/debian/example-av@2.0-1?epoch=1',
      },
    ]);
  });

  test('what was removed is not in it, and traces are when they are asked for', async () => {
    const names = async (what: Run) =>
      JSON.parse(await render('cyclonedx', what)).components.map(
        (component: { name: string }) => component.name,
      );
    expect(await names(one)).not.toContain('gone');
    expect(await names({ ...one, traces: true })).toContain('unit.service');
  });

  test('says of no component that it needs no other', async () => {
    expect(JSON.parse(await render('cyclonedx', one))).not.toHaveProperty('dependencies');
  });

  test.each(['cyclonedx', 'spdx'])('%s is written as its sources come', async (id) => {
    const report = await reporters[id]?.();
    let read = 0;
    const source = {
      name: 'a',
      kind: 'folder',
      sightings: alder,
      manifests: [],
      findings: [],
      gaps: [],
    } as const;
    const results: Iterable<SourceResult> = {
      *[Symbol.iterator]() {
        for (read = 1; read <= 50; read++) yield { ...source, name: `host-${read}` };
      },
    };
    const most: number[] = [];
    for (const chunk of report?.render({ ...one, results }, PAPER) ?? [])
      for (const [, host = ''] of chunk.matchAll(/"name":"host-(\d+)"/gu)) most.push(read - Number(host));
    expect(most).toHaveLength(50);
    // What was read of the hosts behind it is no more than the next one.
    expect(Math.max(...most)).toBeLessThanOrEqual(1);
  });

  test('the same run gives the same bytes', async () => {
    const turned = run({ sightings: alder.toReversed(), os: { id: 'debian', version: '12' } });
    for (const id of ['cyclonedx', 'spdx']) expect(await render(id, turned)).toBe(await render(id, one));
  });
});

describe('SPDX out', () => {
  /** What the schema of version 2.3 requires, and the rules that it leaves to its prose. */
  function check(document: Record<string, unknown>): void {
    expect(document).toMatchObject({
      spdxVersion: 'SPDX-2.3',
      dataLicense: 'CC0-1.0',
      SPDXID: 'SPDXRef-DOCUMENT',
    });
    expect(document['documentNamespace']).toMatch(/^https:\/\/[^#]+$/u);
    expect(document['name']).not.toBe('');
    expect(document['creationInfo']).toEqual({
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u),
      creators: [expect.stringMatching(/^Tool: interdict-/u)],
    });
    const packages = document['packages'] as Record<string, unknown>[];
    const ids = new Set(packages.map((one) => one['SPDXID']));
    expect(ids.size).toBe(packages.length);
    for (const one of packages) {
      expect(one['SPDXID']).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/u);
      expect(one).toMatchObject({
        name: expect.any(String),
        downloadLocation: 'NOASSERTION',
        filesAnalyzed: false,
      });
      for (const actor of [one['supplier'], one['originator']]) {
        if (actor !== undefined) expect(actor).toMatch(/^(?:NOASSERTION|Organization: [^\n]+)$/u);
      }
    }
    for (const { spdxElementId, relatedSpdxElement } of document['relationships'] as Record<
      string,
      unknown
    >[]) {
      expect(ids.has(relatedSpdxElement)).toBe(true);
      expect(spdxElementId === 'SPDXRef-DOCUMENT' || ids.has(spdxElementId)).toBe(true);
    }
  }

  test.each<[string, Run]>([
    ['one source', one],
    ['several sources', run({ sightings: alder }, { name: 'birch', kind: 'image' })],
    ['nothing', run()],
    ['an inventory with hostile names', inventoryRun],
  ])('keeps the rules of version 2.3 for %s', async (_, what) => {
    check(JSON.parse(await render('spdx', what)));
  });

  test('shows who made what, and how it is known', async () => {
    const { packages } = JSON.parse(await render('spdx', one));
    expect(
      packages.map(
        ({
          name,
          supplier,
          externalRefs = [],
        }: {
          name: string;
          supplier?: string;
          externalRefs?: { referenceLocator: string }[];
        }) => [name, supplier, ...externalRefs.map((ref) => ref.referenceLocator)],
      ),
    ).toEqual([
      ['alder', undefined],
      ['@alder/ui', 'NOASSERTION', 'pkg:npm/%40alder/ui@1.0.0', 'cpe:2.3:a:alder:ui:1.0.0:*:*:*:*:*:*:*'],
      ['bash', 'Organization: Matthias Klose', 'pkg:deb/debian/bash@5.2.15-2+b8?arch=amd64'],
      ['example-av', 'Organization: Example AV GmbH', 'pkg:rpm/debian/example-av@2.0-1?epoch=1'],
    ]);
  });
});

describe('in and out', () => {
  test.each(['cyclonedx', 'spdx'])('%s is read as it was written', async (id) => {
    const bytes = Buffer.from(await render(id, one));
    expect((await recognise(bytes.subarray(0, 65536), 'alder.json'))?.id).toBe(id);
    const read = programs(id, bytes).filter(
      (program) => program.kind !== 'trace' && program.name !== 'alder',
    );
    expect(read.map(({ name, version }) => [name, version])).toEqual([
      ['@alder/ui', '1.0.0'],
      ['bash', '5.2.15-2+b8'],
      ['example-av', '1:2.0-1'],
    ]);
    expect(read.at(-1)).toMatchObject({
      publisher: 'Example AV GmbH',
      marks: ['claim'],
      ids: expect.arrayContaining(['rpm:example-av']),
    });
  });
});

const TREE = { path: 'x', read: () => undefined, exists: () => false, list: () => [] };

function programs(id: string, bytes: Uint8Array): Program[] {
  return [...(readers.get(id)?.read(bytes, TREE) ?? [])];
}

describe('wrapped documents', () => {
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [{ type: 'library', name: 'inner', version: '1' }],
  };
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [],
    predicateType: 'https://cyclonedx.org/bom',
    predicate: bom,
  };
  const envelope = (payload: unknown) => ({
    payloadType: 'application/vnd.in-toto+json',
    payload: Buffer.from(JSON.stringify(payload)).toString('base64'),
    signatures: [],
  });
  const spdx = { spdxVersion: 'SPDX-2.3', packages: [{ name: 'inner', versionInfo: '1' }] };

  test.each<[string, string, unknown]>([
    ['an in-toto statement', 'cyclonedx', statement],
    ['a signed envelope', 'cyclonedx', envelope(statement)],
    ['a predicate of cosign', 'cyclonedx', { ...statement, predicate: { Data: bom } }],
    [
      'a predicate of cosign as text',
      'spdx',
      { ...statement, predicateType: 'https://spdx.dev/Document', predicate: { Data: JSON.stringify(spdx) } },
    ],
    ['the answer of an API', 'spdx', { sbom: spdx }],
  ])('%s is opened', async (_, id, document) => {
    const bytes = Buffer.from(JSON.stringify(document));
    if (!JSON.stringify(document).includes('\\"')) expect((await recognise(bytes, 'x.json'))?.id).toBe(id);
    expect(programs(id, bytes)).toMatchObject([{ name: 'inner', version: '1' }]);
  });

  test('an envelope with something else in it is no bill of materials', async () => {
    const other = Buffer.from(
      JSON.stringify(envelope({ predicateType: 'https://slsa.dev/provenance/v1', predicate: {} })),
    );
    expect(await recognise(other, 'x.json')).toBeUndefined();
    expect(() => programs('cyclonedx', other)).toThrow(/no CycloneDX document/u);
  });
});

describe('what is no whole document', () => {
  test.each<[string, string, RegExp]>([
    ['cyclonedx', '{"bomFormat":"SPDX"}', /no CycloneDX document: .*SPDX/u],
    [
      'cyclonedx',
      '{"bomFormat":"CycloneDX","specVersion":"2.0","components":[]}',
      /version "2.0" of CycloneDX/u,
    ],
    ['cyclonedx', '{"bomFormat":"CycloneDX","components":{"name":"x"}}', /components is not a list/u],
    ['cyclonedx', '{"bomFormat":"CycloneDX","components":[{"version":"1"}]}', /components\[0\] has no name/u],
    ['cyclonedx', '<html xmlns="http://cyclonedx.org/schema/bom/1.4"/>', /its root is "html"/u],
    ['cyclonedx', '[]', /no CycloneDX document/u],
    ['spdx', '{"spdxVersion":"SPDX-3.0"}', /no SPDX document of version 2/u],
    ['spdx', '{"spdxVersion":"SPDX-2.3","packages":[{}]}', /packages\[0\] has no name/u],
    ['spdx', 'PackageName: x\n', /line 1: no SPDX document/u],
    [
      'spdx',
      'SPDXVersion: SPDX-2.3\nPackageName: x\nPackageComment: <text>open\n',
      /truncated inside the text of "PackageComment"/u,
    ],
    [
      'spdx',
      'SPDXVersion: SPDX-2.3\nPackageName: x\nSPDXID: SPDXRef-x\n',
      /truncated inside the package "x"/u,
    ],
    ['spdx', 'SPDXVersion: SPDX-2.3\nno tag here\n', /line 2: no tag: "no tag here"/u],
    ['spdx3', '{"@graph":[]}', /no SPDX document of version 3/u],
    ['syft-json', '{"artifacts":{}}', /no list of artifacts/u],
    ['github-snapshot', '{"manifests":{}}', /no dependency snapshot/u],
    [
      'github-snapshot',
      '{"detector":{},"manifests":{"m":{"resolved":{"p":{"package_url":"none"}}}}}',
      /"p" in "m" has no package URL/u,
    ],
  ])('%s refuses %s', (id, text, reason) => {
    expect(() => programs(id, Buffer.from(text))).toThrow(reason);
  });

  test('a YAML document that blows up is refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) =>
        `a${at}: &a${at} [${Array(10)
          .fill(at ? `*a${at - 1}` : 'x')
          .join(',')}]`,
    );
    expect(() => programs('spdx', Buffer.from(`spdxVersion: SPDX-2.3\n${levels.join('\n')}\n`))).toThrow(
      /no YAML: .*alias/iu,
    );
  });

  test('nesting beyond the limit is refused without a crash', () => {
    const deep = `{"bomFormat":"CycloneDX","components":${'[{"name":"x","components":'.repeat(5000)}[]${'}]'.repeat(5000)}}`;
    expect(() => programs('cyclonedx', Buffer.from(deep))).toThrow(/levels/u);
  });
});

describe('cuts', () => {
  // The encodings with an end mark: every cut is reported. The others are excused in hostile.test.ts.
  test.each([
    'spdx/normal/var/lib/db/sbom/birch.spdx.json',
    'spdx/rdf/birch.rdf',
    'spdx/tag-value-with-long-texts/opt/bitnami/birch/.spdx-birch.spdx',
    'spdx/yaml/birch.spdx.yml',
  ])('%s gives no name and no version that is not whole', (name) => {
    const bytes = readFileSync(join('fixtures/readers', name));
    const keys = (list: readonly Program[]) => list.map((program) => `${program.name} ${program.version}`);
    const whole = new Set(keys(programs('spdx', bytes)));
    for (let length = 0; length < bytes.length - 1; length++) {
      let given: Program[] = [];
      try {
        given = programs('spdx', bytes.subarray(0, length));
      } catch {
        continue;
      }
      expect(/json|rdf/u.test(name), `cut at ${length}`).toBe(false);
      expect([...whole], `cut at ${length}`).toEqual(expect.arrayContaining(keys(given)));
    }
  });
});

describe('vendors', () => {
  const maker = (fields: object) =>
    programs(
      'spdx',
      Buffer.from(JSON.stringify({ spdxVersion: 'SPDX-2.3', packages: [{ name: 'x', ...fields }] })),
    )[0]?.publisher;

  test.each<[object, string | undefined]>([
    [{ supplier: 'Organization: Example AV GmbH (info@example.org)' }, 'Example AV GmbH'],
    [{ supplier: 'Organization: 示例(深圳)有限公司' }, '示例(深圳)有限公司'],
    [{ supplier: 'Organization: Example (Holding)' }, 'Example (Holding)'],
    [{ supplier: 'Organization: Example ()' }, 'Example'],
    [{ supplier: 'Person: A. Alder', originator: 'Organization: Birch Ltd' }, 'Birch Ltd'],
    [{ supplier: 'NOASSERTION', originator: 'Person: A. Alder' }, 'A. Alder'],
    [{ supplier: 'NOASSERTION' }, undefined],
  ])('%o is from %s', (fields, wanted) => {
    expect(maker(fields)).toBe(wanted);
  });
});

describe('hostile names', () => {
  test('a type that every object has is no package manager', () => {
    expect(idsOfNames(['pkg:constructor/x@1'])).toEqual(['purl:pkg:constructor/x@1']);
  });

  test.each(['cyclonedx', 'spdx'])('%s leaves out a package URL that cannot be written', async (id) => {
    const ids = ['npm:left/', 'pip:\ud800', 'deb:', 'constructor:x'];
    const sightings = ids.map((it) => ({ name: it, ids: [it], reader: 'x', path: 'y' }));
    const text = await render(id, run({ sightings }));
    for (const it of ids) expect(text, it).toContain(JSON.stringify(it));
    expect(text).not.toContain('pkg:');
  });
});

describe('parts in other documents', () => {
  const reported = (reader: string, text: string) => {
    try {
      return [...(readers.get(reader)?.read(Buffer.from(text), alone('bom')) ?? [])].map(({ name }) => name);
    } catch (error) {
      return String(error);
    }
  };
  const bom = (part: object, more: object = {}) =>
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
      components: [{ type: 'library', name: 'alder', ...part }],
      ...more,
    });
  const link = (url: string) => ({ externalReferences: [{ type: 'bom', url }] });

  test.each([
    [
      'its own word',
      bom({}, { compositions: [{ aggregate: 'incomplete_third_party_only' }] }),
      /incomplete/u,
    ],
    ['a link', bom(link('urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1')), /in another document/u],
  ])('CycloneDX: %s', (_, text, reason) => {
    expect(reported('cyclonedx', text)).toMatch(reason);
  });

  test.each([
    ['complete', bom({}, { compositions: [{ aggregate: 'complete' }, { aggregate: 'unknown' }] })],
    ['a link to itself', bom(link('urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#alder'))],
  ])('CycloneDX, whole: %s', (_, text) => {
    expect(reported('cyclonedx', text)).toEqual(['alder']);
  });

  test.each([
    ['CONTAINS', /in another document/u],
    ['GENERATED_FROM', /^$/u],
  ])('SPDX: %s', (relationshipType, reason) => {
    const relation = {
      spdxElementId: 'SPDXRef-a',
      relationshipType,
      relatedSpdxElement: 'DocumentRef-o:SPDXRef-p',
    };
    const text = JSON.stringify({
      spdxVersion: 'SPDX-2.3',
      packages: [{ name: 'alder' }],
      relationships: [relation],
    });
    const answer = reported('spdx', text);
    expect(typeof answer === 'string' ? answer : '').toMatch(reason);
    const tags = `SPDXVersion: SPDX-2.3\nPackageName: alder\nSPDXID: SPDXRef-a\nPackageDownloadLocation: NONE\nRelationship: SPDXRef-a ${relationshipType} DocumentRef-o:SPDXRef-p\n`;
    const same = reported('spdx', tags);
    expect(typeof same === 'string' ? same : '').toMatch(reason);
  });
});
