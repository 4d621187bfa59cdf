import { quoted } from '../../../formats/source-position.ts';
import { numberedLines } from '../../../formats/text/lines.ts';
import { isPrompt } from '../../../formats/text/shell-prompt.ts';
import { fieldOf } from '../../program-record.ts';
import { isTwice } from '../pair-blocks.ts';
import type { Listed } from './listed.ts';

const property = /^(?<name>[^\s:{["<][^:]{0,100}?) *: ?(?<value>.*)$/su;
/** Properties that only objects of Windows have. */
const strong =
  /^(?:DisplayName|DisplayVersion|PackageFullName|PackageFamilyName|IdentifyingNumber|ProviderName|PSPath|PSChildName|UninstallString|MsiProductCode) *:/u;

/** Whether these are lines of `Format-List` with programs in it; `rpm -qi` and its like look much the same. */
export function isListOfPrograms(all: readonly string[]): boolean {
  const lines = all.filter((line) => !isPrompt(line));
  const filled = lines.filter((line) => line.trim() !== '');
  if (!property.test(filled[0] ?? '') || !/^\S+ *:(?: |$)/u.test(filled[0] ?? '')) return false;
  const block = blockOf(lines);
  const names = block.flatMap((line) => property.exec(line)?.groups?.['name'] ?? []);
  // Products that the security centre remembers are evidence.
  if (names.includes('pathToSignedProductExe')) return false;
  const fields = names.map(fieldOf);
  if (!fields.includes('name') && !fields.includes('full')) return false;
  // Services have a DisplayName too, and nothing else that programs have.
  if (fields.includes(undefined) && fields.every((field) => field === 'name' || field === undefined))
    return false;
  if (filled.some((line) => strong.test(line))) return block.some((line) => strong.test(line));
  return names.length > 1 && !fields.includes(undefined);
}

function blockOf(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => line.trim() !== '');
  const end = lines.findIndex((line, index) => index > start && line.trim() === '');
  return lines.slice(start, end === -1 ? undefined : end);
}

/** The objects of `Format-List`: a property a line, long values go on below their beginning. */
export function* listRecords(bytes: Uint8Array): Generator<Listed> {
  let fields = new Map<string, string>();
  let start = 0;
  let last: string | undefined;
  let isWhole = true;
  let colons: Colon[] = [];
  let foreign: string | undefined;
  for (const { text: written, number } of numberedLines(bytes)) {
    const text = isPrompt(written) ? '' : written;
    const groups = property.exec(text)?.groups;
    const { name: again = '', value: other = '' } = groups ?? {};
    if (isTwice(fields, again, other))
      foreign ??= `line ${number}: ${quoted(again)} stands twice in an object, with two values`;
    if (text.trim() === '' || (groups !== undefined && fields.has(groups['name'] ?? ''))) {
      if (fields.size > 0) yield { fields, line: start };
      foreign ??= outlierIn(colons);
      fields = new Map();
      colons = [];
      last = undefined;
    }
    if (text.trim() === '') {
      isWhole = true;
      continue;
    }
    if (groups !== undefined) {
      if (fields.size === 0) start = number;
      last = groups['name'] ?? '';
      fields.set(last, groups['value'] ?? '');
      colons.push({ at: text.indexOf(':'), name: last, line: number });
    } else if (last !== undefined && /^ {2,}/u.test(text))
      fields.set(last, `${fields.get(last)}${text.trim()}`);
    else throw new SyntaxError(`line ${number}: no property: ${quoted(text)}`);
    isWhole = false;
  }
  if (fields.size > 0) yield { fields, line: start };
  foreign ??= outlierIn(colons);
  // The blank lines behind it show that an object has no more properties.
  if (!isWhole)
    throw new SyntaxError(`line ${start}: truncated inside an object: ${quoted(shownOf(fields))}`);
  if (foreign !== undefined) throw new SyntaxError(foreign);
}

/** Where the colon behind the name of a property stands. */
interface Colon {
  readonly at: number;
  readonly name: string;
  readonly line: number;
}

/** The colons of one object stand one below the other: a line of something else has its own elsewhere. */
function outlierIn(colons: readonly Colon[]): string | undefined {
  // Letters of some scripts are wider than others.
  const plain = colons.filter(({ name }) => /^[\x20-\x7e]*$/u.test(name));
  const usual = plain.map(({ at }) => at).sort((a, b) => a - b)[plain.length >> 1];
  const aligned = plain.filter(({ at }) => at === usual);
  if (new Set(aligned.map(({ name }) => name.length)).size < 2) return undefined;
  const other = plain.find(({ at }) => at !== usual);
  return other && `line ${other.line}: no property of the object around it: ${quoted(other.name)}`;
}

function shownOf(fields: ReadonlyMap<string, string>): string {
  return Array.from(fields, ([name, value]) => `${name}: ${value}`)
    .slice(-1)
    .join('');
}
