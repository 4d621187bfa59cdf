import { errorCollector } from '../../../formats/errors.ts';
import { protoFields } from '../../../formats/markup/protobuf.ts';
import { text } from '../../../formats/text/decode.ts';
import { limits } from '../../../limits.ts';
import type { Program } from '../../../types.ts';
import { claim, type Role } from './component.ts';

/** Numbers of the fields in `Bom`, `Metadata`, `Component`, `OrganizationalEntity` and `Composition`. */
const BOM = { specVersion: 1, metadata: 4, components: 5, compositions: 9 } as const;
const METADATA_COMPONENT = 4;
const COMPONENT = {
  supplier: 4,
  author: 5,
  publisher: 6,
  group: 7,
  name: 8,
  version: 9,
  cpe: 15,
  purl: 16,
  components: 21,
} as const;
const COMPONENT_TYPE = 1;
/** Of the numbers of a classification, those that matter here. */
const TYPES: Readonly<Record<number, string>> = { 5: 'device', 6: 'file', 7: 'container', 11: 'data' };
const ENTITY_NAME = 1;
const AGGREGATE = 1;
const COMPLETE = 1;

/** Whether bytes begin like such a document: the version of its specification, then another field of it. */
export function isCyclonedxProtobuf(head: Uint8Array): boolean {
  const [tag, length = 0] = head;
  if (tag !== 0x0a || length < 3 || length > 4) return false;
  const version = Buffer.from(head.subarray(2, 2 + length)).toString('latin1');
  return /^1\.\d\d?$/u.test(version) && [0x10, 0x1a, 0x22, 0x2a].includes(head[2 + length] ?? 0);
}

/**
 * The components of the encoding as Protocol Buffers, nested ones included.
 *
 * @throws SyntaxError when it is cut inside a field, and when its compositions say that it is incomplete
 * @see https://github.com/CycloneDX/specification/blob/master/schema/bom-1.6.proto
 */
export function* cyclonedxProtobuf(bytes: Uint8Array): Generator<Program> {
  const faults = errorCollector();
  let place = 0;
  for (const { number, value } of protoFields(bytes)) {
    if (!(value instanceof Uint8Array)) continue;
    if (number === BOM.components) yield* components(value, `components[${place++}]`, 'part', faults.add);
    else if (number === BOM.metadata) yield* subject(value, faults.add);
    else if (number === BOM.compositions && !isComplete(value))
      faults.add('its compositions say that it is incomplete');
  }
  faults.throwIfAny();
}

function* subject(metadata: Uint8Array, note: (fault: string) => void): Generator<Program> {
  for (const { number, value } of protoFields(metadata)) {
    if (number === METADATA_COMPONENT && value instanceof Uint8Array)
      yield* components(value, 'metadata.component', 'subject', note);
  }
}

function isComplete(composition: Uint8Array): boolean {
  for (const { number, value } of protoFields(composition))
    if (number === AGGREGATE) return value === COMPLETE;
  return true;
}

function* components(
  message: Uint8Array,
  entry: string,
  role: Role,
  note: (fault: string) => void,
  depth = 0,
): Generator<Program> {
  if (depth > limits.nesting)
    throw new SyntaxError(`components are nested deeper than ${limits.nesting} (limit: nesting)`);
  const texts = new Map<number, string>();
  let type: string | undefined;
  const nested: Uint8Array[] = [];
  for (const { number, value } of protoFields(message)) {
    if (number === COMPONENT_TYPE) type = TYPES[Number(value)];
    if (!(value instanceof Uint8Array)) continue;
    if (number === COMPONENT.components) nested.push(value);
    else if (number === COMPONENT.supplier) texts.set(number, entityName(value) ?? '');
    else if (Object.values<number>(COMPONENT).includes(number) && !texts.has(number))
      texts.set(number, text(value));
  }
  const reported = (field: keyof typeof COMPONENT): string | undefined =>
    texts.get(COMPONENT[field])?.trim() || undefined;
  const program = claim(
    {
      type,
      group: reported('group'),
      name: reported('name'),
      version: reported('version'),
      makers: [reported('publisher'), reported('supplier'), reported('author')],
      purl: reported('purl'),
      cpe: reported('cpe'),
      entry,
    },
    role,
  );
  if (program) yield program;
  else note(`${entry} has no name`);
  for (const [index, each] of nested.entries())
    yield* components(each, `${entry}.components[${index}]`, 'part', note, depth + 1);
}

function entityName(message: Uint8Array): string | undefined {
  for (const { number, value } of protoFields(message)) {
    if (number === ENTITY_NAME && value instanceof Uint8Array) return text(value);
  }
  return undefined;
}
