/** Bills of materials that refer to parts which they do not have, or have them where the format has none. */
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const gapsOf = async (document: unknown, name = 'sbom.json'): Promise<string[]> => {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const { gaps } = await scan(memorySource(Buffer.from(text), name));
  return gaps.map(({ reason }) => reason);
};
const component = (name: string, more: object = {}) => ({ type: 'library', name, 'bom-ref': name, ...more });

describe('CycloneDX', () => {
  const bom = (more: object, ...components: object[]) => ({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
    metadata: { component: component('app', { type: 'application' }) },
    components: [component('alder'), ...components],
    ...more,
  });
  const own = 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1';

  test('what is there may be referred to', async () => {
    const services = [{ name: 'shop', 'bom-ref': 'shop', services: [{ name: 'till' }] }];
    const document = bom({
      services,
      dependencies: [{ ref: 'app', dependsOn: ['alder', 'shop', `${own}#alder`], provides: ['alder'] }],
      compositions: [{ aggregate: 'complete', assemblies: ['app'], dependencies: ['alder'] }],
      vulnerabilities: [{ affects: [{ ref: 'alder' }] }],
      annotations: [{ subjects: [own, 'app'], annotator: { component: component('tool') } }],
      'x-contact': { name: 'Ash', email: 'ash@example.org' },
    });
    expect(await gapsOf(document)).toEqual([]);
  });

  test.each([
    [{ dependencies: [{ ref: 'birch' }] }, 'dependencies[0]'],
    [{ dependencies: [{ ref: 'app', dependsOn: ['birch'] }] }, 'dependencies[0]'],
    [{ dependencies: [{ ref: 'app', provides: ['birch'] }] }, 'dependencies[0]'],
    [{ compositions: [{ aggregate: 'complete', assemblies: ['birch'] }] }, 'compositions[0]'],
    [{ vulnerabilities: [{ affects: [{ ref: 'birch' }] }] }, 'vulnerabilities[0]'],
    [{ annotations: [{ subjects: ['birch'] }] }, 'annotations[0]'],
  ])('%j refers to what is not there', async (more, place) => {
    expect(await gapsOf(bom(more))).toEqual([`${place}: it refers to "birch", which is not in the document`]);
  });

  test('a package URL says itself what it refers to', async () => {
    const document = bom({ dependencies: [{ ref: 'app', dependsOn: ['pkg:npm/birch@2.0'] }] });
    const { sightings, gaps } = await scan(memorySource(Buffer.from(JSON.stringify(document)), 'sbom.json'));
    expect(gaps).toEqual([]);
    expect(sightings).toContainEqual(
      expect.objectContaining({
        name: 'birch',
        version: '2.0',
        ids: ['npm:birch', 'purl:pkg:npm/birch@2.0'],
      }),
    );
  });

  test('a package URL without what its type asks for is a gap: no ban by an identifier meets it', async () => {
    const ref = 'pkg:maven/birch%20tree@2.0?type=jar';
    const gaps = await gapsOf(bom({ dependencies: [{ ref: 'app', dependsOn: [ref] }] }));
    expect(gaps).toEqual([expect.stringContaining(ref)]);
  });

  test('a component is referred to by its CPE name', async () => {
    const cpe = 'cpe:2.3:a:example:birch:1.1:*:*:*:*:*:*:* ';
    const dependencies = [{ ref: 'app', dependsOn: [cpe] }];
    expect(await gapsOf(bom({ dependencies }, { type: 'library', name: 'birch', cpe }))).toEqual([]);
    expect(await gapsOf(bom({ dependencies }))).toHaveLength(1);
  });

  test('a link into another document is no link into this one', async () => {
    const other = 'urn:cdx:aaaaaaaa-395b-41f5-a30f-a58921a69b79/1#alder';
    expect(await gapsOf(bom({ dependencies: [{ ref: 'app', dependsOn: [other] }] }))).toHaveLength(1);
  });

  test.each([
    [bom({ parts: [component('birch')] }), 'the document: unknown key "parts"'],
    [bom({ 'x-vendor': { more: { birch: component('birch') } } }), 'the document: unknown key "x-vendor"'],
    [bom({ services: [{ name: 'shop', components: [component('birch')] }] }), 'services[0]: unknown key'],
    [bom({ metadata: { packages: [component('birch')] } }), 'metadata: unknown key "packages"'],
    [bom({}, component('elm', { modules: [component('birch')] })), 'components[1]: unknown key "modules"'],
    [bom({ metadata: { component: [component('birch')] } }), 'metadata.component is not a component'],
  ])('%j has components in a place of its own', async (document, reason) => {
    expect(await gapsOf(document)).toEqual([expect.stringContaining(reason)]);
  });

  const xml = (more: string): string =>
    `<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="library" bom-ref="alder"><name>alder</name></component></components>${more}</bom>`;
  const birch = '<component type="library"><name>birch</name></component>';

  test.each([
    ['<dependencies><dependency ref="alder"><dependency ref="alder"/></dependency></dependencies>', 0],
    ['<dependencies><dependency ref="alder"><dependency ref="birch"/></dependency></dependencies>', 1],
    ['<dependencies><dependency ref="alder"><provides ref="birch"/></dependency></dependencies>', 1],
    [
      '<vulnerabilities><vulnerability><affects><target><ref>birch</ref></target></affects></vulnerability></vulnerabilities>',
      1,
    ],
    [
      '<compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref="birch"/></assemblies></composition></compositions>',
      1,
    ],
    [`<parts>${birch}</parts>`, 1],
    [`<services><service><name>shop</name><components>${birch}</components></service></services>`, 1],
    [`<formulation><formula><components>${birch}</components></formula></formulation>`, 0],
  ])('%s in XML', async (more, count) => {
    expect(await gapsOf(xml(more), 'sbom.xml')).toHaveLength(count);
  });
});

describe('SPDX 2', () => {
  describe.each([
    ['SPDXRef-Package-apk-alder-5cff34dbbc055fda', 0],
    // Here a bare hash may be a package.
    ['SPDXRef-5cff34dbbc055fda', 1],
  ])('of Syft, whose package is %s', (id, count) => {
    test.each([
      ['SPDXRef-532ce643e7a05412', count],
      ['SPDXRef-File-bin-elm-532ce643e7a05412', count],
      ['SPDXRef-Package-apk-birch-532ce643e7a05412', 1],
    ])('and what it contains is %s', async (to, most) => {
      const document = {
        spdxVersion: 'SPDX-2.3',
        SPDXID: 'SPDXRef-DOCUMENT',
        packages: [{ SPDXID: id, name: 'alder', downloadLocation: 'NONE' }],
        relationships: [{ spdxElementId: id, relationshipType: 'CONTAINS', relatedSpdxElement: to }],
      };
      expect(await gapsOf(document)).toHaveLength(most);
    });
  });

  const entry = (name: string) => ({ SPDXID: `SPDXRef-${name}`, name, downloadLocation: 'NONE' });
  const relation = (type: string, to: string) => ({
    spdxElementId: 'SPDXRef-alder',
    relationshipType: type,
    relatedSpdxElement: to,
  });
  const document = (more: object) => ({
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    packages: [entry('alder')],
    files: [{ SPDXID: 'SPDXRef-file', fileName: './elm' }],
    ...more,
  });

  test.each([
    [{ relationships: [relation('CONTAINS', 'SPDXRef-file'), relation('CONTAINS', 'NONE')] }, 0],
    [{ relationships: [relation('DEPENDS_ON', 'SPDXRef-birch')] }, 1],
    [{ relationships: [relation('BUILD_TOOL_OF', 'SPDXRef-birch')] }, 0],
    [{ documentDescribes: ['SPDXRef-alder'] }, 0],
    [{ documentDescribes: ['SPDXRef-birch'] }, 1],
    [{ morePackages: [entry('birch')] }, 1],
  ])('%j', async (more, count) => {
    expect(await gapsOf(document(more))).toHaveLength(count);
  });

  test.each([
    ['DEPENDS_ON SPDXRef-elm', 0],
    ['DEPENDS_ON SPDXRef-birch', 1],
  ])('%s in tag-value, before what it names', async (rest, count) => {
    const text = [
      'SPDXVersion: SPDX-2.3',
      'SPDXID: SPDXRef-DOCUMENT',
      ...['alder', 'elm'].flatMap((name) => [
        `PackageName: ${name}`,
        `SPDXID: SPDXRef-${name}`,
        'PackageDownloadLocation: NONE',
        ...(name === 'alder' ? [`Relationship: SPDXRef-alder ${rest}`] : []),
      ]),
      '',
    ].join('\n');
    expect(await gapsOf(text, 'sbom.spdx')).toHaveLength(count);
  });

  test.each([
    ['https://example.org/x#SPDXRef-alder', 0],
    ['#SPDXRef-alder', 0],
    ['http://spdx.org/rdf/terms#none', 0],
    ['https://example.org/x#SPDXRef-birch', 1],
  ])('%s in RDF', async (to, count) => {
    const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#"><Package rdf:about="https://example.org/x#SPDXRef-alder"><name>alder</name><relationship><Relationship><relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_dependsOn"/><relatedSpdxElement rdf:resource="${to}"/></Relationship></relationship></Package></rdf:RDF>`;
    expect(await gapsOf(rdf, 'sbom.rdf')).toHaveLength(count);
  });
});

describe('SPDX 3', () => {
  const element = (type: string, id: string, more: object = {}) => ({ type, spdxId: `urn:${id}`, ...more });
  const graph = (...more: object[]) => ({
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [element('software_Package', 'alder', { name: 'alder' }), ...more],
  });
  const relation = (relationshipType: string, ...to: unknown[]) =>
    element('Relationship', 'r', { relationshipType, from: 'urn:alder', to });

  test.each([
    [graph(relation('contains', 'urn:alder', 'https://spdx.org/rdf/3.0.1/terms/Core/NoneElement')), 0],
    [graph(relation('contains', 'urn:birch')), 1],
    [graph(relation('hasDeclaredLicense', 'urn:mit')), 0],
    [graph(element('software_Sbom', 's', { element: ['urn:birch'], rootElement: ['urn:alder'] })), 1],
    [graph(element('SpdxDocument', 'd', { import: [{ externalSpdxId: 'urn:birch' }] })), 1],
    [graph(element('crate_Package', 'birch', { name: 'birch' })), 1],
    [graph({ spdxId: 'urn:birch', name: 'birch' }), 1],
    [graph(element('build_Build', 'b'), element('Tool', 't'), element('security_Vulnerability', 'v')), 0],
  ])('%j', async (document, count) => {
    expect(await gapsOf(document)).toHaveLength(count);
  });

  test('models, data sets and packages in the place of a reference are packages', async () => {
    const document = graph(
      element('ai_AIPackage', 'elm', { name: 'elm' }),
      element('dataset_DatasetPackage', 'oak', { name: 'oak' }),
      relation('contains', element('software_Package', 'birch', { name: 'birch' })),
    );
    const { sightings } = await scan(memorySource(Buffer.from(JSON.stringify(document)), 'sbom.json'));
    expect(sightings.map(({ name }) => name).sort()).toEqual(['alder', 'birch', 'elm', 'oak']);
  });
});

test.each([
  [[{ parent: '1', child: 'file', type: 'evident-by' }], 0],
  [[{ parent: 'image', child: '1', type: 'contains' }], 0],
  [[{ parent: 'image', child: '2', type: 'contains' }], 1],
  [[{ parent: '2', child: '1', type: 'dependency-of' }], 1],
])('Syft: %j', async (artifactRelationships, count) => {
  const artifacts = [{ id: '1', name: 'alder', version: '1', foundBy: 'x' }];
  const document = { artifacts, artifactRelationships, source: { id: 'image' } };
  expect(await gapsOf(document)).toHaveLength(count);
});

test.each([
  ['alder', 0],
  ['birch', 1],
])('GitHub: a dependency on %s', async (dependency, count) => {
  const resolved = { alder: { package_url: 'pkg:npm/alder@1', dependencies: [dependency] } };
  const document = { detector: { name: 'x' }, scanned: 'x', manifests: { lock: { name: 'lock', resolved } } };
  const reasons = await gapsOf(document);
  expect(reasons.filter((reason) => reason.includes('refers to'))).toHaveLength(count);
});
