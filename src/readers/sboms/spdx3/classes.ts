import { type Json, listField, stringField } from '../../../formats/markup/json.ts';

const TERMS = String.raw`(?:spdx:|https?:\/\/spdx\.org\/rdf\/3\.[\w.]+\/terms\/)`;
/** The compact and the prefixed names of the classes of packages: those of models and data sets are packages too. */
const PACKAGE = new RegExp(
  `^(?:software_Package|ai_AIPackage|dataset_DatasetPackage|${TERMS}?(?:Software/Package|AI/AIPackage|Dataset/DatasetPackage))$`,
  'u',
);
/** Classes of the core have no prefix; those of profiles have one. */
const KNOWN = new RegExp(
  `^(?:(?:software|security|simplelicensing|expandedlicensing|licensing|dataset|ai|build|extension)_[A-Z]\\w*|${TERMS}?(?:Core|Software|Security|SimpleLicensing|ExpandedLicensing|Dataset|AI|Build|Extension)/\\w+)$`,
  'u',
);
const CORE: ReadonlySet<string> = new Set(
  (
    'Agent Annotation Artifact Bom Bundle CreationInfo DictionaryEntry Element ElementCollection ExternalIdentifier ' +
    'ExternalMap ExternalRef Hash IndividualElement IntegrityMethod LifecycleScopedRelationship NamespaceMap ' +
    'Organization PackageVerificationCode Person PositiveIntegerRange Relationship SoftwareAgent SpdxDocument Tool'
  ).split(' '),
);

/** The classes that an element says it is of. */
function typesOf(element: Json | undefined): readonly string[] {
  const types = ['type', '@type'].flatMap((key) => [stringField(element, key), ...listField(element, key)]);
  return types.filter((type) => typeof type === 'string');
}

/** Whether an element is a package. */
export function isPackage(element: Json | undefined): boolean {
  return typesOf(element).some((type) => PACKAGE.test(type));
}

/**
 * What keeps an element from being known to be no package: the class that SPDX does not have, or that it has none.
 *
 * @see https://spdx.github.io/spdx-spec/v3.0.1/model/
 */
export function unknownClass(element: Json): string | undefined {
  const types = typesOf(element);
  if (types.length === 0) return 'an element without a type';
  const isKnown = types.some((type) => CORE.has(type) || KNOWN.test(type));
  return isKnown ? undefined : `unknown type ${JSON.stringify(types[0]?.slice(0, 80))}`;
}
