import { numberOf } from '../../../formats/registry/registry-tree.ts';
import type { Program } from '../../../types.ts';
import { accountOf, type PlacedKey, type Where } from './key.ts';
import { detailsOf, lineOf } from './uninstall.ts';

interface Product {
  /** `{GUID}` in capitals. */
  readonly code: string;
  readonly program: Program;
}

/** A product in `UserData\<account>\Products\<packed code>\InstallProperties`. */
export function installerProduct(key: PlacedKey, where: Where): Product | undefined {
  const code = unpacked(key.place.names.at(-2) ?? '');
  const name = lineOf(key.values, 'displayname');
  if (code === undefined || name === undefined) return undefined;
  const user = accountOf(key.place.names.at(-4));
  const ids = [`product-code:${code}`];
  return {
    code,
    program: { name, ...detailsOf(key.values), ids, ...where, ...(user === undefined ? {} : { user }) },
  };
}

/**
 * A product in `Installer\Products\<packed code>`, which shows less of it. In the registry of a user it is a
 * trace: the account of it stands in the registry of the machine, where it is installed or gone.
 */
export function packedProduct(key: PlacedKey, where: Where): Product | undefined {
  const code = unpacked(key.place.names.at(-1) ?? '');
  const name = lineOf(key.values, 'productname');
  if (code === undefined || name === undefined) return undefined;
  const number = numberOf(key.values, 'version');
  const version = number === undefined ? {} : { version: versionOf(number) };
  const kind = key.place.isUser ? { kind: 'trace' as const } : {};
  return { code, program: { name, ...version, ids: [`product-code:${code}`], ...where, ...kind } };
}

/** The products of an upgrade code: its values are named by their packed codes. */
export function* upgradeCode(key: PlacedKey): Iterable<readonly [string, string]> {
  const upgrade = unpacked(key.place.names.at(-1) ?? '');
  if (upgrade === undefined) return;
  for (const packed of key.values.keys()) {
    const product = unpacked(packed);
    if (product !== undefined) yield [product, upgrade];
  }
}

const packedForm = /^[0-9A-F]{32}$/iu;
/** Which digit of a packed code is which of the code: whole groups or pairs are written backwards. */
const order = [
  7, 6, 5, 4, 3, 2, 1, 0, 11, 10, 9, 8, 15, 14, 13, 12, 17, 16, 19, 18, 21, 20, 23, 22, 25, 24, 27, 26, 29,
  28, 31, 30,
];

/**
 * A code as Windows Installer writes it everywhere else.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/guid
 */
function unpacked(packed: string): string | undefined {
  if (!packedForm.test(packed)) return undefined;
  const digits = order
    .map((index) => packed.charAt(index))
    .join('')
    .toUpperCase();
  const groups = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ];
  return `{${groups.join('-')}}`;
}

/** Eight bits of major, eight of minor, sixteen of build. */
function versionOf(packed: number): string {
  return [packed >>> 24, (packed >>> 16) & 0xff, packed & 0xffff].join('.');
}
