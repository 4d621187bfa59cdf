import { isShared, rank } from '../../catalogue/decide.ts';
import { type Mark, marksOf } from '../../catalogue/index.ts';
import type { MarkKind } from '../../catalogue/keys.ts';
import { domainKinds, packageKinds } from '../../catalogue/shared-keys.ts';
import { isGlob } from '../../matching/glob.ts';
import type { Vendor } from '../../schema/index.ts';

/** A mark of the catalogue with what it weighs. */
export interface WantedMark {
  readonly kind: MarkKind;
  /** A key of the catalogue; `*`, `?` and `#` as in rules. */
  readonly pattern: string;
  readonly vendor: string;
  /** Empty for a mark of the maker alone. */
  readonly product: string;
  /** Of several marks of one maker the heaviest tells the product. */
  readonly rank: number;
  /** It never decides without another mark of the same maker. */
  readonly low: boolean;
  /** What else must be of this maker. */
  readonly needs: '' | 'publisher' | 'name' | 'path';
  /** Several makers may use it, so that another maker's publisher speaks against it. */
  readonly shared: boolean;
  /** It is there only to speak against others: its maker is not asked about. */
  readonly rival: boolean;
}

/** The marks of the makers in scope on a day, and the publishers of all others. */
export function wantedMarks(vendors: readonly Vendor[], scope: readonly Vendor[], day: string): WantedMark[] {
  const inScope = new Set(scope.map(({ id }) => id));
  return [...marksOf(vendors)].flatMap(eachKind).flatMap((mark) => {
    const [kind, , place, , conditions = {}] = mark;
    const vendor = vendors[place];
    if (!vendor || conditions.not || (conditions.from ?? '') > day || day > (conditions.to ?? '9999'))
      return [];
    const rival = !inScope.has(vendor.id);
    return rival && kind !== 'publisher' ? [] : [wantedMark(mark, vendor, rival)];
  });
}

/** Tools know kinds of id only: what counts for many kinds is asked for in each. */
function eachKind(mark: Mark): Mark[] {
  const [kind, key, ...rest] = mark;
  if (kind === 'package') return packageKinds.map((one) => [one, packageKey(one, key), ...rest]);
  if (kind === 'domain')
    return domainKinds.flatMap((one): Mark[] => [
      [one, key, ...rest],
      [one, `${key}.*`, ...rest],
    ]);
  return [mark];
}

/** Gentoo's packages stand in categories. */
function packageKey(kind: string, key: string): string {
  return kind === 'portage' ? `*/${key}` : key;
}

function wantedMark(mark: Mark, vendor: Vendor, rival: boolean): WantedMark {
  const [kind, pattern, , product, conditions = {}] = mark;
  const via = kind === 'name' || kind === 'publisher' ? kind : 'id';
  return {
    kind,
    pattern,
    vendor: vendor.id,
    product: vendor.products?.[product]?.id ?? '',
    rank: rank({ via, said: '', key: isGlob(pattern) ? pattern.replace(/[*?#].*$/u, '') : pattern, mark }),
    low: conditions.low === true,
    needs: conditions.with ?? '',
    shared: isShared(kind),
    rival,
  };
}
