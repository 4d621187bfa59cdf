import type { Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import { element, fitsXml } from '../writers/xml.ts';
import type { Family } from './family.ts';
import { given, LETTERS, maybe, pick, text, utf8, word } from './words.ts';

interface Entry {
  readonly kind: 'application' | 'package' | 'service';
  readonly name: string;
  readonly version: string | undefined;
  readonly path: string | undefined;
  readonly bundle: string | undefined;
}

const ALPHABET = { newlines: true, tabs: true, controls: true, blanks: true };
const FIELDS = ['name', 'version', 'folder', 'ids', 'kind'] as const;

/** A computer as both interfaces of Jamf Pro show it. */
export const jamf: Family<Entry> = {
  id: 'jamf',
  needsFirst: true,
  entry,
  truth,
  forms: [
    {
      id: 'classic XML',
      reader: 'jamf',
      fields: FIELDS,
      carries: isXml,
      write: (entries, random) => {
        const of = (kind: Entry['kind']) => entries.filter((each) => each.kind === kind);
        const applications = of('application').map(
          ({ name, version, path, bundle }) =>
            `<application>${element('name', name, random)}${element('path', path, random)}${element('version', version, random)}${element('bundle_id', bundle, random)}</application>`,
        );
        const packages = of('package').map(({ name }) => element('package', name, random));
        const services = of('service').map(({ name }) => element('name', name, random));
        return [
          {
            path: 'computer.xml',
            bytes: utf8(
              `<?xml version="1.0" encoding="UTF-8"?><computer><general><jamf_version>10</jamf_version></general><software><installed_by_casper>${packages.join('')}</installed_by_casper><running_services>${services.join('')}</running_services><applications><size>${applications.length}</size>${applications.join('\n')}</applications></software></computer>`,
            ),
          },
        ];
      },
    },
    {
      id: 'classic JSON',
      reader: 'jamf',
      fields: FIELDS,
      carries: isXml,
      write: (entries) => {
        const of = (kind: Entry['kind']) => entries.filter((each) => each.kind === kind);
        const body = {
          computer: {
            general: { jamf_version: '10' },
            software: {
              installed_by_casper: of('package').map(({ name }) => name),
              running_services: of('service').map(({ name }) => name),
              applications: of('application').map(({ name, version, path, bundle }) => ({
                name,
                path,
                version,
                bundle_id: bundle,
              })),
            },
          },
        };
        return [{ path: 'computer.json', bytes: utf8(JSON.stringify(body)) }];
      },
    },
    {
      id: 'JSON of version 1',
      reader: 'jamf',
      fields: FIELDS,
      carries: isXml,
      write: (entries) => {
        const of = (kind: Entry['kind']) => entries.filter((each) => each.kind === kind);
        const one = {
          id: '1',
          general: { jamfBinaryVersion: '10' },
          applications: of('application').map(({ name, version, path, bundle }) => ({
            name,
            path,
            version,
            bundleId: bundle,
          })),
          packageReceipts: { installedByJamfPro: of('package').map(({ name }) => name) },
          services: of('service').map(({ name }) => ({ name })),
        };
        return [{ path: 'inventory.json', bytes: utf8(JSON.stringify({ totalCount: 1, results: [one] })) }];
      },
    },
  ],
};

function isXml({ name, version, path, bundle }: Entry): boolean {
  return [name, version, path, bundle].every(fitsXml);
}

/** The first is an application: an inventory without any is incomplete. */
function entry(random: Random, at: number): Entry {
  const drawnKind = pick(random, [
    'application',
    'application',
    'application',
    'package',
    'service',
  ] as const);
  const kind = at === 0 ? 'application' : drawnKind;
  const identifier = `com.${word(random, LETTERS, `${LETTERS}-`)}.${word(random, LETTERS, LETTERS)}`;
  const isApplication = kind === 'application';
  const drawn = text(random, ALPHABET);
  return {
    kind,
    name: isApplication
      ? `${drawn}${pick(random, ['', '.app'])}`
      : pick(random, [identifier, `${drawn}.pkg`]),
    version: isApplication ? maybe(random, ALPHABET) : undefined,
    path: isApplication ? `/Applications/${drawn}.app` : undefined,
    bundle: isApplication && random(2) === 0 ? identifier : undefined,
  };
}

function truth({ kind, name: own, version, path, bundle }: Entry): Program {
  const name = own.trim();
  if (kind === 'service') return { name, kind: 'trace', ids: [`launchd:${name}`] };
  if (kind === 'package')
    return { name, kind: 'trace', ids: name.endsWith('.pkg') ? [] : [`receipt:${name}`] };
  const reported = given(version);
  return {
    name: name.replace(/\.app$/u, ''),
    ...(reported === undefined ? {} : { version: reported }),
    ...(path === undefined ? {} : { folder: path.trim() }),
    ids: bundle === undefined ? [] : [`bundle-id:${bundle}`],
  };
}
