import { isGlob, literalPrefix } from '../matching/glob.ts';
import { nameKey } from '../matching/names/index.ts';
import type { Category, Product, Vendor } from '../schema/index.ts';
import type { IndicatorMatch } from './indicator-match.ts';
import { isPackage } from './keys.ts';

/** Who a program is from and what it is, as far as the catalogue knows. */
export interface Identity {
  readonly vendor: Vendor;
  /** Undefined when only the vendor is known; the program then counts as what the vendor makes. */
  readonly product?: Product;
  readonly categories: readonly Category[];
  /** Vendors whose engine is inside on that day. */
  readonly embeds: readonly string[];
  readonly confidence: 'high' | 'medium' | 'low';
  /** From the program to the product or vendor, one sentence each. */
  readonly reasons: readonly string[];
}

/** What became of the signals of one program. */
export interface Decision {
  /** One a vendor; mostly none or one. */
  readonly identities: readonly Identity[];
  /** What a name alone speaks for, though somebody else published the program. */
  readonly contradicted: readonly Identity[];
  /** Vendors that something spoke for, and why that was not enough. */
  readonly passed: readonly {
    readonly vendor: Vendor;
    readonly product?: Product;
    readonly reason: string;
  }[];
}

/** What a program describes itself that speaks against a mark. */
export interface ReportedDetails {
  /** As the manifest writes it, if it does. */
  readonly publisher?: string | undefined;
  /** The program file of a service or driver, or the folder that it is in. */
  readonly file?: string | undefined;
}

/**
 * Weighs signals: what is sufficient, what needs another, and what the publisher contradicts.
 *
 * @param reported what the manifest reports of the program itself
 */
export function decide(
  matches: readonly IndicatorMatch[],
  vendors: readonly Vendor[],
  day: string,
  { publisher, file }: ReportedDetails = {},
): Decision {
  const identities: Identity[] = [];
  const contradicted: Identity[] = [];
  const passed: Decision['passed'][number][] = [];
  const publishers = publisherVendors(matches);
  for (const index of new Set(matches.map(({ mark: indicator }) => indicator[2]))) {
    const vendor = vendors[index];
    if (!vendor) continue;
    const own = matches.filter(({ mark }) => mark[2] === index);
    const verdicts = own.map((match) => ({
      signal: match,
      against: objection(match, own, publishers, vendors) ?? otherFile(match, vendor, file),
    }));
    const held = verdicts.filter(({ against }) => against === undefined).map(({ signal }) => signal);
    const list = isContradicted(held, vendor, publisher) ? contradicted : identities;
    if (held.length > 0) list.push(identityOf(vendor, held, day));
    else passed.push(passedOver(vendor, verdicts));
  }
  return { identities, contradicted, passed };
}

/** Names are free to everybody: a publisher that is not the vendor makes a name alone a maybe. */
function isContradicted(
  held: readonly IndicatorMatch[],
  vendor: Vendor,
  publisher: string | undefined,
): boolean {
  if (publisher === undefined || publisher.trim() === '' || held.some(({ via }) => via !== 'name'))
    return false;
  const [first = ''] = nameKey(vendor.name).split(' ');
  return !nameKey(publisher).split(' ').includes(first);
}

/** The vendors that the publisher field names for sure. */
function publisherVendors(matches: readonly IndicatorMatch[]): ReadonlySet<number> {
  return new Set(
    matches
      .filter(({ via, mark: indicator }) => via === 'publisher' && !indicator[4]?.low)
      .map(({ mark }) => mark[2]),
  );
}

/** Why a signal does not decide; undefined when it does. */
function objection(
  match: IndicatorMatch,
  own: readonly IndicatorMatch[],
  publishers: ReadonlySet<number>,
  vendors: readonly Vendor[],
): string | undefined {
  const { mark: indicator, via, said } = match;
  const [kind, key, place, , conditions] = indicator;
  if (via === 'folder') return `${said} is a folder of this vendor, and other programs may lie in it`;
  if (via === 'maintainer') return `a maintainer (${said}) never decides by itself`;
  if (isShared(kind) && publishers.size > 0 && !publishers.has(place)) {
    const others = [...publishers].map((other) => vendors[other]?.name ?? '').join(', ');
    return `${shown(match)} is a known indicator of this vendor, but the publisher is ${others}`;
  }
  const second = conditions?.with ?? (kind === 'original-name' ? 'publisher' : undefined);
  if (second !== undefined && !hasSecond(second, match, own)) {
    return `${shown(match)} is too common an indicator: the ${second} must be this vendor's too`;
  }
  if (conditions?.low && conditions.with === undefined && !own.some((it) => isOther(it, match))) {
    return `${shown(match)} is an indicator of low confidence (${key}) and needs a second one`;
  }
  return undefined;
}

/** Below Windows all vendors keep their drivers, and what starts there says nothing of whose it is. */
const SYSTEM_FOLDER =
  /^(?:[a-z]:)?[\\/](?:\?\?[\\/])?(?:%?systemroot%?|windows|winnt)[\\/]|^%?systemroot%?[\\/]|^system32[\\/]/iu;

/** A file beside all folders of a volume says nothing of whose it is either. */
const IN_NO_FOLDER = /^(?:\/?[a-z]:)?[\\/]?[^\\/]+\.\w+$/iu;

/** The name of a service is free, and a short or open one may be anybody's: where its file lies says whose it is. */
function otherFile({ mark }: IndicatorMatch, vendor: Vendor, file: string | undefined): string | undefined {
  const [kind, key] = mark;
  const isWeak = isGlob(key) && literalPrefix(key).length <= SHORT_NAME;
  if (!isWeak || (kind !== 'service' && kind !== 'driver') || file === undefined) return undefined;
  if (SYSTEM_FOLDER.test(file) || IN_NO_FOLDER.test(file)) return undefined;
  const words = new Set(nameKey(file.replace(/[\\/.]/gu, ' ')).split(' '));
  const brands = [vendor.id, vendor.name, ...(vendor.brands ?? [])].map(
    (brand) => nameKey(brand).split(' ')[0] ?? '',
  );
  const letters = literalPrefix(key);
  if (brands.some((brand) => words.has(brand)) || words.has(letters)) return undefined;
  return `${key} is a short name of a service, and its file ${file} is not of this vendor`;
}

const SHORT_NAME = 4;

/** Words and file names that two vendors may use; package names and codes are given out once. */
const GIVEN_OUT: ReadonlySet<string> = new Set(
  (
    'publisher signer-registration signer-certificate sha256 product-code upgrade-code appx team-id bundle-id receipt system-extension kext android flatpak winget ' +
    'chrome-extension edge-extension firefox-addon safari-extension native-messaging-host package domain'
  ).split(' '),
);

/** Whether several vendors may use the same mark of this kind. */
export function isShared(kind: string): boolean {
  return !GIVEN_OUT.has(kind) && !isPackage(kind);
}

function hasSecond(
  wanted: 'publisher' | 'name' | 'path',
  match: IndicatorMatch,
  own: readonly IndicatorMatch[],
): boolean {
  return own.some((it) => it !== match && isSecond(wanted, it));
}

/** Ids that show who made a program as surely as its publisher does. */
const SIGNERS: ReadonlySet<string> = new Set([
  'team-id',
  'signer',
  'signer-registration',
  'signer-certificate',
  'company',
]);

function isSecond(wanted: 'publisher' | 'name' | 'path', { via, mark: indicator }: IndicatorMatch): boolean {
  if (wanted === 'publisher') return via === 'publisher' || via === 'maintainer' || SIGNERS.has(indicator[0]);
  if (wanted === 'name') return via === 'name';
  return via === 'folder' || indicator[0] === 'path';
}

/** Another thing about the program, not the same one met by another pattern. */
function isOther(it: IndicatorMatch, match: IndicatorMatch): boolean {
  return it.via !== match.via || (it.via === 'id' && it.key !== match.key);
}

function identityOf(vendor: Vendor, held: readonly IndicatorMatch[], day: string): Identity {
  const best = held.reduce((one, other) => (rank(other) > rank(one) ? other : one));
  const product = best.mark[3] < 0 ? undefined : vendor.products?.[best.mark[3]];
  return {
    vendor,
    ...(product ? { product } : {}),
    categories: product?.categories ?? vendor.categories,
    embeds: embedsOf(product, day),
    confidence: confidenceOf(held),
    reasons: reasonsOf(vendor, product, best, held),
  };
}

/** A product before a vendor, an id before a name, the whole before a pattern, a long pattern before a short one. */
export function rank({ via, key: met, mark: indicator }: IndicatorMatch): number {
  const [kind, key, , product] = indicator;
  // Of places the deeper one says more, though it may show less: `…\Vendor\Engine` is in `…\Vendor`, which all share.
  if (via === 'id' && (kind === 'path' || kind === 'registry-key')) return 12 + met.length / 4000;
  const exact = isGlob(key) ? literalPrefix(key).length / 1000 : 1;
  const field = via === 'id' ? 3 : via === 'name' ? 2 : 0;
  return (product < 0 ? 0 : 10) + field * 2 + exact + key.length / 100_000;
}

function embedsOf(product: Product | undefined, day: string): string[] {
  return (product?.embeds ?? [])
    .filter(
      ({ confidence, from, to }) => confidence !== 'low' && (from ?? '') <= day && day <= (to ?? '9999'),
    )
    .map(({ vendor }) => vendor);
}

function confidenceOf(held: readonly IndicatorMatch[]): Identity['confidence'] {
  if (held.some(({ mark: indicator }) => !indicator[4]?.low && !indicator[4]?.medium)) return 'high';
  return held.some(({ mark }) => !mark[4]?.low) ? 'medium' : 'low';
}

function reasonsOf(
  vendor: Vendor,
  product: Product | undefined,
  best: IndicatorMatch,
  held: readonly IndicatorMatch[],
): string[] {
  const first = `${shown(best)} is ${product ? product.name : `an indicator of ${vendor.name}`}${best.cut ? ', as far as the list shows the name' : ''}`;
  const publisher = held.find(({ via }) => via === 'publisher');
  const second = publisher && publisher !== best ? [`${shown(publisher)} is ${vendor.name}`] : [];
  const unknown = product ? [] : [`unknown product: it gets the categories of ${vendor.name}`];
  return [first, ...second, ...unknown];
}

function passedOver(
  vendor: Vendor,
  verdicts: readonly { signal: IndicatorMatch; against: string | undefined }[],
): Decision['passed'][number] {
  const best = verdicts.reduce((one, other) => (rank(other.signal) > rank(one.signal) ? other : one));
  const product = best.signal.mark[3] < 0 ? undefined : vendor.products?.[best.signal.mark[3]];
  return { vendor, ...(product ? { product } : {}), reason: best.against ?? '' };
}

function shown({ via, said }: IndicatorMatch): string {
  const cut = said.length > 120 ? `${said.slice(0, 120)}…` : said;
  if (via === 'id') return cut;
  return via === 'name' ? `the name ${JSON.stringify(cut)}` : `the publisher ${JSON.stringify(cut)}`;
}
