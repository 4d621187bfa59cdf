import type { Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import { element, fitsXml } from '../writers/xml.ts';
import { idsOf } from './cyclonedx.ts';
import type { Family, Written } from './family.ts';
import { given, maybe, pick, text, utf8, word } from './words.ts';

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly supplier: Actor | undefined;
  readonly originator: Actor | undefined;
  readonly purl: string | undefined;
  readonly cpe: string | undefined;
}

/** `Organization: Example AV GmbH (a@example.org)`, or a word for nothing. */
interface Actor {
  readonly written: string;
  readonly name: string | undefined;
  readonly isOrganisation: boolean;
}

const ALPHABET = { newlines: true, tabs: true, controls: true, blanks: true };
const FIELDS = ['name', 'version', 'publisher', 'ids', 'marks'] as const;

/** A document of SPDX 2 in all four encodings. */
export const spdx: Family<Entry> = {
  id: 'spdx',
  entry,
  truth,
  forms: [
    {
      id: 'JSON',
      reader: 'spdx',
      fields: FIELDS,
      write: (entries, random) =>
        written('x.spdx.json', JSON.stringify(document(entries), undefined, random(2) * 2)),
    },
    {
      id: 'YAML',
      reader: 'spdx',
      fields: FIELDS,
      write: (entries, random) => written('x.spdx.yaml', yaml(entries, random)),
    },
    {
      id: 'RDF',
      reader: 'spdx',
      fields: FIELDS,
      // XML holds no control characters.
      carries: (each) => textsOf(each).every(fitsXml),
      write: (entries, random) => written('x.spdx.rdf', rdf(entries, random)),
    },
    {
      id: 'tag-value',
      reader: 'spdx',
      fields: FIELDS,
      // A value is a line, unless it stands between the two marks, which it cannot hold then; a name and an actor
      // never do. Line ends are those of the file, whatever they were in the value.
      carries: (each) =>
        textsOf(each).every((value) => !/<\/?text>|\r|\u001b/u.test(value)) &&
        !/\n/u.test(each.name + (each.supplier?.written ?? '') + (each.originator?.written ?? '')),
      write: (entries, random) => written('x.spdx', tagValue(entries, random)),
    },
  ],
};

function entry(random: Random, at: number): Entry {
  return {
    id: `SPDXRef-Package-${at}`,
    name: text(random, ALPHABET),
    version: maybe(random, ALPHABET),
    supplier: actor(random),
    originator: actor(random),
    purl: pick(random, [
      undefined,
      `pkg:deb/debian/${word(random, 'abc', 'abc0')}@1.0?arch=amd64`,
      'pkg:npm/%40scope/x@1',
    ]),
    cpe:
      random(5) === 0
        ? pick(random, ['cpe:2.3:a:example:av:1.0:*:*:*:*:*:*:*', 'cpe:/a:example:av:1.0'])
        : undefined,
  };
}

function actor(random: Random): Actor | undefined {
  if (random(3) === 0) return undefined;
  if (random(5) === 0) return { written: 'NOASSERTION', name: undefined, isOrganisation: false };
  // What ends like an address in brackets is one.
  const name = text(random, { longest: 100 }).replace(/[()]/gu, '').trim() || 'x';
  const kind = pick(random, ['Organization', 'Person']);
  const address = pick(random, ['', ' (a@example.org)', ' ()']);
  return { written: `${kind}: ${name}${address}`, name, isOrganisation: kind === 'Organization' };
}

function truth(each: Entry): Program {
  const version = given(each.version);
  const actors = [each.supplier, each.originator].flatMap((one) => (one?.name === undefined ? [] : [one]));
  const publisher = (actors.find(({ isOrganisation }) => isOrganisation) ?? actors[0])?.name;
  const ids = idsOf([each.purl, each.cpe]);
  return {
    name: each.name.trim(),
    ...(version === undefined ? {} : { version }),
    ...(publisher === undefined ? {} : { publisher }),
    ...(ids.length === 0 ? {} : { ids }),
    marks: ['claim'],
  };
}

function textsOf(each: Entry): string[] {
  return [each.name, each.version ?? '', each.supplier?.written ?? '', each.originator?.written ?? ''];
}

function written(path: string, content: string): readonly Written[] {
  return [{ path, bytes: utf8(content) }];
}

function document(entries: readonly Entry[]): object {
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'x',
    packages: entries.map(({ id, name, version, supplier, originator, purl, cpe }) => ({
      SPDXID: id,
      name,
      versionInfo: version,
      supplier: supplier?.written,
      originator: originator?.written,
      downloadLocation: 'NOASSERTION',
      externalRefs: [
        ...(purl === undefined
          ? []
          : [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }]),
        ...(cpe === undefined
          ? []
          : [{ referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: cpe }]),
      ],
    })),
  };
}

/** In blocks, with scalars in every style that can hold them. */
function yaml(entries: readonly Entry[], random: Random): string {
  const packages = entries.map(({ id, name, version, supplier, originator, purl, cpe }) => {
    const fields: [string, string | undefined][] = [
      ['SPDXID', id],
      ['name', name],
      ['versionInfo', version],
      ['supplier', supplier?.written],
      ['originator', originator?.written],
      ['downloadLocation', 'NOASSERTION'],
    ];
    const lines = fields.flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}: ${scalar(value, random)}`],
    );
    const refs = [purl, cpe].flatMap((locator) =>
      locator === undefined
        ? []
        : [`- referenceCategory: PACKAGE-MANAGER`, `  referenceLocator: ${scalar(locator, random)}`],
    );
    return `- ${[...lines, ...(refs.length === 0 ? [] : ['externalRefs:', ...refs])].join('\n  ')}\n`;
  });
  return `spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nname: x\npackages:\n${packages.join('')}`;
}

const PLAIN_SCALAR = /^[A-Za-z0-9][A-Za-z0-9 ._+/()-]*[A-Za-z0-9._+/)]$/u;

function scalar(value: string, random: Random): string {
  if (PLAIN_SCALAR.test(value) && random(2) === 0) return value;
  const isPrintable =
    !/[^\t\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|[\u2028\u2029]/u.test(
      value,
    );
  if (isPrintable && random(3) === 0) return `'${value.replaceAll("'", "''")}'`;
  const escaped = JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/gu,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return random(2) === 0 ? escaped.replaceAll('/', '\\/') : escaped;
}

function rdf(entries: readonly Entry[], random: Random): string {
  const packages = entries.map(({ id, name, version, supplier, originator, purl, cpe }) => {
    const refs = [purl, cpe].map((locator) =>
      locator === undefined
        ? ''
        : `<spdx:externalRef><spdx:ExternalRef>${element('spdx:referenceLocator', locator, random)}</spdx:ExternalRef></spdx:externalRef>`,
    );
    const fields = [
      element('spdx:name', name, random),
      element('spdx:versionInfo', version, random),
      element('spdx:supplier', supplier?.written, random),
      element('spdx:originator', originator?.written, random),
    ];
    return `<spdx:Package rdf:about="http://example.org/x#${id}">${fields.join('\n')}${refs.join('')}</spdx:Package>`;
  });
  const described = packages.map(
    (one) =>
      `<spdx:relationship><spdx:Relationship><spdx:relatedSpdxElement>${one}</spdx:relatedSpdxElement></spdx:Relationship></spdx:relationship>`,
  );
  return `<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:spdx="http://spdx.org/rdf/terms#"><spdx:SpdxDocument rdf:about="http://example.org/x#SPDXRef-DOCUMENT">${described.join('\n')}</spdx:SpdxDocument></rdf:RDF>\n`;
}

function tagValue(entries: readonly Entry[], random: Random): string {
  const packages = entries.map(({ id, name, version, supplier, originator, purl, cpe }) => {
    const tag = (key: string, value: string | undefined) => (value === undefined ? '' : `${key}: ${value}\n`);
    const long =
      version !== undefined && (/\n/u.test(version) || random(3) === 0) ? `<text>${version}</text>` : version;
    return [
      tag('PackageName', name),
      tag('SPDXID', id),
      tag('PackageVersion', long),
      tag('PackageSupplier', supplier?.written),
      tag('PackageOriginator', originator?.written),
      'PackageDownloadLocation: NOASSERTION\n',
      tag('ExternalRef', purl && `PACKAGE-MANAGER purl ${purl}`),
      tag('ExternalRef', cpe && `SECURITY cpe23Type ${cpe}`),
      'PackageComment: <text>PackageName: not\n\nthis one</text>\n',
    ].join('');
  });
  return `SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n\n# packages\n\n${packages.join('\n')}`;
}
