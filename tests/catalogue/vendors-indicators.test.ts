/** Every mark of the catalogue, alone on a machine, shows its vendor and product, or asks for its second sign. */
import { describe, expect, test } from 'vitest';
import type { FactMapping, Vendor } from '../../src/schema/index.ts';
import type { Program } from '../../src/types.ts';
import { builtInCatalogue, facts, vendors } from '../support/built-in.ts';

const catalogue = builtInCatalogue('2026-11-24');

interface Case {
  readonly vendor: Vendor;
  /** Undefined for a mark of the vendor alone. */
  readonly product?: string;
  readonly kind: string;
  readonly fact: FactMapping;
}

const cases = vendors.flatMap(casesOf);

describe('a mark alone', () => {
  test.each(vendors.map(({ id }) => id))('of %s tells what it is', (id) => {
    const wrong = cases
      .filter(({ vendor, fact }) => vendor.id === id && decides(fact))
      .filter((it) => !isTold(it, { publisher: undefined }))
      .map(({ kind, fact }) => `${kind}:${fact.value}`);
    expect(wrong).toEqual([]);
  });

  test('that needs another sign shows nothing', () => {
    const reported = cases
      .filter(({ fact }) => !decides(fact))
      .filter((it) => catalogue.identify(programOf(it)).identities.some(({ vendor }) => vendor === it.vendor))
      .map(({ vendor, kind, fact }) => `${vendor.id} ${kind}:${fact.value}`);
    expect(reported).toEqual([]);
  });
});

describe('a mark with the publisher beside it', () => {
  test('shows what it is where the publisher is the second sign', () => {
    const wrong = cases
      .filter(({ fact, kind }) => fact.with === 'publisher' && !isPackage(kind))
      .filter((it) => !isTold(it, { publisher: certainPublisher(it.vendor) }))
      .map(({ vendor, kind, fact }) => `${vendor.id} ${kind}:${fact.value}`);
    expect(wrong).toEqual([]);
  });
});

function decides(fact: FactMapping): boolean {
  return fact.with === undefined && fact.confidence !== 'low';
}

function isPackage(kind: string): boolean {
  return kind === 'deb' || kind === 'rpm';
}

function isTold(it: Case, more: { publisher: string | undefined }): boolean {
  const program = {
    ...programOf(it),
    ...(more.publisher === undefined ? {} : { publisher: more.publisher }),
  };
  const { identities } = catalogue.identify(program);
  return identities.some(({ vendor, product }) => vendor === it.vendor && product?.id === it.product);
}

function certainPublisher({ publishers = [] }: Vendor): string | undefined {
  return facts(publishers).find(decides)?.value;
}

function programOf({ kind, fact }: Case): Program {
  const shown = sample(fact.value);
  if (kind === 'publisher' || kind === 'certificate') return { name: 'Some Program', publisher: shown };
  if (kind === 'organisation') return { name: 'Some Program', ids: [`signer:CN=${quoted(shown)}`] };
  if (kind === 'name') return { name: shown };
  return { name: 'Some Program', ids: [`${SIGNERS[kind] ?? kind}:${shown}`] };
}

/** Keys of `signers`, and the kinds of id that they are met by. */
const SIGNERS: Readonly<Record<string, string>> = {
  'apple-team-id': 'team-id',
  registration: 'signer-registration',
  thumbprint: 'signer-certificate',
};

/** As a subject writes a name with a comma. */
function quoted(name: string): string {
  return name.includes(',') ? `"${name}"` : name;
}

/** A text that the pattern means. */
function sample(pattern: string): string {
  return pattern
    .replace(/^~/u, '/home/alder')
    .replace('%LOCALAPPDATA%', 'C:\\Users\\alder\\AppData\\Local')
    .replace(/#/gu, '21.3')
    .replace(/\*/gu, 'x');
}

function casesOf(vendor: Vendor): Case[] {
  const own = (kind: string, list: unknown): Case[] => facts(list).map((fact) => ({ vendor, kind, fact }));
  return [
    ...own('publisher', vendor.publishers ?? []),
    ...Object.entries({ ...vendor.signers, ...vendor.ids }).flatMap(([kind, list]) => own(kind, list)),
    ...own('bundle-id', vendor.domains ?? []),
    ...(vendor.products ?? []).flatMap(({ id, names = [], packages = [], domains = [], ids = {} }) =>
      [
        ['name', names] as const,
        ['deb', packages] as const,
        ['bundle-id', domains] as const,
        ...Object.entries(ids),
      ].flatMap(([kind, list]) => own(kind, list).map((it): Case => ({ ...it, product: id }))),
    ),
  ];
}
