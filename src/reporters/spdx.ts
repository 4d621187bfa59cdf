import { createHash } from 'node:crypto';
import type { Reporter, Run } from '../report/run.ts';
import { safeJson } from '../report/sanitise.ts';
import type { Sighting, SourceResult } from '../types.ts';
import { cpeOf, instantOf, listed, purlOf, vendorNameOf } from './sbom/names.ts';

/**
 * An SPDX 2.3 document in JSON: it describes each source, and each source contains its programs.
 *
 * @see https://spdx.github.io/spdx-spec/v2.3/
 */
export const spdx: Reporter = {
  id: 'spdx',
  title: 'SPDX 2.3 document (JSON)',
  listsPrograms: true,
  *render(run) {
    const body = bodyOf(run);
    const document = {
      spdxVersion: 'SPDX-2.3',
      dataLicense: 'CC0-1.0',
      SPDXID: DOCUMENT,
      name: body.names.join(', ') || 'nothing',
      documentNamespace: `https://spdx.org/spdxdocs/interdict-${digest(body)}`,
      creationInfo: { created: instantOf(run), creators: [`Tool: ${run.tool.name}-${run.tool.version}`] },
      packages: body.packages,
      relationships: body.relationships,
    };
    yield `${safeJson(document, 2)}\n`;
  },
};

const DOCUMENT = 'SPDXRef-DOCUMENT';
const NOTHING = 'NOASSERTION';

const PURPOSES: Readonly<Record<SourceResult['kind'], string>> = {
  host: 'DEVICE',
  folder: 'DEVICE',
  archive: 'ARCHIVE',
  image: 'CONTAINER',
  disk: 'DEVICE',
  file: 'FILE',
};

interface Relationship {
  readonly spdxElementId: string;
  readonly relationshipType: 'DESCRIBES' | 'CONTAINS';
  readonly relatedSpdxElement: string;
}

interface Body {
  readonly names: string[];
  readonly packages: object[];
  readonly relationships: Relationship[];
}

function bodyOf(run: Run): Body {
  const body: Body = { names: [], packages: [], relationships: [] };
  let index = 0;
  for (const { outcome: result, programs } of listed(run)) {
    const source = `SPDXRef-Source-${index++}`;
    body.names.push(result.name);
    body.packages.push({ ...blank(source, result.name), primaryPackagePurpose: PURPOSES[result.kind] });
    body.relationships.push(related(DOCUMENT, 'DESCRIBES', source));
    for (const [at, program] of programs.entries()) {
      const id = `SPDXRef-Program-${index - 1}-${at}`;
      body.packages.push(packageOf(program, result, id));
      body.relationships.push(related(source, 'CONTAINS', id));
    }
  }
  return body;
}

function related(
  spdxElementId: string,
  relationshipType: Relationship['relationshipType'],
  relatedSpdxElement: string,
): Relationship {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

/** What every package must say, and what nobody knows here. */
function blank(SPDXID: string, name: string): object {
  return {
    SPDXID,
    name,
    downloadLocation: NOTHING,
    filesAnalyzed: false,
    licenseConcluded: NOTHING,
    licenseDeclared: NOTHING,
    copyrightText: NOTHING,
  };
}

function packageOf(program: Sighting, result: SourceResult, id: string): object {
  const maker = vendorNameOf(program);
  const refs = referencesOf(program, result);
  return {
    ...blank(id, program.name),
    ...(program.version === undefined ? {} : { versionInfo: program.version }),
    supplier: maker === undefined ? NOTHING : `Organization: ${oneLine(maker)}`,
    ...(program.publisher === undefined ? {} : { originator: `Organization: ${oneLine(program.publisher)}` }),
    sourceInfo: `${program.reader}: ${program.path}`,
    ...(refs.length > 0 ? { externalRefs: refs } : {}),
    ...(program.kind === 'trace' ? { comment: 'a trace without a program entry' } : {}),
  };
}

function referencesOf(program: Sighting, result: SourceResult): object[] {
  const purl = purlOf(program, result);
  const cpe = cpeOf(program);
  return [
    ...(purl === undefined
      ? []
      : [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }]),
    ...(cpe === undefined
      ? []
      : [{ referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: cpe }]),
  ];
}

/** An actor is one line of the tag-value encoding too. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** The same content has the same name, and other content another. */
function digest(body: Body): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}
