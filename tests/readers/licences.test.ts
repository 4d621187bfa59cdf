/** The licence that each list shows, in the forms in which its tools write it. */
import { expect, test } from 'vitest';
import { readerOf } from '../../src/readers/load.ts';
import type { FileResolver } from '../../src/types.ts';

const json = (value: unknown) => JSON.stringify(value);
const cyclonedx = (licenses: unknown) =>
  json({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [{ type: 'library', name: 'x', version: '1', licenses }],
  });
const spdx = (more: Record<string, string>) =>
  json({
    spdxVersion: 'SPDX-2.3',
    packages: [{ name: 'x', versionInfo: '1', SPDXID: 'SPDXRef-x', ...more }],
  });
const metadata = (...fields: string[]) =>
  ['Metadata-Version: 2.4', 'Name: x', 'Version: 1', ...fields, '', 'Text', ''].join('\n');
const gem = (line: string) =>
  `# stub: x 1 ruby lib\nGem::Specification.new do |s|\n  s.name = "x".freeze\n${line}\nend\n`;
const npm = (more: Record<string, unknown>) => json({ name: 'x', version: '1', ...more });
const NPM = 'usr/lib/node_modules/x/package.json';

const cases: readonly (readonly [
  reader: string,
  path: string,
  content: string,
  licence: string | undefined,
])[] = [
  [
    'apk-installed',
    'lib/apk/db/installed',
    'P:x\nV:1-r0\nA:x86_64\nL:GPL-2.0-only AND MIT\n\n',
    'GPL-2.0-only AND MIT',
  ],
  [
    'apk-list',
    'list',
    'x-1-r0 x86_64 {x} (GPL-2.0-only AND (MIT OR ISC)) [installed]\n',
    'GPL-2.0-only AND (MIT OR ISC)',
  ],
  [
    'pacman-local',
    'var/lib/pacman/local/x-1-1/desc',
    '%NAME%\nx\n\n%VERSION%\n1-1\n\n%LICENSE%\nGPL\nMIT\n\n',
    'GPL; MIT',
  ],
  [
    'pacman-list',
    'list',
    'Name            : x\nVersion         : 1-1\nLicenses        : GPL2  custom:OFL\nURL             : https://example.org\n\n',
    'GPL2; custom:OFL',
  ],
  [
    'snap-package',
    'meta/snap.yaml',
    'name: x\nversion: 1\nsummary: X\nconfinement: strict\nlicense: GPL-3.0\n',
    'GPL-3.0',
  ],
  [
    'flatpak-metainfo',
    'x.metainfo.xml',
    '<component><id>org.example.x</id><project_license>MPL-2.0</project_license><metadata_license>CC0-1.0</metadata_license></component>',
    'MPL-2.0',
  ],
  [
    'eopkg',
    'metadata.xml',
    '<PISI><Package><Name>x</Name><License>GPL-2.0-or-later</License><License>MIT</License><History><Update release="1"><Version>1</Version></Update></History></Package></PISI>',
    'GPL-2.0-or-later; MIT',
  ],
  ['npm-global', NPM, npm({ license: '(MIT OR Apache-2.0)' }), '(MIT OR Apache-2.0)'],
  ['npm-global', NPM, npm({ license: { type: 'BSD', url: 'https://example.org' } }), 'BSD'],
  ['npm-global', NPM, npm({ licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] }), 'MIT; GPL-2.0'],
  ['npm-global', NPM, npm({}), undefined],
  [
    'python-distribution',
    'METADATA',
    metadata('License-Expression: MIT AND PSF-2.0', 'License: other'),
    'MIT AND PSF-2.0',
  ],
  [
    'python-distribution',
    'METADATA',
    metadata('License: Apache 2.0', 'Classifier: License :: OSI Approved :: MIT License'),
    'Apache 2.0',
  ],
  [
    'python-distribution',
    'METADATA',
    metadata(
      'License: UNKNOWN',
      'Classifier: License :: OSI Approved',
      'Classifier: License :: OSI Approved :: GNU Affero General Public License v3',
    ),
    'GNU Affero General Public License v3',
  ],
  [
    'python-distribution',
    'METADATA',
    metadata('License: MIT License', '        Permission is hereby granted'),
    'MIT License',
  ],
  [
    'ruby-gem',
    'x.gemspec',
    gem('  s.licenses = ["Ruby".freeze, "BSD-2-Clause".freeze]'),
    'Ruby; BSD-2-Clause',
  ],
  [
    'python-distribution',
    'METADATA',
    metadata('License: Dual License', 'Classifier: License :: OSI Approved :: BSD License'),
    'BSD License',
  ],
  ['ruby-gem', 'x.gemspec', gem('  s.license = "MIT"'), 'MIT'],
  [
    'conda-package',
    'root/miniconda3/conda-meta/x-1-0.json',
    json({ name: 'x', version: '1', license: 'BSD-3-Clause' }),
    'BSD-3-Clause',
  ],
  [
    'composer-global',
    'installed.json',
    json({ packages: [{ name: 'a/x', version: '1', license: ['MIT', 'GPL-2.0-only'] }] }),
    'MIT OR GPL-2.0-only',
  ],
  [
    'chocolatey',
    'x.nuspec',
    '<package><metadata><id>x</id><version>1</version><license type="expression">MIT</license></metadata></package>',
    'MIT',
  ],
  [
    'chocolatey',
    'x.nuspec',
    '<package><metadata><id>x</id><version>1</version><license type="file">LICENSE.txt</license></metadata></package>',
    undefined,
  ],
  [
    'brew-info',
    'brew.json',
    json([
      {
        name: 'x',
        full_name: 'x',
        license: 'GPL-3.0-or-later',
        linked_keg: '1',
        installed: [{ version: '1' }],
      },
    ]),
    'GPL-3.0-or-later',
  ],
  ['cyclonedx', 'bom.json', cyclonedx([{ expression: 'MIT OR ISC' }]), 'MIT OR ISC'],
  [
    'cyclonedx',
    'bom.json',
    cyclonedx([{ license: { id: 'MIT' } }, { license: { name: 'The Example Licence' } }]),
    'MIT; The Example Licence',
  ],
  [
    'cyclonedx',
    'bom.xml',
    '<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="library"><name>x</name><licenses><license><id>MIT</id></license><license><name>Other</name></license></licenses></component></components></bom>',
    'MIT; Other',
  ],
  [
    'cyclonedx',
    'bom.xml',
    '<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="library"><name>x</name><licenses><expression>MIT OR ISC</expression></licenses></component></components></bom>',
    'MIT OR ISC',
  ],
  [
    'spdx',
    'x.spdx.json',
    spdx({ licenseConcluded: 'NOASSERTION', licenseDeclared: 'LGPL-2.1-or-later' }),
    'LGPL-2.1-or-later',
  ],
  ['spdx', 'x.spdx.json', spdx({ licenseConcluded: 'MIT', licenseDeclared: 'ISC' }), 'MIT'],
  ['spdx', 'x.spdx.json', spdx({ licenseConcluded: 'NONE' }), undefined],
  [
    'spdx',
    'x.spdx',
    'SPDXVersion: SPDX-2.3\nPackageName: x\nSPDXID: SPDXRef-x\nPackageDownloadLocation: NONE\nPackageLicenseDeclared: MIT\n',
    'MIT',
  ],
  [
    'spdx',
    'x.rdf',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#"><Package rdf:about="#x"><name>x</name><licenseConcluded rdf:resource="http://spdx.org/rdf/terms#noassertion"/><licenseDeclared rdf:resource="http://spdx.org/licenses/MIT"/></Package></rdf:RDF>',
    'MIT',
  ],
  [
    'spdx3',
    'x.spdx3.json',
    json({
      '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
      '@graph': [
        { type: 'software_Package', spdxId: 'urn:x', name: 'x' },
        {
          type: 'simplelicensing_LicenseExpression',
          spdxId: 'urn:l',
          simplelicensing_licenseExpression: 'MIT',
        },
        { type: 'Relationship', from: 'urn:x', relationshipType: 'hasDeclaredLicense', to: ['urn:l'] },
      ],
    }),
    'MIT',
  ],
  [
    'syft-json',
    'x.json',
    json({ artifacts: [{ name: 'x', version: '1', licenses: ['MIT', 'ISC'] }] }),
    'MIT; ISC',
  ],
  [
    'syft-json',
    'x.json',
    json({ artifacts: [{ name: 'x', version: '1', licenses: [{ value: 'GPLv2+', spdxExpression: '' }] }] }),
    'GPLv2+',
  ],
  [
    'trivy-json',
    'x.json',
    json({
      ArtifactName: 'x',
      Results: [
        {
          Class: 'os-pkgs',
          Type: 'debian',
          Packages: [{ Name: 'x', Version: '1', Licenses: ['GPL-3.0-or-later'] }],
        },
      ],
    }),
    'GPL-3.0-or-later',
  ],
  [
    'osquery',
    'x.json',
    json([{ name: 'x', version: '1', summary: '', author: '', license: 'MIT', directory: '/usr' }]),
    'MIT',
  ],
];

test.each(cases)('%s %s %s', async (id, path, content, licence) => {
  const reader = await readerOf(id);
  const resolver: FileResolver = { path, read: () => undefined, exists: () => false, list: () => [] };
  const [program] = [...reader.read(Buffer.from(content), resolver)];
  expect(program?.licence).toBe(licence);
});
