import { errorCollector } from '../../formats/errors.ts';
import { type XmlElement, xmlRecords } from '../../formats/markup/xml.ts';
import { quoted } from '../../formats/source-position.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Reader } from '../../types.ts';
import { plainKey } from '../answers/keys.ts';
import { programFrom } from '../program-record.ts';
import { evidenceOf, isEvidence } from './windows-evidence.ts';

/**
 * Objects that PowerShell wrote with `Export-Clixml`: their properties stand in `Props` and `MS`, or in a dictionary.
 *
 * @see https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.utility/export-clixml
 */
export const clixml: Reader = {
  id: 'clixml',
  title: 'PowerShell objects (Export-Clixml)',
  paths: [],
  recognises: (head) => /<Objs\b[^>]*schemas\.microsoft\.com\/powershell\//u.test(memoiseHead(head)),
  telltales: [{ format: 'PowerShell objects', keys: ['Objs', 'Obj', 'TNRef', 'Props'] }],
  *read(bytes) {
    const faults = errorCollector();
    let programs = 0;
    let services = 0;
    for (const object of xmlRecords(withoutMark(bytes), (path) => path.length === 2)) {
      const stream = object.attributes.get('S')?.toLowerCase();
      if (stream !== undefined && OTHER_STREAMS.has(stream)) continue;
      if (stream === 'error' || !LISTS.has(object.name))
        faults.add(
          `line ${object.line}: ${stream === 'error' ? 'an error' : 'not an object'}: ${quoted(unescaped(object.text))}`,
        );
      for (const { fields, line } of programRecords(object)) {
        const program = programFrom(fields, line);
        const plain = new Map(Array.from(fields, ([title, value]) => [plainKey(title), value]));
        if (isEvidence(new Set(plain.keys()))) {
          services++;
          yield* evidenceOf(plain, line);
        } else if (program === undefined) faults.add(`line ${line}: an object without a name`);
        else {
          programs++;
          yield program;
        }
      }
    }
    faults.throwIfAny();
    if (programs > 0) return;
    throw new SyntaxError(
      services > 0 ? 'services only: not a list of programs' : 'not a list of program objects',
    );
  },
};

interface ObjectRecord {
  readonly fields: ReadonlyMap<string, string>;
  readonly line: number;
  /** Objects in its properties. */
  readonly inner: readonly XmlElement[];
}

/** What a session shows of its progress and says beside its objects. */
const OTHER_STREAMS = new Set(['progress', 'verbose', 'debug', 'information', 'warning']);
/** The first line of what a session writes for another one. */
const MARK = '#< CLIXML';

function withoutMark(bytes: Uint8Array): Uint8Array {
  const start = Buffer.from(bytes.subarray(0, MARK.length)).toString('latin1');
  return start === MARK ? bytes.subarray(bytes.indexOf(0x0a) + 1) : bytes;
}

/** The records of an object; of one that names no program those of the objects in its properties, where any does. */
function* programRecords(object: XmlElement): Generator<ObjectRecord> {
  for (const record of recordsIn(object)) {
    const isNamed = programFrom(record.fields) !== undefined;
    const inner = isNamed ? [] : record.inner.flatMap((one) => [...recordsIn(one)]);
    const programs = inner.filter(({ fields }) => programFrom(fields) !== undefined);
    yield* programs.length > 0 ? programs : [record];
  }
}

const LISTS = new Set(['LST', 'IE', 'QUE', 'STK', 'Obj']);
/** Values that are no text of a field: nothing, and objects in objects. */
const NO_TEXT = new Set(['Nil', 'Obj', 'Ref']);

function* recordsIn(element: XmlElement): Generator<ObjectRecord> {
  const fields = new Map<string, string>();
  const inner: XmlElement[] = [];
  for (const child of element.children) {
    if (child.name === 'MS' || child.name === 'Props') {
      addFields(child, fields);
      inner.push(...child.children.filter(({ name }) => name === 'Obj'));
    }
    if (child.name === 'DCT') addEntries(child, fields);
    else if (LISTS.has(child.name)) yield* recordsIn(child);
  }
  if (fields.size > 0 || inner.length > 0) yield { fields, line: element.line, inner };
}

function addFields(properties: XmlElement, fields: Map<string, string>): void {
  for (const { name, text, attributes } of properties.children) {
    const key = attributes.get('N');
    if (key !== undefined && !NO_TEXT.has(name) && !fields.has(key))
      fields.set(unescaped(key), unescaped(text));
  }
}

function addEntries(dictionary: XmlElement, fields: Map<string, string>): void {
  for (const { children } of dictionary.children) {
    const [key, value] = ['Key', 'Value'].map((name) =>
      children.find(({ attributes }) => attributes.get('N') === name),
    );
    if (key && value && !NO_TEXT.has(value.name)) fields.set(unescaped(key.text), unescaped(value.text));
  }
}

/** `_x000D_` stands for a character that XML does not hold. */
function unescaped(text: string): string {
  return text.replace(/_x(?<code>[0-9A-F]{4})_/gu, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
