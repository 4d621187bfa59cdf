import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import {
  field,
  isList,
  isObject,
  type Json,
  jsonPart,
  listField,
  stringField,
} from '../../formats/markup/json.ts';
import { present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import type { Program, Reader } from '../../types.ts';
import { licenceText } from '../licence-text.ts';
import { sbomOf, sbomSample } from './envelope.ts';
import { linksOf, takeIdentifiers } from './links.ts';
import { idsOfNames } from './purl.ts';

const MARK =
  /"artifacts"\s*:\s*\[[\s\S]*?(?:"foundBy"|"artifactRelationships")|anchore\/syft\/[\w./-]*schema\/json/u;

/**
 * Syft's own JSON: what it found in an image or folder, each with the metadata of its package manager.
 *
 * @see https://github.com/anchore/syft/tree/main/schema/json
 */
export const syftJson: Reader = {
  id: 'syft-json',
  title: 'Syft JSON',
  paths: ['sbom/*.syft.json', 'layers/sbom/launch/**/*.syft.json'],
  supplementary: true,
  recognises: (head) => MARK.test(sbomSample(head)),
  telltales: [{ format: 'JSON of Syft', keys: ['artifacts', 'foundBy', 'cpes', 'locations'] }],
  *read(bytes) {
    const part = jsonPart(bytes);
    if (part.value === undefined) throw part.fault;
    const artifacts = field(sbomOf(part.value), 'artifacts');
    if (!isList(artifacts))
      throw part.fault ?? new SyntaxError(`no list of artifacts: ${quoted(JSON.stringify(part.value))}`);
    const faults = errorCollector();
    for (const [at, artifact] of artifacts.entries()) {
      const program = programOf(artifact, `artifacts[${at}]`);
      if (program) yield program;
      else faults.add(`artifacts[${at}] has no name: ${quoted(JSON.stringify(artifact))}`);
    }
    if (part.fault) throw part.fault;
    yield* missingArtifacts(sbomOf(part.value), faults);
    faults.throwIfAny();
  },
};

/** Relationships of which both sides are packages; those of files may name files that were not listed. */
const OF_PACKAGES: ReadonlySet<string | undefined> = new Set(['dependency-of', 'ownership-by-file-overlap']);

function* missingArtifacts(document: Json, faults: ErrorCollector): Generator<Program> {
  const links = linksOf();
  takeIdentifiers(links, document, 'id');
  const source = stringField(document, 'source', 'id');
  for (const [at, relationship] of listField(document, 'artifactRelationships').entries()) {
    const parent = stringField(relationship, 'parent');
    const isOfPackages = OF_PACKAGES.has(stringField(relationship, 'type'));
    const isContent = source !== undefined && parent === source;
    const place = `artifactRelationships[${at}]`;
    if (isOfPackages) links.refer(parent, place);
    if (isOfPackages || isContent) links.refer(stringField(relationship, 'child'), place);
  }
  yield* links.missing(faults);
}

function programOf(artifact: Json, entry: string): Program | undefined {
  const name = stringField(artifact, 'name');
  if (!isObject(artifact) || name === undefined) return undefined;
  const metadata = field(artifact, 'metadata');
  const cpes = listField(artifact, 'cpes').map((cpe) => stringField([cpe], 0) ?? stringField(cpe, 'cpe'));
  const ids = idsOfNames([stringField(artifact, 'purl'), ...cpes].filter((text) => text !== undefined));
  return present<Program>({
    name,
    version: stringField(artifact, 'version'),
    publisher: stringField(metadata, 'vendor') ?? stringField(metadata, 'publisher'),
    maintainer: stringField(metadata, 'maintainer'),
    licence: licenceText(
      ...listField(artifact, 'licenses').map(
        (one) => stringField([one], 0) ?? stringField(one, 'spdxExpression') ?? stringField(one, 'value'),
      ),
    ),
    arch: stringField(metadata, 'architecture'),
    ids: ids.length > 0 ? ids : undefined,
    marks: ['claim'],
    entry,
  });
}
