/**
 * The keys that CycloneDX has, up to version 1.7, where components are or may be expected. Keys of JSON and elements of XML
 * have the same names.
 *
 * @see https://cyclonedx.org/docs/1.7/json/
 */
function keys(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Of a document. */
export const BOM_KEYS = keys(
  '$schema bomFormat specVersion serialNumber version metadata components services externalReferences dependencies ' +
    'compositions vulnerabilities annotations formulation declarations definitions citations properties signature',
);

/** Of `metadata`. */
export const METADATA_KEYS = keys(
  'timestamp lifecycles tools authors component manufacture manufacturer supplier licenses properties ' +
    'distributionConstraints',
);

/** Of a component. */
export const COMPONENT_KEYS = keys(
  'type mime-type bom-ref supplier manufacturer authors author publisher group name version versionRange isExternal ' +
    'description scope hashes licenses copyright patentAssertions cpe purl omniborId swhid swid modified pedigree ' +
    'externalReferences components evidence releaseNotes modelCard data cryptoProperties properties tags signature',
);

/** Of a service. */
export const SERVICE_KEYS = keys(
  'bom-ref provider group name version description endpoints authenticated x-trust-boundary trustZone data licenses ' +
    'patentAssertions externalReferences services releaseNotes properties tags signature',
);
