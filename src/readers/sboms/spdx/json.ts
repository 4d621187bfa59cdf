import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import {
  field,
  isList,
  isObject,
  type Json,
  jsonPart,
  listField,
  stringField,
} from '../../../formats/markup/json.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Program } from '../../../types.ts';
import { noteAlmostKeys, type Vocabulary } from '../almost-keys.ts';
import { sbomOf } from '../envelope.ts';
import { takeIdentifiers } from '../links.ts';
import { noteStrayParts } from '../stray-parts.ts';
import { externalPart, referBoth, spdxLinks } from './external.ts';
import { claim } from './package.ts';

const OF_DOCUMENT: Vocabulary = { carriers: ['packages', 'relationships', 'externalDocumentRefs'] };
const OF_PACKAGE: Vocabulary = {
  carriers: ['name', 'versionInfo', 'supplier', 'originator', 'externalRefs'],
};

/** The keys of a document and of a package, up to version 2.3. */
const DOCUMENT_KEYS = new Set(
  (
    'spdxVersion dataLicense SPDXID name documentNamespace creationInfo comment externalDocumentRefs ' +
    'hasExtractedLicensingInfos annotations documentDescribes packages files snippets relationships revieweds $schema'
  ).split(' '),
);
const PACKAGE_KEYS = new Set(
  (
    'SPDXID name versionInfo packageFileName supplier originator downloadLocation filesAnalyzed ' +
    'packageVerificationCode checksums homepage sourceInfo licenseConcluded licenseInfoFromFiles licenseDeclared ' +
    'licenseComments copyrightText summary description comment externalRefs attributionTexts annotations hasFiles ' +
    'primaryPackagePurpose releaseDate builtDate validUntilDate'
  ).split(' '),
);

/** The packages of the JSON encoding. */
export function* spdxJson(bytes: Uint8Array): Generator<Program> {
  const part = jsonPart(bytes);
  if (part.value === undefined) throw part.fault;
  yield* packagesOf(sbomOf(part.value), part.fault);
}

/**
 * The packages of a document whose fields are named as in the JSON encoding.
 *
 * @param fault what kept the rest of the document from being read
 */
export function* packagesOf(document: Json, fault: SyntaxError | undefined): Generator<Program> {
  const faults = errorCollector();
  const version = stringField(document, 'spdxVersion');
  if (!isObject(document) || (version === undefined ? !fault : !/^SPDX-[12]\./u.test(version))) {
    throw new SyntaxError(`no SPDX document of version 2: ${quoted(JSON.stringify(document))}`);
  }
  noteAlmostKeys(document, OF_DOCUMENT, 'the document', faults);
  const packages = field(document, 'packages') ?? [];
  if (!isList(packages)) faults.add(`packages is not a list: ${quoted(JSON.stringify(packages))}`);
  else for (const [at, value] of packages.entries()) yield* packageOf(value, `packages[${at}]`, faults);
  const links = spdxLinks();
  takeIdentifiers(links, document, 'SPDXID');
  for (const [at, value] of listField(document, 'relationships').entries()) {
    const relationship = {
      from: stringField(value, 'spdxElementId'),
      type: stringField(value, 'relationshipType'),
      to: stringField(value, 'relatedSpdxElement'),
    };
    const problem = externalPart(relationship);
    if (problem !== undefined) faults.add(`relationships[${at}]: ${problem}`);
    referBoth(links, relationship, `relationships[${at}]`);
  }
  for (const id of listField(document, 'documentDescribes'))
    if (typeof id === 'string') links.refer(id, 'documentDescribes');
  if (fault) throw fault;
  noteStrayParts(document, DOCUMENT_KEYS, 'the document', faults);
  yield* links.missing(faults);
  faults.throwIfAny();
}

function* packageOf(value: Json, entry: string, faults: ErrorCollector): Generator<Program> {
  const name = stringField(value, 'name');
  if (name === undefined) {
    faults.add(`${entry} has no name: ${quoted(JSON.stringify(value))}`);
    return;
  }
  noteAlmostKeys(value, OF_PACKAGE, entry, faults);
  noteStrayParts(value, PACKAGE_KEYS, entry, faults);
  yield claim({
    name,
    version: stringField(value, 'versionInfo'),
    supplier: stringField(value, 'supplier'),
    originator: stringField(value, 'originator'),
    licences: [stringField(value, 'licenseConcluded'), stringField(value, 'licenseDeclared')],
    locators: listField(value, 'externalRefs').flatMap((ref) => stringField(ref, 'referenceLocator') ?? []),
    entry,
  });
}
