import type { ErrorCollector } from '../errors.ts';
import { quoted } from '../source-position.ts';
import { numberedLines } from '../text/lines.ts';

/**
 * The plain values at the top of a YAML mapping in block style, for documents of which only these matter: a
 * whole YAML reader is not loaded for them. Values that are mappings, lists or blocks of text are left out.
 * What is no such mapping, and a text that is truncated inside a line, is noted, and the rest is read.
 *
 * @see https://yaml.org/spec/1.2.2/
 */
export function flatYaml(bytes: Uint8Array, faults: ErrorCollector): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let started = false;
  for (const { text, number, ended } of numberedLines(bytes)) {
    if (NOTHING.test(text) && ended) continue;
    const { key, value = '' } = KEY.exec(text)?.groups ?? {};
    if (key === undefined && !(started && NESTED.test(text))) {
      faults.add(`line ${number}: no key and value: ${quoted(text)}`);
    }
    if (key !== undefined && values.has(key)) faults.add(`line ${number}: a second ${quoted(key)}`);
    else if (key !== undefined && value !== '') values.set(key, scalar(value, number, faults));
    if (!ended) faults.add(`line ${number}: truncated before the line end`);
    started = true;
  }
  return values;
}

/** Blank, a comment, or the mark of a document's start or end. */
const NOTHING = /^\s*(?:#.*)?$|^---\s*(?:#.*)?$|^\.\.\.$|^%YAML /su;
const KEY = /^(?<key>[A-Za-z0-9_][A-Za-z0-9_.-]*|"[^"]*"|'[^']*')\s*:(?:\s+(?<value>.*))?$/su;
/** Deeper lines, and the items of a list, which may stand as far left as its key. */
const NESTED = /^(?:\s|- |-$|\]|\})/u;

function scalar(value: string, line: number, faults: ErrorCollector): string {
  const trimmed = value.trim();
  const quote = trimmed[0];
  if (quote === '"' || quote === "'") {
    const end = trimmed.lastIndexOf(quote);
    if (end < 1) faults.add(`line ${line}: a quote without its end: ${quoted(trimmed)}`);
    const inner = trimmed.slice(1, end);
    return quote === "'" ? inner.replaceAll("''", "'") : inner.replace(ESCAPED, '$1');
  }
  const remark = trimmed.indexOf(' #');
  return remark < 0 ? trimmed : trimmed.slice(0, remark).trimEnd();
}

const ESCAPED = /\\(["\\/])/gu;
