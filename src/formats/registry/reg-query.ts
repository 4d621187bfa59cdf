import { quoted } from '../source-position.ts';
import { wholeLines } from '../text/decode.ts';
import { isPrompt } from '../text/shell-prompt.ts';
import { hasOther, type RegistryData, type RegistryEvent } from './registry-tree.ts';

/**
 * The picked keys of what `reg query … /s` prints, in the code page of the console it was printed on. A fault
 * comes as the last event.
 *
 * Windows XP separates with tabs and names its version first; later ones separate with four blanks. The name
 * of the default value and the last line are in the language of the system.
 *
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/reg-query
 */
export function* queriedKeys<Place>(
  bytes: Uint8Array,
  placeOf: (path: string) => Place | undefined,
): Generator<RegistryEvent<Place>> {
  const text = wholeLines(bytes);
  let line = 0;
  let key: { path: string; place: Place; line: number; values: Map<string, RegistryData> } | undefined;
  let last = '';
  let hasValues = false;
  let isAfterBlank = false;
  let open: string | undefined;
  let isOneLine = false;
  let held: string[] = [];
  let fault: string | undefined;
  let next = text.next();
  for (; next.done !== true; next = text.next()) {
    line++;
    isAfterBlank = last === '';
    last = isPrompt(next.value) ? '' : next.value;
    const value = valueLine.exec(last)?.groups;
    if (held.length > 0 && (keyLine.test(last) || value !== undefined)) {
      if (isOneLine && (value !== undefined || !held.every((text) => MATCHES.test(text))))
        fault ??= `line ${line}: above it stands no value: ${quoted(held.join('\n'))}`;
      append(key?.values, open, held);
      held = [];
    }
    if (keyLine.test(last)) {
      if (key !== undefined) yield key;
      const path = last.trimEnd();
      const place = placeOf(path);
      key = place === undefined ? undefined : { path, place, line, values: new Map() };
      open = undefined;
      isOneLine = true;
    } else if (value !== undefined) {
      hasValues = true;
      open = nameFrom(value['name'] ?? '');
      isOneLine = !STRING.test(value['type'] ?? '') || ONE_LINE.test(open);
      const data = dataFrom(value['type'] ?? '', value['data'] ?? '');
      if (key && hasOther(key.values, open, data))
        fault ??= `line ${line}: a second value ${quoted(open)} of one key`;
      key?.values.set(open, data);
    } else if (valueStart.test(last)) fault ??= `line ${line}: no value: ${quoted(last)}`;
    // A string with line ends of its own goes on at the left margin. What follows a blank line and has no
    // value or key behind it is no part of one, but the number of matches at the end of a search.
    else if (last !== '' && (isAfterBlank || held.length > 0)) held.push(last);
    else if (last !== '') {
      if (isOneLine) fault ??= `line ${line}: no value: ${quoted(last)}`;
      append(key?.values, open, [last]);
    }
  }
  if (key !== undefined) yield key;
  // A blank line ends every key that is printed with its values; a bare list of keys has none.
  const isOpen = valueStart.test(last) || (keyLine.test(last) && hasValues && isAfterBlank);
  if (last !== '' && (isOpen || !endsLine(bytes))) {
    fault ??= `line ${line}: truncated: ${quoted(last.slice(-40))}`;
  }
  // The end of a search shows a number in every language; what shows none is a string that is truncated.
  if (held.length > 0 && !(isOneLine ? held : held.slice(-1)).every((text) => MATCHES.test(text))) {
    fault ??= `line ${line}: truncated inside a value: ${quoted(held.join('\n').slice(-40))}`;
  }
  fault ??= next.value;
  if (fault !== undefined) yield { fault };
}

const keyLine = /^HKEY_[A-Z_]+(?:\\|\s*$)/u;
const valueLine = /^(?: {4}|\t)(?<name>.*?)(?: {4}|\t)(?<type>REG_[A-Z_]+)(?:(?: {4}|\t)(?<data>.*))?$/su;
const valueStart = /^(?: {4}|\t)\S/u;

const STRING = /^REG_(?:EXPAND_|MULTI_)?SZ$/u;
/** Names and versions are of one line; a string that has more of them is of what somebody wrote about a program. */
const ONE_LINE = /^(?:displayname|displayversion|publisher|installlocation|uninstallstring)$/u;

/** The number of matches at the end of a search, in whatever language; another query may follow. */
const MATCHES = /^\P{Nd}*\p{Nd}+\P{Nd}*$/u;

function endsLine(bytes: Uint8Array): boolean {
  return bytes.at(-1) === 0x0a || (bytes.at(-1) === 0 && bytes.at(-2) === 0x0a);
}

/** The default value is printed in brackets, in the language of the system. */
function nameFrom(name: string): string {
  return /^(?:\(.*\)|<NO NAME>)$/su.test(name) ? '' : name.toLowerCase();
}

function dataFrom(type: string, written: string): RegistryData {
  if (type === 'REG_DWORD' || type === 'REG_QWORD') return Number(written.trim());
  if (type === 'REG_MULTI_SZ') return written.split('\\0').filter((part) => part !== '');
  return written;
}

function append(
  values: Map<string, RegistryData> | undefined,
  name: string | undefined,
  lines: readonly string[],
): void {
  const data = name === undefined ? undefined : values?.get(name);
  if (name !== undefined && typeof data === 'string') values?.set(name, [data, ...lines].join('\n'));
}
