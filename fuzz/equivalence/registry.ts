import type { Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import { type HiveKey, type HiveStyle, type HiveValue, hive } from '../writers/hive.ts';
import { type RegKey, type RegValue, reg, wine } from '../writers/reg.ts';
import type { Family, Written } from './family.ts';
import { DIGITS, given, maybe, pick, text, utf8, word } from './words.ts';

/** An entry of the list of programs in the registry of the machine or of a user. */
interface Entry {
  readonly key: string;
  readonly is32: boolean;
  /** The number of an account; none for the machine. */
  readonly user: string | undefined;
  readonly values: readonly RegValue[];
  readonly reported: Told;
}

/** The same as whoever wrote the values meant it. */
interface Told {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly publisher: string | undefined;
  readonly day: string | undefined;
  readonly folder: string | undefined;
  readonly code: string | undefined;
  readonly winget: string | undefined;
  readonly hidden: boolean;
  readonly update: boolean;
  readonly call: string | undefined;
}

const UNINSTALL = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';
const USERS = ['S-1-5-21-1004336348-1177238915-682003330-1001', 'S-1-5-21-1-2-3-500'];
const FIELDS = ['name', 'version', 'publisher', 'installedOn', 'folder', 'ids', 'marks', 'kind'] as const;
const ALPHABET = { newlines: true, tabs: true, controls: true, halves: true, blanks: true, longest: 30_000 };

/** One registry as exports of both versions, as hives, as `reg query` prints it, and as Wine keeps it. */
export const registry: Family<Entry> = {
  id: 'registry',
  entry,
  truth,
  forms: [
    {
      id: 'export in UTF-16',
      reader: 'registry-uninstall',
      fields: [...FIELDS, 'user'],
      write: (entries) => [
        { path: 'export.reg', bytes: Buffer.from(`\ufeff${reg(keysOf(entries), 5, wide)}`, 'utf16le') },
      ],
    },
    {
      id: 'export in UTF-8',
      reader: 'registry-uninstall',
      fields: [...FIELDS, 'user'],
      // Other programs write it; bytes below a blank make it no text, and half a character does not fit into it.
      carries: (entry) => isClean(entry),
      write: (entries) => [{ path: 'export.reg', bytes: utf8(reg(keysOf(entries), 5, wide)) }],
    },
    {
      id: 'export of version 4',
      reader: 'registry-uninstall',
      fields: [...FIELDS, 'user'],
      // Which code page the rest is in the file does not show: it is guessed, and a guess may be wrong.
      carries: (entry) => isClean(entry) && isAscii(entry),
      write: (entries) => [{ path: 'export.reg', bytes: utf8(reg(keysOf(entries), 4, utf8)) }],
    },
    {
      id: 'hive of the machine',
      reader: 'registry-uninstall',
      fields: FIELDS,
      carries: ({ user }) => user === undefined,
      write: (entries, random) => [
        { path: 'SOFTWARE', bytes: hive(rootOf('CMI-CreateHive{x}', entries, []), style(random)) },
      ],
    },
    {
      id: 'hives of users',
      reader: 'registry-uninstall',
      // The hive does not name the account: the folder of the user that it lies in does.
      fields: FIELDS,
      carries: ({ user }) => user !== undefined,
      write: (entries, random) =>
        USERS.flatMap((user) => {
          const own = entries.filter((each) => each.user === user);
          const root = () => rootOf('ROOT', own, ['Software']);
          return own.length === 0 ? [] : [{ path: `${user}/NTUSER.DAT`, bytes: hive(root(), style(random)) }];
        }),
    },
    {
      id: 'reg query',
      reader: 'registry-uninstall',
      fields: [...FIELDS, 'user'],
      // A value of several lines goes on at the left margin, where nothing distinguishes it from a key.
      carries: (entry) => isClean(entry) && entry.values.every((value) => !hasBreak(value)),
      write: queried,
    },
    {
      id: 'registry of Wine',
      reader: 'registry-uninstall',
      fields: FIELDS,
      carries: ({ user }) => user === undefined,
      write: (entries) => [{ path: 'system.reg', bytes: utf8(wine(keysOf(entries))) }],
    },
  ],
};

function entry(random: Random, at: number): Entry {
  const code = guid(random);
  const isMsi = random(3) === 0;
  const key =
    isMsi && random(2) === 0 ? code : `${text(random, { longest: 200 }).replaceAll('\\', '/')} ${at}`;
  const folder =
    random(3) === 0
      ? `C:\\Program Files\\${text(random, { longest: 80 }).replace(/["\\/]/gu, '')}x`
      : undefined;
  const day = random(3) === 0 ? `20${10 + random(15)}-0${1 + random(9)}-${10 + random(18)}` : undefined;
  const call = isMsi && key !== code ? `MsiExec.exe /${pick(random, ['I', 'X'])}${code}` : undefined;
  const number = random(12) === 0 ? random(65_536) : undefined;
  const drawn = {
    DisplayName: maybe(random, ALPHABET),
    DisplayVersion: random(3) === 0 ? maybe(random, ALPHABET) : word(random, DIGITS, `${DIGITS}..`, 12),
    Publisher: maybe(random, ALPHABET),
    InstallDate: day?.replaceAll('-', ''),
    InstallLocation: folder && pick(random, [folder, `${folder}\\`, `"${folder}"`, `"${folder}\\"`]),
    UninstallString: call ?? (random(4) === 0 ? '"C:\\x\\unins000.exe" /S' : undefined),
    WingetPackageIdentifier: random(9) === 0 ? `Example.${word(random, 'AB', 'abc')}` : undefined,
    ParentKeyName: random(9) === 0 ? 'OperatingSystem' : undefined,
  };
  const hidden = random(8) === 0;
  const texts = Object.entries(drawn).flatMap(([name, value]) => valueOf(name, value, number, random));
  const numbers: RegValue[] = [
    { name: 'EstimatedSize', kind: 'number', number: 0xffff_fffe },
    ...(hidden ? [{ name: 'SystemComponent', kind: 'number', number: 1 } as const] : []),
  ];
  return {
    key: key.trim(),
    is32: random(3) === 0,
    user: random(3) === 0 ? pick(random, USERS) : undefined,
    values: [...texts, ...numbers, { name: '', kind: 'text', text: 'of no name' }],
    reported: {
      name: line(drawn.DisplayName),
      version: number === undefined ? line(drawn.DisplayVersion) : String(number),
      publisher: line(drawn.Publisher),
      day,
      folder,
      code: isMsi ? code : undefined,
      winget: drawn.WingetPackageIdentifier,
      hidden,
      update: drawn.ParentKeyName !== undefined,
      call: drawn.UninstallString,
    },
  };
}

/** Windows does not mind the case of names, nor whether a text may hold variables. */
function valueOf(
  name: string,
  value: string | undefined,
  number: number | undefined,
  random: Random,
): readonly RegValue[] {
  const own = random(6) === 0 ? name.toUpperCase() : name;
  if (name === 'DisplayVersion' && number !== undefined) return [{ name: own, kind: 'number', number }];
  if (value === undefined) return [];
  return [{ name: own, kind: random(6) === 0 ? 'expandable' : 'text', text: value }];
}

/** In one line, as Windows shows it. */
function line(value: string | undefined): string | undefined {
  return given(value)?.replace(/\s*[\r\n]+\s*/gu, ' ');
}

function truth({ key, user, reported }: Entry): Program {
  const { name, version, publisher, day, folder, code, winget, hidden, update, call } = reported;
  const says = [name, version, publisher, folder, call].some((value) => value !== undefined);
  const marks = [
    ...(hidden ? (['system-component'] as const) : []),
    ...(update ? (['update'] as const) : []),
  ];
  return {
    name: name ?? key,
    ...(version === undefined ? {} : { version }),
    ...(publisher === undefined ? {} : { publisher }),
    ...(day === undefined ? {} : { installedOn: day }),
    ...(folder === undefined ? {} : { folder }),
    ids: [
      ...(code === undefined ? [] : [`product-code:${code}`]),
      `uninstall-key:${key}`,
      ...(winget === undefined ? [] : [`winget:${winget}`]),
    ],
    ...(marks.length === 0 ? {} : { marks }),
    ...(says ? {} : { kind: 'trace' }),
    ...(user === undefined ? {} : { user }),
  };
}

function guid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random(16).toString(16).toUpperCase()).join('');
  return `{${[0, 8, 12, 16, 20].map((from, at) => digits.slice(from, [8, 12, 16, 20, 32][at])).join('-')}}`;
}

function keysOf(entries: readonly Entry[]): RegKey[] {
  const sorted = [...entries].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  return sorted.map((each) => ({ path: `${placeOf(each)}\\${each.key}`, values: each.values }));
}

function placeOf({ user, is32 }: Entry): string {
  const root = user === undefined ? 'HKEY_LOCAL_MACHINE' : `HKEY_USERS\\${user}`;
  return `${root}\\SOFTWARE\\${is32 ? 'WOW6432Node\\' : ''}${UNINSTALL}`;
}

function queried(entries: readonly Entry[]): readonly Written[] {
  const keys = keysOf(entries).map(({ path, values }) => {
    const lines = values.map((value) => {
      const name = value.name === '' ? '(Default)' : value.name;
      if (value.kind === 'number') return `    ${name}    REG_DWORD    0x${value.number.toString(16)}`;
      return `    ${name}    ${value.kind === 'text' ? 'REG_SZ' : 'REG_EXPAND_SZ'}    ${value.text}`;
    });
    return `\r\n${path}\r\n${lines.join('\r\n')}\r\n`;
  });
  return [{ path: 'query.txt', bytes: utf8(`${keys.join('')}\r\n`) }];
}

function rootOf(name: string, entries: readonly Entry[], above: readonly string[]): HiveKey {
  const list = (is32: boolean): HiveKey[] => {
    const keys = entries.filter((each) => each.is32 === is32).map(hiveKey);
    return keys.length === 0 ? [] : [nested(UNINSTALL.split('\\'), keys)];
  };
  const view32 = list(true);
  const all = [
    ...list(false),
    ...(view32.length === 0 ? [] : [{ name: 'WOW6432Node', values: [], keys: view32 }]),
  ];
  const [first] = above;
  return { name, values: [], keys: first === undefined ? all : [{ name: first, values: [], keys: all }] };
}

function nested([name = '', ...rest]: readonly string[], keys: readonly HiveKey[]): HiveKey {
  return { name, values: [], keys: rest.length === 0 ? keys : [nested(rest, keys)] };
}

function hiveKey({ key, values }: Entry): HiveKey {
  return { name: key, keys: [], values: values.map(hiveValue) };
}

function hiveValue(value: RegValue): HiveValue {
  if (value.kind === 'number') {
    const data = Buffer.alloc(4);
    data.writeUInt32LE(value.number);
    return { name: value.name, type: 4, data };
  }
  return { name: value.name, type: value.kind === 'text' ? 1 : 2, data: wide(`${value.text}\0`) };
}

function style(random: Random): HiveStyle {
  return {
    list: pick(random, ['lh', 'lf', 'li'] as const),
    most: 1 + random(8),
    minor: pick(random, [3, 5] as const),
  };
}

function wide(written: string): Uint8Array {
  return Buffer.from(written, 'utf16le');
}

function textsOf({ key, values }: Entry): string {
  return [key, ...values.map((value) => (value.kind === 'number' ? '' : value.text))].join(' ');
}

/** Neither control characters but tabs and line ends, nor halves of characters. */
function isClean(each: Entry): boolean {
  const all = textsOf(each);
  return !/[^\P{Cc}\t\r\n]/u.test(all) && Buffer.from(all).toString() === all;
}

function isAscii(each: Entry): boolean {
  return /^[\t\r\n -~]*$/u.test(textsOf(each));
}

function hasBreak(value: RegValue): boolean {
  return value.kind !== 'number' && /[\r\n]/u.test(value.text);
}
