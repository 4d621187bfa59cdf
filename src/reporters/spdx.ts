import { createHash, type Hash } from 'node:crypto';
import { jsonEntries } from '../report/json-list.ts';
import type { Reporter, Run } from '../report/run.ts';
import { safeJson } from '../report/sanitise.ts';
import type { Sighting, SourceResult } from '../types.ts';
import { cpeOf, instantOf, type Listed, listed, purlOf, vendorNameOf } from './sbom/names.ts';

/**
 * An SPDX 2.3 document in JSON: it describes each source, and each source contains its programs. Its name and namespace
 * come last, when the packages that they are made of are written.
 *
 * @see https://spdx.github.io/spdx-spec/v2.3/
 */
export const spdx: Reporter = {
  id: 'spdx',
  title: 'SPDX 2.3 document (JSON)',
  listsPrograms: true,
  *render(run) {
    const body: Body = { names: [], counts: [], digest: createHash('sha256') };
    yield `{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "${DOCUMENT}",
  "creationInfo": ${safeJson(creationOf(run))},
  "packages": [`;
    for (const text of jsonEntries(packages(run, body), 4)) {
      body.digest.update(text);
      yield text;
    }
    yield '],\n  "relationships": [';
    yield* jsonEntries(relationships(body), 4);
    yield `],
  "name": ${safeJson(body.names.join(', ') || 'nothing')},
  "documentNamespace": "https://spdx.org/spdxdocs/interdict-${body.digest.digest('hex')}"
}
`;
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

/** What is known of the packages when all are written. */
interface Body {
  readonly names: string[];
  /** Programs of each source. */
  readonly counts: number[];
  /** Over the packages: the same content has the same name, and other content another. */
  readonly digest: Hash;
}

function creationOf(run: Run): object {
  return { created: instantOf(run), creators: [`Tool: ${run.tool.name}-${run.tool.version}`] };
}

/** The sources and their programs. */
function* packages(run: Run, { names, counts }: Body): Iterable<object> {
  for (const listing of listed(run)) {
    yield* packagesOf(listing, names.length);
    names.push(listing.outcome.name);
    counts.push(listing.programs.length);
  }
}

function* packagesOf({ outcome: result, programs }: Listed, index: number): Iterable<object> {
  const purpose = PURPOSES[result.kind];
  yield { SPDXID: sourceId(index), name: result.name, ...UNKNOWN, primaryPackagePurpose: purpose };
  for (const [at, program] of programs.entries()) yield packageOf(program, result, programId(index, at));
}

function* relationships({ counts }: Body): Iterable<Relationship> {
  for (const [index, count] of counts.entries()) {
    yield related(DOCUMENT, 'DESCRIBES', sourceId(index));
    for (let at = 0; at < count; at++) yield related(sourceId(index), 'CONTAINS', programId(index, at));
  }
}

function sourceId(index: number): string {
  return `SPDXRef-Source-${index}`;
}

function programId(index: number, at: number): string {
  return `SPDXRef-Program-${index}-${at}`;
}

function related(
  spdxElementId: string,
  relationshipType: Relationship['relationshipType'],
  relatedSpdxElement: string,
): Relationship {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

/** What every package must say, and what nobody knows here. */
const UNKNOWN = {
  downloadLocation: NOTHING,
  filesAnalyzed: false,
  licenseConcluded: NOTHING,
  licenseDeclared: NOTHING,
  copyrightText: NOTHING,
} as const;

function packageOf(program: Sighting, result: SourceResult, id: string): object {
  const maker = vendorNameOf(program);
  const refs = referencesOf(program, result);
  // What is undefined is not written: objects of one shape are made and written in half of the time.
  return {
    SPDXID: id,
    name: program.name,
    versionInfo: program.version,
    ...UNKNOWN,
    supplier: actor(maker) ?? NOTHING,
    originator: actor(program.publisher),
    sourceInfo: `${program.reader}: ${program.path}`,
    externalRefs: refs.length > 0 ? refs : undefined,
    comment: program.kind === 'trace' ? 'a trace without a program entry' : undefined,
  };
}

function referencesOf(program: Sighting, result: SourceResult): object[] {
  const purl = purlOf(program, result);
  const cpe = cpeOf(program);
  const refs: object[] = [];
  if (purl !== undefined)
    refs.push({ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl });
  if (cpe !== undefined)
    refs.push({ referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: cpe });
  return refs;
}

/** An actor is one line of the tag-value encoding too. */
function actor(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `Organization: ${name.replace(/\s+/gu, ' ').trim()}`;
}
