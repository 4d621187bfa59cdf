/**
 * The rule language: one description that gives the types, the validation and the JSON Schemas.
 *
 * Its types may be imported everywhere. Its values load valibot: only `rulebook` and `scripts` import those, and
 * `rulebook` does when there is YAML to check, so that a scan with the built-in rules never pays for it.
 */

export {
  type Category,
  categories,
  type Effect,
  effects,
  type IdKind,
  idKinds,
  type Scheme,
  type Severity,
  severities,
} from '../vocabulary.ts';
export {
  type Authority,
  type Ban,
  type BanExtension,
  type BanFile,
  banExtension,
  banFile,
  type Cycle,
  type Example,
} from './ban.ts';
export { type Config, configFile, type WaiverPolicy } from './config.ts';
export { type Fact, type FactMapping } from './fact.ts';
export { type LicenceSelector, type Match, type NamePattern, type VendorSelector } from './match.ts';
export { type SourceSelector } from './source-selector.ts';
export {
  type Control,
  type Embed,
  type Product,
  type Vendor,
  type VendorExtension,
  type VendorFile,
  vendorExtension,
  vendorFile,
} from './vendor.ts';
export { type Waiver, waiverFile } from './waiver.ts';
