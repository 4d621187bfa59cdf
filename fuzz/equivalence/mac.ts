import type { Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import { binaryPlist, type PlistValue, xmlPlist } from '../writers/plist.ts';
import { fitsXml } from '../writers/xml.ts';
import type { Family, Form, Written } from './family.ts';
import { given, LETTERS, maybe, pick, text, utf8, word } from './words.ts';

interface Entry {
  readonly fields: Readonly<Record<string, string | Date | readonly string[] | undefined>>;
  readonly reported: Program;
}

const ALPHABET = { newlines: true, tabs: true, controls: true, blanks: true };

/** The same property list as XML and in binary, one a program. */
function encodings(
  reader: string,
  fields: Form<Entry>['fields'],
  path: (at: number) => string,
): Form<Entry>[] {
  const files = (entries: readonly Entry[], write: (value: PlistValue) => Uint8Array): readonly Written[] =>
    entries.map((each, at) => ({ path: path(at), bytes: write(defined(each.fields)) }));
  return [
    {
      id: 'XML',
      reader,
      fields,
      carries: isXml,
      write: (entries, random) => files(entries, (value) => utf8(xmlPlist(value, random))),
    },
    { id: 'binary', reader, fields, carries: isXml, write: (entries) => files(entries, binaryPlist) },
  ];
}

/** Descriptions of application bundles. */
export const macApps: Family<Entry> = {
  id: 'mac-app',
  entry(random) {
    const display = maybe(random, ALPHABET);
    const short = maybe(random, ALPHABET);
    const build = maybe(random, ALPHABET);
    const name = text(random, ALPHABET);
    const identifier = identifierOf(random);
    const version = given(short) ?? given(build);
    return {
      fields: {
        CFBundleDisplayName: display,
        CFBundleExecutable: 'x',
        CFBundleIdentifier: identifier,
        CFBundleName: name,
        CFBundlePackageType: 'APPL',
        CFBundleShortVersionString: short,
        CFBundleVersion: build,
      },
      reported: {
        name: given(display) ?? name.trim(),
        ...(version === undefined ? {} : { version }),
        ids: [`bundle-id:${identifier}`],
      },
    };
  },
  truth: ({ reported }) => reported,
  forms: encodings('mac-app', ['name', 'version', 'ids', 'kind'], (at) => `${at}/Info.plist`),
};

/** Receipts of the installer. */
export const receipts: Family<Entry> = {
  id: 'pkg-receipt',
  entry(random) {
    const identifier = random(3) === 0 ? text(random, ALPHABET) : identifierOf(random);
    const version = maybe(random, ALPHABET);
    const date = new Date((1_000_000_000 + random(65_536) * 10_000) * 1000);
    const shown = given(version);
    return {
      fields: {
        InstallDate: date,
        InstallPrefixPath: '/',
        InstallProcessName: 'installer',
        PackageFileName: 'x.pkg',
        PackageIdentifier: identifier,
        PackageVersion: version,
      },
      reported: {
        name: identifier.trim(),
        ...(shown === undefined ? {} : { version: shown }),
        installedOn: date.toISOString().slice(0, 10),
        ids: [`receipt:${identifier.trim()}`],
      },
    };
  },
  truth: ({ reported }) => reported,
  forms: encodings('pkg-receipt', ['name', 'version', 'installedOn', 'ids'], (at) => `${at}.plist`),
};

/** Reports of `system_profiler`. */
export const macReports: Family<Entry> = {
  id: 'system-profiler',
  entry: application,
  truth: ({ reported }) => reported,
  forms: [
    report('XML', (items, random) => utf8(xmlPlist(items, random))),
    report('binary', (items) => binaryPlist(items)),
    {
      id: 'JSON',
      reader: 'system-profiler',
      fields: ['name', 'version', 'publisher', 'folder', 'ids'],
      carries: isXml,
      write: (entries) => [
        {
          path: 'report.json',
          bytes: utf8(JSON.stringify({ SPApplicationsDataType: entries.map(({ fields }) => fields) })),
        },
      ],
    },
    {
      id: 'text',
      reader: 'system-profiler',
      fields: ['name', 'version', 'publisher', 'folder', 'ids'],
      // Lines of a report are distinguished by their colons and blanks; what has such in it is read otherwise.
      carries: ({ fields }) => Object.values(fields).every(isLine),
      write: (entries) => [
        { path: 'report.txt', bytes: utf8(`Applications:\n\n${entries.map(block).join('')}`) },
      ],
    },
  ],
};

function report(id: string, write: (items: PlistValue, random: Random) => Uint8Array): Form<Entry> {
  return {
    id,
    reader: 'system-profiler',
    fields: ['name', 'version', 'publisher', 'folder', 'ids'],
    carries: isXml,
    write: (entries, random) => [
      {
        path: 'report.spx',
        bytes: write(
          [{ _dataType: 'SPApplicationsDataType', _items: entries.map(({ fields }) => defined(fields)) }],
          random,
        ),
      },
    ],
  };
}

function application(random: Random): Entry {
  const name = text(random, ALPHABET);
  const version = maybe(random, ALPHABET);
  const maker =
    text(random, { longest: 60, scripts: true })
      .replace(/[():,]/gu, '')
      .trim() || 'x';
  const certificate = `Developer ID Application: ${maker} (A1B2C3D4E5)`;
  const isSigned = random(2) === 0;
  const shown = given(version);
  return {
    fields: {
      _name: name,
      arch_kind: 'arch_i64',
      path: `/Applications/${name.replace(/[/\r\n]/gu, '')}x.app`,
      signed_by: isSigned
        ? [certificate, 'Developer ID Certification Authority', 'Apple Root CA']
        : undefined,
      version,
    },
    reported: {
      name: name.trim(),
      ...(shown === undefined ? {} : { version: shown }),
      ...(isSigned ? { publisher: maker } : {}),
      folder: `/Applications/${name.replace(/[/\r\n]/gu, '')}x.app`,
      ids: isSigned ? ['team-id:A1B2C3D4E5', `signer:${certificate}`] : [],
    },
  };
}

function block({ fields }: Entry): string {
  const line = (title: string, value: unknown) =>
    typeof value === 'string' ? `      ${title}: ${value}\n` : '';
  const signed = Array.isArray(fields['signed_by']) ? fields['signed_by'].join(', ') : undefined;
  const lines = [
    line('Version', fields['version'] || undefined),
    line('Obtained from', 'Identified Developer'),
    line('Signed by', signed),
    line('Location', fields['path']),
  ];
  return `    ${String(fields['_name'])}:\n\n${lines.join('')}\n`;
}

function isLine(value: unknown): boolean {
  return (
    typeof value !== 'string' ||
    value === '' ||
    /^(?!\s*\/)[^\p{Cc}:：]*$/u.test(value.replace(/^\/Applications\//u, ''))
  );
}

function identifierOf(random: Random): string {
  return `com.${word(random, LETTERS, `${LETTERS}-`)}.${word(random, LETTERS, LETTERS)}${pick(random, ['', '.x'])}`;
}

function isXml({ fields }: Entry): boolean {
  return Object.values(fields).every((value) => typeof value !== 'string' || fitsXml(value));
}

function defined(fields: Entry['fields']): PlistValue {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
