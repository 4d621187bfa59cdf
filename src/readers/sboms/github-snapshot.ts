import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { field, isObject, type Json, jsonPart, listField, stringField } from '../../formats/markup/json.ts';
import { present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { type Links, linksOf } from './links.ts';
import { idsOfNames, purl } from './purl.ts';

const MANIFESTS = /"manifests"\s*:\s*\{/u;
const DETECTOR = /"detector"\s*:\s*\{/u;
const REST = /"(?:package_url|scanned|resolved)"\s*:/u;

/**
 * What is submitted to GitHub's dependency graph: manifests with the packages they resolve to.
 *
 * @see https://docs.github.com/rest/dependency-graph/dependency-submission
 */
export const githubSnapshot: Reader = {
  id: 'github-snapshot',
  title: 'GitHub dependency snapshot',
  paths: [],
  supplementary: true,
  recognises(head) {
    const start = memoiseHead(head);
    return MANIFESTS.test(start) && DETECTOR.test(start) && REST.test(start);
  },
  telltales: [
    {
      format: 'a dependency snapshot of GitHub',
      keys: ['manifests', 'detector', 'job', 'scanned', 'resolved'],
    },
  ],
  *read(bytes) {
    const part = jsonPart(bytes);
    if (part.value === undefined) throw part.fault;
    const manifests = field(part.value, 'manifests') ?? {};
    if (!isObject(manifests) || (field(part.value, 'detector') === undefined && !part.fault)) {
      throw new SyntaxError(`no dependency snapshot: ${quoted(JSON.stringify(part.value))}`);
    }
    const faults = errorCollector();
    const links = linksOf();
    for (const [name, manifest] of Object.entries(manifests))
      yield* packagesOf(manifest, name, links, faults);
    if (part.fault) throw part.fault;
    yield* links.missing(faults);
    faults.throwIfAny();
  },
};

function* packagesOf(manifest: Json, name: string, links: Links, faults: ErrorCollector): Generator<Program> {
  const resolved = field(manifest, 'resolved') ?? {};
  if (!isObject(resolved)) {
    faults.add(`${quoted(name)} resolves to no packages: ${quoted(JSON.stringify(resolved))}`);
    return;
  }
  for (const [key, value] of Object.entries(resolved)) {
    links.has(key);
    const url = stringField(value, 'package_url');
    const parsed = url === undefined ? undefined : purl(url);
    if (url === undefined || !parsed) {
      faults.add(`${quoted(key)} in ${quoted(name)} has no package URL: ${quoted(JSON.stringify(value))}`);
      continue;
    }
    links.has(url);
    for (const other of listField(value, 'dependencies'))
      if (typeof other === 'string') links.refer(other, `${quoted(key)} in ${quoted(name)}`);
    yield present<Program>({
      name: parsed.name,
      version: parsed.version,
      ids: idsOfNames([url]),
      marks: ['claim'],
      entry: `${name}: ${key}`,
    });
  }
}
