import { errorCollector } from '../../../formats/errors.ts';
import { protoFields } from '../../../formats/markup/protobuf.ts';
import { text } from '../../../formats/text/decode.ts';
import { limits } from '../../../limits.ts';
import type { Program } from '../../../types.ts';
import type { Links } from '../links.ts';
import { claim, type Role } from './component.ts';
import { cyclonedxLinks } from './links.ts';

/** Numbers of the fields in `Bom`, `Metadata`, `Component`, `Service`, `OrganizationalEntity` and `Composition`. */
const BOM = {
  serialNumber: 3,
  metadata: 4,
  components: 5,
  services: 6,
  dependencies: 8,
  compositions: 9,
} as const;
const METADATA_COMPONENT = 4;
const SERVICE_REF = 1;
const DEPENDENCY = { ref: 1, dependencies: 2, provides: 3 } as const;
/** Fields of a composition that hold references. */
const COMPOSED: readonly number[] = [2, 3];
const COMPONENT = {
  bomRef: 3,
  supplier: 4,
  author: 5,
  publisher: 6,
  group: 7,
  name: 8,
  version: 9,
  licences: 13,
  cpe: 15,
  purl: 16,
  components: 21,
} as const;
const COMPONENT_TYPE = 1;
/** Of the numbers of a classification, those that matter here. */
const TYPES: Readonly<Record<number, string>> = { 5: 'device', 6: 'file', 7: 'container', 11: 'data' };
const ENTITY_NAME = 1;
const CHOICE = { licence: 1, expression: 2 } as const;
const LICENCE = { id: 1, name: 2 } as const;
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
  const account: Account = { note: faults.add, links: cyclonedxLinks(textIn(bytes, BOM.serialNumber)) };
  let place = 0;
  for (const { number, value } of protoFields(bytes)) {
    if (!(value instanceof Uint8Array)) continue;
    if (number === BOM.components) yield* components(value, `components[${place++}]`, 'part', account);
    else if (number === BOM.metadata) yield* subject(value, account);
    else if (number === BOM.services) account.links.has(textIn(value, SERVICE_REF));
    else if (number === BOM.dependencies) takeDependency(value, account.links);
    else if (number === BOM.compositions) takeComposition(value, account);
  }
  yield* account.links.missing(faults);
  faults.throwIfAny();
}

/** Takes what is wrong, and what refers to what. */
interface Account {
  readonly note: (fault: string) => void;
  readonly links: Links;
}

function takeDependency(message: Uint8Array, links: Links, depth = 0): void {
  if (depth > limits.nesting)
    throw new SyntaxError(`dependencies are nested deeper than ${limits.nesting} (limit: nesting)`);
  for (const { number, value } of protoFields(message)) {
    if (!(value instanceof Uint8Array)) continue;
    if (number === DEPENDENCY.dependencies) takeDependency(value, links, depth + 1);
    else if (number === DEPENDENCY.ref || number === DEPENDENCY.provides)
      links.refer(text(value), 'dependencies');
  }
}

function takeComposition(message: Uint8Array, { note, links }: Account): void {
  if (!isComplete(message)) note('its compositions say that it is incomplete');
  for (const { number, value } of protoFields(message))
    if (COMPOSED.includes(number) && value instanceof Uint8Array) links.refer(text(value), 'compositions');
}

function* subject(metadata: Uint8Array, account: Account): Generator<Program> {
  for (const { number, value } of protoFields(metadata)) {
    if (number === METADATA_COMPONENT && value instanceof Uint8Array)
      yield* components(value, 'metadata.component', 'subject', account);
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
  account: Account,
  depth = 0,
): Generator<Program> {
  if (depth > limits.nesting)
    throw new SyntaxError(`components are nested deeper than ${limits.nesting} (limit: nesting)`);
  const texts = new Map<number, string>();
  let type: string | undefined;
  const nested: Uint8Array[] = [];
  const licences: (string | undefined)[] = [];
  for (const { number, value } of protoFields(message)) {
    if (number === COMPONENT_TYPE) type = TYPES[Number(value)];
    if (!(value instanceof Uint8Array)) continue;
    if (number === COMPONENT.components) nested.push(value);
    else if (number === COMPONENT.licences) licences.push(licenceIn(value));
    else if (number === COMPONENT.supplier) texts.set(number, textIn(value, ENTITY_NAME) ?? '');
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
      licences,
      purl: reported('purl'),
      cpe: reported('cpe'),
      entry,
    },
    role,
  );
  for (const id of [reported('bomRef'), reported('purl')]) account.links.has(id);
  if (program) yield program;
  else account.note(`${entry} has no name`);
  for (const [index, each] of nested.entries())
    yield* components(each, `${entry}.components[${index}]`, 'part', account, depth + 1);
}

/** `LicenseChoice`: an expression, or a licence with an identifier or a name. */
function licenceIn(choice: Uint8Array): string | undefined {
  for (const { number, value } of protoFields(choice)) {
    if (number === CHOICE.licence && value instanceof Uint8Array)
      return textIn(value, LICENCE.id) ?? textIn(value, LICENCE.name);
  }
  return textIn(choice, CHOICE.expression);
}

/** The first text of a message in a field of this number. */
function textIn(message: Uint8Array, wanted: number): string | undefined {
  for (const { number, value } of protoFields(message)) {
    if (number === wanted && value instanceof Uint8Array) return text(value);
  }
  return undefined;
}
