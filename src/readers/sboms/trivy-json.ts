import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { field, isList, type Json, jsonPart, listField, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { shapeOf } from '../answers/shape.ts';
import { licenceText } from '../licence-text.ts';
import { sbomSample } from './envelope.ts';
import { idsOfNames } from './purl.ts';

const MARK = /"ArtifactName"\s*:/u;
const BESIDE = ['schemaversion', 'reportid', 'trivy', 'artifacttype'];

/**
 * The report of Trivy in JSON. Its packages are all that it found where it was asked to list them; else it names
 * those with a known vulnerability only, and the list is not whole.
 *
 * @see https://trivy.dev/latest/docs/configuration/reporting/#json
 */
export const trivyJson: Reader = {
  id: 'trivy-json',
  title: 'Trivy report in JSON',
  paths: [],
  recognises(head) {
    const sample = sbomSample(head);
    if (!MARK.test(sample)) return false;
    // An envelope holds another text than the bytes show.
    const objects = sample === memoiseHead(head) ? shapeOf(head) : shapeOf(Buffer.from(sample));
    const top = objects.find(({ path }) => path.length === 0)?.keys;
    return top?.has('artifactname') === true && BESIDE.some((key) => top.has(key));
  },
  telltales: [
    { format: 'JSON of Trivy', keys: ['SchemaVersion', 'ArtifactName', 'ArtifactType', 'Results'] },
  ],
  *read(bytes) {
    const part = jsonPart(bytes);
    if (part.value === undefined) throw part.fault;
    const results = field(part.value, 'Results');
    const faults = errorCollector();
    for (const [at, result] of (isList(results) ? results : []).entries()) {
      yield* programsOf(result, `Results[${at}]`, faults);
    }
    if (part.fault) throw part.fault;
    if (!isList(results)) faults.add('no list of results: nothing was found, or nothing was looked for');
    faults.throwIfAny();
  },
};

/** Results of other classes name secrets, licences and settings. */
const CLASSES: ReadonlySet<string | undefined> = new Set(['os-pkgs', 'lang-pkgs']);

function* programsOf(result: Json, place: string, faults: ErrorCollector): Generator<Program> {
  if (!CLASSES.has(stringField(result, 'Class'))) return;
  const kind = KINDS.get(stringField(result, 'Type') ?? '');
  const packages = field(result, 'Packages');
  const isWhole = isList(packages) && packages.length > 0;
  const list = isWhole ? packages : vulnerable(listField(result, 'Vulnerabilities'));
  for (const [at, entry] of list.entries()) {
    const program = programOf(entry, kind, isWhole ? `${place}.Packages[${at}]` : place);
    if (program === undefined)
      faults.add(`${place} has a package without a name: ${quoted(JSON.stringify(entry))}`);
    else yield program;
  }
  if (!isWhole)
    faults.add(`${place} lists no packages but those with a vulnerability: see --list-all-pkgs of trivy`);
}

/** Each package once, however many vulnerabilities it has. */
function vulnerable(vulnerabilities: readonly Json[]): Json[] {
  const found = new Map<string, Json>();
  for (const each of vulnerabilities) {
    const name = stringField(each, 'PkgName');
    const version = stringField(each, 'InstalledVersion');
    const purl = stringField(field(each, 'PkgIdentifier'), 'PURL');
    found.set(`${name}\n${version}`, {
      ...(name === undefined ? {} : { Name: name }),
      ...(version === undefined ? {} : { Version: version }),
      ...(purl === undefined ? {} : { Identifier: { PURL: purl } }),
    });
  }
  return [...found.values()];
}

function programOf(entry: Json, kind: string | undefined, place: string): Program | undefined {
  const name = stringField(entry, 'Name');
  if (name === undefined) return undefined;
  const purl = stringField(field(entry, 'Identifier'), 'PURL');
  const named = idsOfNames(purl === undefined ? [] : [purl]);
  const ids = kind === undefined ? named : [...new Set([...idsOf([kind, name]), ...named])];
  return present<Program>({
    name,
    version: versionOf(entry),
    maintainer: stringField(entry, 'Maintainer'),
    licence: licenceText(...listField(entry, 'Licenses').map((_, at) => stringField(entry, 'Licenses', at))),
    arch: stringField(entry, 'Arch'),
    ids: ids.length > 0 ? ids : undefined,
    marks: ['claim'],
    entry: place,
  });
}

/** Packages of deb and rpm have their versions in three parts. */
function versionOf(entry: Json): string | undefined {
  const version = stringField(entry, 'Version');
  if (version === undefined) return undefined;
  const [epoch, release] = [stringField(entry, 'Epoch'), stringField(entry, 'Release')];
  return `${epoch && epoch !== '0' ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}`;
}

/** The kind of package behind the names of systems and of lock files. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ...['debian', 'ubuntu', 'echo'].map((type) => [type, 'deb'] as const),
  ...['alpine', 'wolfi', 'chainguard', 'minimos', 'postmarketos'].map((type) => [type, 'apk'] as const),
  ...(
    'redhat centos rocky alma oracle fedora amazon photon azurelinux cbl-mariner suse opensuse opensuse.leap ' +
    'opensuse-leap opensuse.tumbleweed opensuse-tumbleweed sles slem openEuler bottlerocket'
  )
    .split(' ')
    .map((type) => [type, 'rpm'] as const),
  ...['npm', 'yarn', 'pnpm', 'bun', 'node-pkg'].map((type) => [type, 'npm'] as const),
  ...['pip', 'pipenv', 'poetry', 'uv', 'python-pkg'].map((type) => [type, 'pip'] as const),
]);
