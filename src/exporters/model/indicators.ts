import { isShared, rank } from '../../catalogue/decide.ts';
import { type Indicator, indicatorsOf } from '../../catalogue/index.ts';
import type { IndicatorKind } from '../../catalogue/keys.ts';
import { domainKinds, packageKinds } from '../../catalogue/shared-keys.ts';
import { isGlob } from '../../matching/glob.ts';
import type { Vendor } from '../../schema/index.ts';

/** A mark of the catalogue with what it weighs. */
export interface ExportIndicator {
  readonly kind: IndicatorKind;
  /** A key of the catalogue; `*`, `?` and `#` as in rules. */
  readonly pattern: string;
  readonly vendor: string;
  /** Empty for a mark of the vendor alone. */
  readonly product: string;
  /** Of several marks of one vendor the heaviest shows the product. */
  readonly rank: number;
  /** It never decides without another mark of the same vendor. */
  readonly low: boolean;
  /** What else must be of this vendor. */
  readonly needs: '' | 'publisher' | 'name' | 'path';
  /** Several vendors may use it, so that another vendor's publisher speaks against it. */
  readonly shared: boolean;
  /** It is there only to speak against others: its vendor is not asked about. */
  readonly competing: boolean;
}

/** The marks of the vendors in scope on a day, and the publishers of all others. */
export function exportIndicators(
  vendors: readonly Vendor[],
  scope: readonly Vendor[],
  day: string,
): ExportIndicator[] {
  const inScope = new Set(scope.map(({ id }) => id));
  return [...indicatorsOf(vendors)].flatMap(eachKind).flatMap((indicator) => {
    const [kind, , place, , conditions = {}] = indicator;
    const vendor = vendors[place];
    if (!vendor || conditions.not || (conditions.from ?? '') > day || day > (conditions.to ?? '9999'))
      return [];
    const competing = !inScope.has(vendor.id);
    return competing && kind !== 'publisher' ? [] : [wantedMark(indicator, vendor, competing)];
  });
}

/** Tools know kinds of id only: what counts for many kinds is asked for in each. */
function eachKind(indicator: Indicator): Indicator[] {
  const [kind, key, ...rest] = indicator;
  if (kind === 'package') return packageKinds.map((one) => [one, packageKey(one, key), ...rest]);
  if (kind === 'domain')
    return domainKinds.flatMap((one): Indicator[] => [
      [one, key, ...rest],
      [one, `${key}.*`, ...rest],
    ]);
  return [indicator];
}

/** Gentoo's packages stand in categories. */
function packageKey(kind: string, key: string): string {
  return kind === 'portage' ? `*/${key}` : key;
}

function wantedMark(indicator: Indicator, vendor: Vendor, competing: boolean): ExportIndicator {
  const [kind, pattern, , product, conditions = {}] = indicator;
  const via = kind === 'name' || kind === 'publisher' ? kind : 'id';
  return {
    kind,
    pattern,
    vendor: vendor.id,
    product: vendor.products?.[product]?.id ?? '',
    rank: rank({
      via,
      said: '',
      key: isGlob(pattern) ? pattern.replace(/[*?#].*$/u, '') : pattern,
      mark: indicator,
    }),
    low: conditions.low === true,
    needs: conditions.with ?? '',
    shared: isShared(kind),
    competing,
  };
}
