import type { Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import { element, fitsXml } from '../writers/xml.ts';
import type { Family } from './family.ts';
import { given, maybe, pick, text, utf8 } from './words.ts';

interface Entry {
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly isProtection: boolean;
}

const ALPHABET = { newlines: true, tabs: true, controls: true, blanks: true };
const FIELDS = [
  'name',
  'version',
  'publisher',
  'maintainer',
  'arch',
  'ids',
  'user',
  'folder',
  'marks',
  'kind',
  'installedOn',
] as const;

/** An inventory of GLPI Agent in both encodings. */
export const glpi: Family<Entry> = {
  id: 'glpi',
  needsFirst: true,
  entry,
  truth,
  forms: [
    {
      id: 'XML',
      reader: 'glpi',
      fields: FIELDS,
      carries: isXml,
      write: (entries, random) => {
        const items = entries.map(({ fields, isProtection }) => {
          const name = isProtection ? 'ANTIVIRUS' : 'SOFTWARES';
          const inside = Object.entries(fields).map(([key, value]) =>
            element(key.toUpperCase(), value, random),
          );
          return `    <${name}>\n      ${inside.join('\n      ')}\n    </${name}>\n`;
        });
        return [
          {
            path: 'inventory.xml',
            bytes: utf8(
              `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST>\n  <CONTENT>\n${items.join('')}  </CONTENT>\n  <DEVICEID>x-2024-01-01-00-00-00</DEVICEID>\n  <QUERY>INVENTORY</QUERY>\n</REQUEST>\n`,
            ),
          },
        ];
      },
    },
    {
      id: 'JSON',
      reader: 'glpi',
      fields: FIELDS,
      carries: isXml,
      write: (entries, random) => {
        const of = (isProtection: boolean) =>
          entries.filter((each) => each.isProtection === isProtection).map(({ fields }) => fields);
        const body = {
          action: 'inventory',
          content: { softwares: of(false), antivirus: of(true), versionclient: 'x' },
          deviceid: 'x',
          itemtype: 'Computer',
        };
        return [{ path: 'inventory.json', bytes: utf8(JSON.stringify(body, undefined, random(2) * 3)) }];
      },
    },
  ],
};

function isXml({ fields }: Entry): boolean {
  return Object.values(fields).every(fitsXml);
}

/** The first is a program: an inventory without any is incomplete. */
function entry(random: Random, at: number): Entry {
  if (at > 0 && random(6) === 0) {
    return {
      isProtection: true,
      fields: {
        company: maybe(random, ALPHABET),
        enabled: pick(random, ['0', '1', undefined]),
        name: text(random, ALPHABET),
        version: maybe(random, ALPHABET),
      },
    };
  }
  const guid = '{0A1B2C3D-0001-4000-8000-00000000000A}';
  return {
    isProtection: false,
    fields: {
      arch: pick(random, ['x86_64', 'amd64', undefined, '']),
      folder: random(3) === 0 ? text(random, ALPHABET) : undefined,
      from: pick(random, ['registry', 'rpm', 'deb', undefined]),
      guid: pick(random, [undefined, guid, text(random, ALPHABET)]),
      install_date: pick(random, [undefined, '2024-01-31', '']),
      name: text(random, ALPHABET),
      publisher: maybe(random, ALPHABET),
      system_category: pick(random, [undefined, 'system_component', 'update', 'application']),
      username: random(4) === 0 ? text(random, ALPHABET) : undefined,
      version: maybe(random, ALPHABET),
    },
  };
}

function truth({ fields, isProtection }: Entry): Program {
  const value = (name: string) => given(fields[name]);
  const [version, publisher, from] = [
    value('version'),
    value(isProtection ? 'company' : 'publisher'),
    value('from'),
  ];
  const name = value('name') ?? '';
  if (isProtection) {
    return {
      name,
      ...some({ version, publisher }),
      kind: 'trace',
      ...(fields['enabled'] === '0' ? { marks: ['disabled'] } : {}),
      ...(fields['enabled'] === '1' ? { marks: ['running'] } : {}),
    };
  }
  const isPackage = from === 'deb' || from === 'rpm';
  const category = value('system_category');
  return {
    name,
    ids: isPackage ? [`${from}:${name}`] : from === 'registry' ? keyIds(value('guid')) : [],
    ...some({
      version,
      [from === 'deb' ? 'maintainer' : 'publisher']: publisher,
      arch: value('arch'),
      folder: value('folder'),
      user: value('username'),
      installedOn: value('install_date'),
    }),
    ...(category === 'system_component' ? { marks: ['system-component'] } : {}),
    ...(category === 'update' ? { marks: ['update'] } : {}),
  };
}

function keyIds(key: string | undefined): string[] {
  if (key === undefined) return [];
  return key.startsWith('{0A1B') ? [`product-code:${key}`, `uninstall-key:${key}`] : [`uninstall-key:${key}`];
}

function some(fields: Readonly<Record<string, string | undefined>>): Partial<Program> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
