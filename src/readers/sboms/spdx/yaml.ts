import { type Json, listField, stringField } from '../../../formats/markup/json.ts';
import { yamlPart } from '../../../formats/markup/yaml.ts';
import { quoted } from '../../../formats/source-position.ts';
import { text } from '../../../formats/text/decode.ts';
import type { Program } from '../../../types.ts';
import { packagesOf } from './json.ts';

/** The packages of the YAML encoding, whose fields are those of the JSON one. */
export function* spdxYaml(bytes: Uint8Array): Generator<Program> {
  const { value, fault, duplicate } = yamlPart(bytes);
  yield* packagesOf(value, fault ?? duplicate ?? cutOf(bytes, value));
}

/** YAML has no end mark; what stands in for one are the end of the last line and the fields that SPDX requires. */
function cutOf(bytes: Uint8Array, document: Json): SyntaxError | undefined {
  const source = text(bytes);
  if (!source.endsWith('\n'))
    return new SyntaxError(`the document is truncated after ${quoted(source.slice(-40))}`);
  const last = listField(document, 'packages').at(-1);
  const isWhole = ['SPDXID', 'name', 'downloadLocation'].every((key) => stringField(last, key) !== undefined);
  if (last === undefined || isWhole) return undefined;
  return new SyntaxError(`the document is truncated inside a package: ${quoted(JSON.stringify(last))}`);
}
