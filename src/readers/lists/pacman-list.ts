import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { filledLines, type Line, numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * Lists of Arch Linux packages as pacman prints them: `-Q` (also `-Qe`, `-Qm`, `-Qu` …) with one package a
 * line, `-Qs` with a description below, `-Qi` with a block a package in any language.
 *
 * @see https://man.archlinux.org/man/pacman.8
 */
export const pacmanList: Reader = {
  id: 'pacman-list',
  title: 'Lists of Arch Linux packages (pacman -Q, -Qi, -Qs)',
  paths: [],
  recognises(head) {
    const lines = filledLines(head);
    return lines.length > 0 && ((ROW.test(lines[0] ?? '') && lines.every(isRow)) || isInformation(lines));
  },
  *read(bytes) {
    const faults = errorCollector();
    const lines = [...numberedLines(bytes)].filter((line) => line.text.trim() !== '' || line.ended);
    if (!lines.some((line) => line.text !== '')) throw new SyntaxError('an empty list');
    const isBlocks = lines.some((line) => FIELD.test(line.text));
    yield* isBlocks ? blocks(lines, faults) : rows(lines, faults);
    const last = lines.at(-1);
    if (last?.ended === false) faults.add(`line ${last.number}: truncated before the line end`);
    faults.throwIfAny();
  },
};

const ROW =
  /^(?:(?<repository>[a-z0-9-]+)\/)?(?<name>[A-Za-z0-9@_+][A-Za-z0-9@._+-]*) (?<version>(?:\d+:)?[A-Za-z0-9._+~]+-\d+(?:\.\d+)?)(?: -> \S+)?(?: \([^()]*\))?(?: \[[^\][]*\]){0,9}$/u;
const DESCRIPTION = /^ {4}\S/u;

function isRow(line: string): boolean {
  return ROW.test(line) || DESCRIPTION.test(line);
}

function* rows(lines: readonly Line[], faults: ErrorCollector): Generator<Program> {
  for (const { text, number } of lines) {
    if (text.trim() === '' || DESCRIPTION.test(text)) continue;
    const { name, version } = ROW.exec(text)?.groups ?? {};
    if (name === undefined || version === undefined)
      faults.add(`line ${number}: no package: ${quoted(text)}`);
    else yield { name, version, ids: [`pacman:${name}`], line: number };
  }
}

/** `Name            : bash`, the label in any script and padded to a column. */
const FIELD = /^(?<label>[^\s:：][^:：]*)[:：] (?<value>.*)$/su;
const VERSION = /^(?:\d+:)?[A-Za-z0-9._+~]+-\d+(?:\.\d+)?$/u;
const NAME = /^[A-Za-z0-9@_+][A-Za-z0-9@._+-]*$/u;
const ADDRESS = /^[^<>]+ <[^<>\s]+@[^<>\s]+>$/u;

function isInformation(lines: readonly string[]): boolean {
  const [first, second] = lines.map((line) => FIELD.exec(line)?.groups?.['value']?.trim() ?? '');
  return NAME.test(first ?? '') && VERSION.test(second ?? '') && lines.some((line) => /^URL *: /u.test(line));
}

/** Labels are translated and their order is not: the name comes first, the version second. */
function* blocks(lines: readonly Line[], faults: ErrorCollector): Generator<Program> {
  let fields: { label: string; value: string; line: number }[] = [];
  for (const { text, number } of [...lines, { text: '', number: 0 }]) {
    const { label, value } = FIELD.exec(text)?.groups ?? {};
    if (label !== undefined && label === fields[0]?.label) {
      faults.add(`line ${number}: no empty line before this package`);
      yield* block(fields, faults);
      fields = [];
    }
    if (label !== undefined && value !== undefined) fields.push({ label, value: value.trim(), line: number });
    else if (text === '' && fields.length > 0) {
      yield* block(fields, faults);
      fields = [];
    }
  }
}

function* block(
  fields: readonly { label: string; value: string; line: number }[],
  faults: ErrorCollector,
): Generator<Program> {
  const [name, version] = fields;
  const other = fields.find(({ label, value }) => label === version?.label && value !== version.value);
  if (other !== undefined)
    faults.add(
      `line ${other.line}: ${quoted(other.label.trim())} stands twice in a package, with two values`,
    );
  if (!NAME.test(name?.value ?? '') || !VERSION.test(version?.value ?? '')) {
    faults.add(`line ${name?.line}: no package: ${quoted(`${name?.value} ${version?.value}`)}`);
  }
  if (name === undefined || !NAME.test(name.value)) return;
  const maintainer = fields.find(({ value }) => ADDRESS.test(value))?.value;
  const licence = fields.find(({ label }) => LICENCES.test(label))?.value.replace(/ {2,}/gu, '; ');
  const arch = fields.find(({ value }) => ARCH.test(value))?.value;
  yield {
    name: name.value,
    ...(version && VERSION.test(version.value) ? { version: version.value } : {}),
    ...(arch ? { arch } : {}),
    ...(maintainer ? { maintainer } : {}),
    ...(licence ? { licence } : {}),
    ids: [`pacman:${name.value}`],
    line: name.line,
  };
}

/** `Licenses`, `Lizenzen`, `Licences`, `Licencias`, `Licenze`: of other languages it stays unknown. */
const LICENCES = /^Li[cz]en[a-z]+\s*$/u;
const ARCH = /^(?:any|x86_64|i686|aarch64|armv7h|armv6h|riscv64|loong64)$/u;
