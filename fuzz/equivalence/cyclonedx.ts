import type { Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import { element, fitsXml } from '../writers/xml.ts';
import type { Family } from './family.ts';
import { given, maybe, pick, text, utf8, word } from './words.ts';

interface Entry {
  readonly type: string;
  readonly group: string | undefined;
  readonly name: string;
  readonly version: string | undefined;
  readonly publisher: string | undefined;
  readonly manufacturer: string | undefined;
  readonly supplier: string | undefined;
  readonly author: string | undefined;
  readonly authors: readonly string[];
  readonly purl: string | undefined;
  readonly cpe: string | undefined;
  /** How many of the entries before this one it lies inside of. */
  readonly depth: number;
}

const ALPHABET = { newlines: true, tabs: true, controls: true, blanks: true };
const FIELDS = ['name', 'version', 'publisher', 'ids', 'marks', 'kind'] as const;

/** A bill of materials in both encodings. */
export const cyclonedx: Family<Entry> = {
  id: 'cyclonedx',
  entry,
  truth,
  forms: [
    {
      id: 'JSON',
      reader: 'cyclonedx',
      fields: FIELDS,
      carries: isXml,
      write: (entries, random) => [
        {
          path: 'bom.json',
          bytes: utf8(
            JSON.stringify(
              {
                bomFormat: 'CycloneDX',
                specVersion: '1.5',
                version: 1,
                metadata: { tools: [] },
                components: nested(entries).map(json),
              },
              undefined,
              random(2) * 2,
            ),
          ),
        },
      ],
    },
    {
      id: 'XML',
      reader: 'cyclonedx',
      fields: FIELDS,
      carries: isXml,
      write: (entries, random) => {
        const prefix = pick(random, ['', 'b:']);
        const space = prefix === '' ? 'xmlns' : 'xmlns:b';
        const parts = nested(entries).map((node) => xml(node, random, prefix));
        return [
          {
            path: 'bom.xml',
            bytes: utf8(
              `<?xml version="1.0" encoding="UTF-8"?>\n<${prefix}bom ${space}="http://cyclonedx.org/schema/bom/1.5" version="1"><${prefix}metadata><${prefix}tools/></${prefix}metadata><${prefix}components>${parts.join('\n')}</${prefix}components></${prefix}bom>\n`,
            ),
          },
        ];
      },
    },
  ],
};

function entry(random: Random, at: number): Entry {
  const some = () => (random(4) === 0 ? maybe(random, ALPHABET) : undefined);
  return {
    type: pick(random, ['library', 'application', 'operating-system', 'file']),
    group: some(),
    name: text(random, ALPHABET),
    version: maybe(random, ALPHABET),
    publisher: some(),
    manufacturer: some(),
    supplier: some(),
    author: some(),
    authors: random(5) === 0 ? [text(random, ALPHABET)] : [],
    purl: pick(random, [
      undefined,
      `pkg:deb/debian/${word(random, 'abc', 'abc0')}@1.0?arch=amd64`,
      'pkg:npm/%40scope/x@1',
      text(random),
    ]),
    cpe:
      random(5) === 0
        ? pick(random, ['cpe:2.3:a:example:av:1.0:*:*:*:*:*:*:*', 'cpe:/a:example:av:1.0', 'none'])
        : undefined,
    depth: random(Math.min(at + 1, 4)),
  };
}

function truth(each: Entry): Program {
  const group = given(each.group);
  const makers = [each.publisher, each.manufacturer, each.supplier, each.author, ...each.authors].map(given);
  const publisher = makers.find((maker) => maker !== undefined);
  const version = given(each.version);
  const ids = idsOf([given(each.purl), given(each.cpe)]);
  return {
    name: group === undefined ? each.name.trim() : `${group}/${each.name.trim()}`,
    ...(version === undefined ? {} : { version }),
    ...(publisher === undefined ? {} : { publisher }),
    ...(ids.length === 0 ? {} : { ids }),
    marks: ['claim'],
  };
}

/** Of the purls and CPE names that are drawn here. */
export function idsOf(names: readonly (string | undefined)[]): string[] {
  return names.flatMap((name) => {
    if (name === undefined) return [];
    if (name.startsWith('cpe:')) return [`cpe:${name}`];
    const deb = /^pkg:deb\/debian\/(?<name>[a-c0]+)@/u.exec(name)?.groups?.['name'];
    if (deb !== undefined) return [`deb:${deb}`, `purl:${name}`];
    return name === 'pkg:npm/%40scope/x@1' ? ['npm:@scope/x', `purl:${name}`] : [];
  });
}

function isXml(each: Entry): boolean {
  return (
    Object.values(each).every((value) => typeof value !== 'string' || fitsXml(value)) &&
    each.authors.every(fitsXml)
  );
}

interface Node {
  readonly own: Entry;
  readonly parts: Node[];
}

/** Components lie inside those before them, as deep as they say and there is room. */
function nested(entries: readonly Entry[]): Node[] {
  const top: Node[] = [];
  const open: Node[] = [];
  for (const own of entries) {
    const node = { own, parts: [] };
    open.splice(own.depth);
    (open.at(-1)?.parts ?? top).push(node);
    open.push(node);
  }
  return top;
}

function json({ own, parts }: Node): object {
  const { type, group, name, version, publisher, manufacturer, supplier, author, authors, purl, cpe } = own;
  return {
    type,
    group,
    name,
    version,
    publisher,
    ...(manufacturer === undefined ? {} : { manufacturer: { name: manufacturer } }),
    ...(supplier === undefined ? {} : { supplier: { name: supplier, url: ['https://example.org'] } }),
    author,
    ...(authors.length === 0 ? {} : { authors: authors.map((each) => ({ name: each })) }),
    purl,
    cpe,
    ...(parts.length === 0 ? {} : { components: parts.map(json) }),
  };
}

function xml({ own, parts }: Node, random: Random, prefix: string): string {
  const one = (name: string, value: string | undefined) => element(`${prefix}${name}`, value, random);
  const inside = (name: string, value: string | undefined) =>
    value === undefined ? '' : `<${prefix}${name}>${one('name', value)}</${prefix}${name}>`;
  const authors = own.authors
    .map((each) => `<${prefix}author>${one('name', each)}</${prefix}author>`)
    .join('');
  const below = parts.map((part) => xml(part, random, prefix)).join('');
  return [
    `<${prefix}component type="${own.type}">`,
    inside('supplier', own.supplier),
    inside('manufacturer', own.manufacturer),
    authors === '' ? '' : `<${prefix}authors>${authors}</${prefix}authors>`,
    one('author', own.author),
    one('publisher', own.publisher),
    one('group', own.group),
    one('name', own.name),
    one('version', own.version),
    one('cpe', own.cpe),
    one('purl', own.purl),
    below === '' ? '' : `<${prefix}components>${below}</${prefix}components>`,
    `</${prefix}component>`,
  ].join(random(2) === 0 ? '' : '\n  ');
}
