import { decide, type Identity } from '../../catalogue/decide.ts';
import type { Indicator } from '../../catalogue/index.ts';
import { type CompileContext, conditionOf } from '../../evaluate/condition.ts';
import { milder } from '../../evaluate/severity.ts';
import type { Ban, Product, Severity, Vendor } from '../../schema/index.ts';

/** What a ban says of one product, or of a vendor whose product is not known. */
export interface Identified {
  readonly vendor: string;
  /** Empty for the vendor alone. */
  readonly product: string;
  /** As people call it. */
  readonly name: string;
  /** Of a finding; the ban may not mean this one at all: its test shows. */
  readonly severity: Severity;
  /** It can be installed without a program entry: a trace alone means that it is there. */
  readonly alone: boolean;
}

/** How identities are called in tests: `vendor/product`, `vendor/` for the vendor alone. */
export function whoOf({ vendor, product }: Pick<Identity, 'vendor' | 'product'>): string {
  return `${vendor.id}/${product?.id ?? ''}`;
}

/** Every identity that the catalogue can find for these vendors on a day. */
export function allIdentities(vendors: readonly Vendor[], day: string): Identity[] {
  return vendors.flatMap((vendor, place) => [
    identityOf(vendors, place, -1, day),
    ...(vendor.products ?? []).map((_, index) => identityOf(vendors, place, index, day)),
  ]);
}

/** The catalogue's own decision over a mark that stands alone and beyond doubt. */
function identityOf(vendors: readonly Vendor[], index: number, product: number, day: string): Identity {
  const indicator: Indicator = ['product-code', 'x', index, product];
  const [identity] = decide([{ via: 'id', said: 'x', key: 'x', mark: indicator }], vendors, day).identities;
  if (!identity) throw new Error(`no identity of ${vendors[index]?.id}`);
  return identity;
}

/** What a ban says of each product of the vendors in its scope. */
export function identitiesOf(
  ban: Ban,
  scope: readonly Vendor[],
  severity: 'ban' | 'warn',
  compiler: Pick<CompileContext, 'vendors' | 'day'>,
): ReadonlyMap<string, Identified> {
  const brand = conditionOf(ban.match, {
    ...compiler,
    expressions: new Map(),
    brandOnly: true,
    identityOnly: true,
  });
  const levels = (['ban', 'warn', 'note'] as const).map((least) => ({
    least,
    holds: conditionOf(ban.match, { ...compiler, expressions: new Map(), least, identityOnly: true }),
  }));
  const entries = allIdentities(scope, compiler.day).map((identity): [string, Identified] => {
    const isBrand = ban.embedded === undefined || brand({ sighting: NOTHING, identity }).truth !== 'no';
    const { vendor, product } = identity;
    const answers = levels.map(
      ({ least, holds }) => [least, holds({ sighting: NOTHING, identity }).truth] as const,
    );
    // As in a scan: the heaviest alternative that means this one, or else may mean it.
    const [level] = answers.find(([, truth]) => truth === 'yes') ??
      answers.find(([, truth]) => truth === 'maybe') ?? [severity];
    const most = milder(severity, level);
    return [
      whoOf(identity),
      {
        vendor: vendor.id,
        product: product?.id ?? '',
        name: product?.name ?? `a product of ${vendor.name}`,
        severity: isBrand || ban.embedded === undefined ? most : milder(most, ban.embedded),
        alone: isAlone(product),
      },
    ];
  });
  return new Map(entries);
}

function isAlone(product: Product | undefined): boolean {
  return product?.['without-entry'] === true;
}

/** Conditions over identities alone look at no sighting. */
export const NOTHING = { name: '', reader: '', path: '' };
