import * as v from 'valibot';
import { categories } from '../vocabulary.ts';
import { fact, ids, source } from './fact.ts';
import { country, day, flag, id, list, mapping, text, url, word } from './parts.ts';

const category = word('category', categories);

const control = mapping({
  country,
  from: v.exactOptional(day),
  to: v.exactOptional(day),
  source: v.exactOptional(source),
  note: v.exactOptional(text),
});

const sanction = mapping({
  list: id,
  from: v.exactOptional(day),
  to: v.exactOptional(day),
  source: v.exactOptional(source),
  note: v.exactOptional(text),
});

const embed = mapping({
  vendor: v.pipe(id, v.description('the vendor whose engine is inside')),
  from: v.exactOptional(day),
  to: v.exactOptional(day),
  source: v.exactOptional(source),
  confidence: v.exactOptional(word('confidence', { high: '', medium: '', low: '' })),
  note: v.exactOptional(text),
});

const product = mapping({
  id: v.pipe(id, v.description('unique in the whole catalogue')),
  name: v.pipe(text, v.description('its usual name')),
  categories: v.pipe(list(category), v.description('its categories')),
  'without-entry': v.exactOptional(
    v.pipe(flag, v.description('it can be installed without a program entry, so a trace means installed')),
  ),
  names: v.exactOptional(v.pipe(list(fact), v.description('display names'))),
  packages: v.exactOptional(
    v.pipe(list(fact), v.description('package names, the same for every package manager')),
  ),
  domains: v.exactOptional(
    v.pipe(list(fact), v.description('reverse domain names that begin its ids, `com.example.app`')),
  ),
  ids: v.exactOptional(v.pipe(ids, v.description('facts by kind of ID'))),
  embeds: v.exactOptional(
    v.pipe(list(embed), v.description('foreign engines inside: `vendor`, dates, source, confidence')),
  ),
  from: v.exactOptional(v.pipe(day, v.description('first day on which it is a product of this vendor'))),
  to: v.exactOptional(v.pipe(day, v.description('last day on which it is a product of this vendor'))),
  note: v.exactOptional(v.pipe(text, v.description('for people'))),
});

/** A file of `rules/vendors`. */
export const vendorFile = mapping({
  name: v.pipe(text, v.description('its usual name')),
  country: v.pipe(country, v.description('where the company is run from today, not the seat of a holding')),
  'based-on': v.exactOptional(v.pipe(source, v.description('evidence for the country'))),
  aliases: v.exactOptional(v.pipe(list(text), v.description('brands, for `explain` only'))),
  brands: v.exactOptional(
    v.pipe(
      list(text),
      v.description(
        'brands that only this vendor uses: a name with one is undecided where a list shows no publisher',
      ),
    ),
  ),
  'successor-of': v.exactOptional(v.pipe(list(id), v.description('vendors that this one succeeds'))),
  'controlled-from': v.exactOptional(
    v.pipe(list(control), v.description('dated facts. Without them `country` is valid for all dates')),
  ),
  'sanctioned-by': v.exactOptional(
    v.pipe(list(sanction), v.description('lists that name it: `list`, dates, source')),
  ),
  categories: v.pipe(list(category), v.description('the categories of its unknown products')),
  domicile: v.exactOptional(v.pipe(text, v.description('seats of its companies, in a sentence or two'))),
  note: v.exactOptional(v.pipe(text, v.description('for people'))),
  sources: v.exactOptional(
    v.pipe(
      v.record(id, mapping({ what: text, url: v.exactOptional(url) })),
      v.description('sources of facts: key → `what`, `url`. Optional in your own files'),
    ),
  ),
  publishers: v.exactOptional(v.pipe(list(fact), v.description('as manifests write them, whole names'))),
  signers: v.exactOptional(
    v.pipe(
      mapping({
        organisation: v.exactOptional(list(fact)),
        registration: v.exactOptional(list(fact)),
        thumbprint: v.exactOptional(list(fact)),
        certificate: v.exactOptional(list(fact)),
        'apple-team-id': v.exactOptional(list(fact)),
      }),
      v.description(
        'who signs its programs: `organisation` (or the common name) of the certificate, `registration` (country and ' +
          'number of an EV certificate), `thumbprint` (SHA-1 or SHA-256), `certificate` (name as macOS shows it), ' +
          '`apple-team-id`',
      ),
    ),
  ),
  domains: v.exactOptional(
    v.pipe(
      list(fact),
      v.description(
        'reverse domain names that only this vendor uses: `com.example` covers every ID under it',
      ),
    ),
  ),
  ids: v.exactOptional(v.pipe(ids, v.description('indicators of the vendor without a certain product'))),
  products: v.exactOptional(v.pipe(list(product), v.description('its products'))),
});

const { name: _, categories: __, ...productFacts } = product.entries;
const facts = vendorFile.entries;

/** A file of `vendors` that adds facts to a vendor of another file. */
export const vendorExtension = mapping({
  extends: v.pipe(id, v.description('the vendor that gets these facts, by ID')),
  aliases: facts.aliases,
  note: facts.note,
  sources: facts.sources,
  publishers: facts.publishers,
  signers: facts.signers,
  domains: facts.domains,
  ids: facts.ids,
  products: v.exactOptional(
    v.pipe(
      list(
        mapping({
          ...productFacts,
          name: v.exactOptional(product.entries.name),
          categories: v.exactOptional(product.entries.categories),
        }),
      ),
      v.description('new products, or facts of known ones: then `id` is enough'),
    ),
  ),
});

/** What a file holds that extends a vendor. */
export type VendorExtension = v.InferOutput<typeof vendorExtension>;

/** What a vendor file holds. */
export type VendorFile = v.InferOutput<typeof vendorFile>;

/** Who makes software, from where, and by which marks it is known. */
export type Vendor = VendorFile & { readonly id: string };

/** A thing that a vendor makes. */
export type Product = v.InferOutput<typeof product>;

/** A foreign engine inside a product. */
export type Embed = v.InferOutput<typeof embed>;

/** From where a vendor is run in a time. */
export type Control = v.InferOutput<typeof control>;
