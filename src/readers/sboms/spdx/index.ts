import { beginsAsJson } from '../../../formats/markup/json-beginning.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../../types.ts';
import { sbomSample } from '../envelope.ts';
import { spdxJson } from './json.ts';
import { spdxRdf } from './rdf.ts';
import { spdxTagValue } from './tag-value.ts';
import { spdxYaml } from './yaml.ts';

type Encoding = 'json' | 'rdf' | 'tag-value' | 'yaml';

const JSON_MARK = /"spdxVersion"\s*:\s*"SPDX-[12]\./u;
const RDF_MARK = /https?:\/\/spdx\.org\/rdf\/terms/u;
const RDF_ROOT = /<(?:[\w.-]+:)?RDF\b/u;
const TAG_VALUE_MARK = /^\s{0,20}SPDXVersion\s{0,20}:\s{0,20}SPDX-[12]\./mu;
const YAML_MARK = /^spdxVersion\s{0,20}:\s{0,20}["']?SPDX-[12]\./mu;
/** What comes before the first character that matters. */
const BLANK = /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?\s*/u;

/**
 * An SPDX document of version 2 in any of its encodings: JSON, YAML, tag-value and RDF/XML, bare or in an
 * in-toto statement. It claims what something consists of.
 *
 * @see https://spdx.github.io/spdx-spec/v2.3/
 */
export const spdx: Reader = {
  id: 'spdx',
  title: 'SPDX 2 document',
  paths: [
    'sbom/*.spdx.json',
    'usr/share/sbom/*.spdx.json',
    'usr/local/share/sbom/*.spdx.json',
    'layers/sbom/launch/**/*.spdx.json',
    'var/lib/db/sbom/*.spdx.json',
    'opt/bitnami/*/.spdx-*.spdx',
  ],
  supplementary: true,
  recognises(head) {
    return recognised(sbomSample(head)) !== undefined;
  },
  telltales: [
    {
      format: 'an SPDX document',
      keys: ['spdxVersion', 'SPDXID', 'documentNamespace', 'creationInfo', 'packages'],
    },
    { format: 'an SPDX document', keys: ['SPDXVersion', 'PackageName', 'DocumentNamespace', 'SPDXID'] },
  ],
  *read(bytes) {
    const start = memoiseHead(bytes.subarray(0, 64 * 1024));
    yield* readAs(beginsAsJson(bytes) ? 'json' : (recognised(start) ?? guessed(start)), bytes);
  },
};

function readAs(encoding: Encoding, bytes: Uint8Array): Iterable<Program> {
  if (encoding === 'json') return spdxJson(bytes);
  if (encoding === 'rdf') return spdxRdf(bytes);
  return encoding === 'yaml' ? spdxYaml(bytes) : spdxTagValue(bytes);
}

function recognised(start: string): Encoding | undefined {
  if (first(start) === '{') return JSON_MARK.test(start) ? 'json' : undefined;
  if (first(start) === '<') return RDF_ROOT.test(start) && RDF_MARK.test(start) ? 'rdf' : undefined;
  if (TAG_VALUE_MARK.test(start)) return 'tag-value';
  return YAML_MARK.test(start) ? 'yaml' : undefined;
}

/** Where the version stands too late to be seen, the encoding shows what to complain about. */
function guessed(start: string): Encoding {
  return first(start) === '<' ? 'rdf' : 'tag-value';
}

function first(start: string): string | undefined {
  return start.replace(BLANK, '')[0];
}
