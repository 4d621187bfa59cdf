import { yamlPart } from '../../../formats/yaml.ts';
import type { Program } from '../../../model.ts';
import { packagesOf } from './json.ts';

/** The packages of the YAML encoding, whose fields are those of the JSON one. */
export function* spdxYaml(bytes: Uint8Array): Generator<Program> {
  const { value, fault } = yamlPart(bytes);
  yield* packagesOf(value, fault);
}
