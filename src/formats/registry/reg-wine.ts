import { quoted } from '../source-position.ts';
import { wholeLines } from '../text/decode.ts';
import { dataOf } from './reg-value.ts';
import { hasOther, type RegistryData, type RegistryEvent } from './registry-tree.ts';

/**
 * The picked keys of a registry as Wine keeps it on disk: `system.reg` is `HKEY_LOCAL_MACHINE`, `user.reg` the
 * registry of one user. A fault comes as the last event.
 *
 * @see https://gitlab.winehq.org/wine/wine/-/blob/master/server/registry.c
 */
export function* wineKeys<Place>(
  bytes: Uint8Array,
  placeOf: (path: string) => Place | undefined,
): Generator<RegistryEvent<Place>> {
  const text = wholeLines(bytes);
  let root = '';
  let line = 0;
  let joined = '';
  let key: { path: string; place: Place; line: number; values: Map<string, RegistryData> } | undefined;
  let fault: string | undefined;
  let isClosed = true;
  let next = text.next();
  for (; next.done !== true; next = text.next()) {
    line++;
    joined += joined === '' ? next.value : next.value.trimStart();
    if (joined.endsWith('\\') && hexLine.test(joined)) {
      joined = joined.slice(0, -1);
      continue;
    }
    const written = joined;
    isClosed = written === '';
    joined = '';
    root = rootOf(written) ?? root;
    const path = keyLine.exec(written)?.groups?.['path'];
    if (path !== undefined) {
      if (key !== undefined) yield key;
      const whole = root + unescaped(path);
      const place = placeOf(whole);
      key = place === undefined ? undefined : { path: whole, place, line, values: new Map() };
    } else if (key !== undefined) fault ??= add(key.values, written, line);
  }
  if (key !== undefined) yield key;
  if (joined !== '') fault ??= `line ${line}: truncated inside data: ${quoted(joined.slice(-40))}`;
  // Wine begins a key with a blank line and ends none: the last one of a whole file is none of interest.
  if (key !== undefined && !isClosed) fault ??= `line ${line}: truncated inside the key ${quoted(key.path)}`;
  fault ??= next.value;
  if (fault !== undefined) yield { fault };
}

const keyLine = /^\[(?<path>[^\]]*(?:\\\][^\]]*)*)\](?: \d+)?\s*$/u;
const hexLine = /^(?:"|@)[^]*=hex/u;
const valueLine = /^(?:@|"(?<name>(?:[^"\\]|\\.)*)")=(?<data>.*)$/su;
const stringData = /^(?:str\((?<type>[0-9a-f]+)\):)?"(?<body>(?:[^"\\]|\\.)*)"$/su;

/** A comment at the top says what the paths are relative to. */
function rootOf(line: string): string | undefined {
  const base = /^;; All keys relative to (?<base>\S+)/u
    .exec(line)
    ?.groups?.['base']?.replaceAll('\\\\', '\\');
  if (base === undefined) return undefined;
  const user = /^(?:REGISTRY)?\\User\\(?<sid>.+)$/su.exec(base)?.groups?.['sid'];
  return user === undefined ? 'HKEY_LOCAL_MACHINE\\' : `HKEY_USERS\\${user}\\`;
}

function add(values: Map<string, RegistryData>, line: string, at: number): string | undefined {
  if (line === '' || line.startsWith('#') || line.startsWith(';')) return undefined;
  const value = valueLine.exec(line)?.groups;
  if (value === undefined) return `line ${at}: neither key nor value: ${quoted(line)}`;
  const data = dataFrom(value['data'] ?? '');
  if (data === undefined) return `line ${at}: data of no known form: ${quoted(line)}`;
  const name = unescaped(value['name'] ?? '').toLowerCase();
  const isSecond = hasOther(values, name, data);
  values.set(name, data);
  return isSecond ? `line ${at}: a second value ${quoted(name)} of one key` : undefined;
}

function dataFrom(written: string): RegistryData | undefined {
  const string = stringData.exec(written)?.groups;
  if (string === undefined) return dataOf(written, false);
  const body = unescaped(string['body'] ?? '');
  return string['type'] === '7' ? body.split('\0').filter((part) => part !== '') : body;
}

/** Wine writes every character beyond ASCII by its number. */
function unescaped(written: string): string {
  return written.replace(/\\(?:x(?<hex>[0-9a-f]{1,4})|(?<octal>[0-7]{1,3})|(?<char>.))/gsu, (...match) => {
    const groups = match.at(-1) as { hex?: string; octal?: string; char?: string };
    if (groups.hex !== undefined) return String.fromCharCode(Number.parseInt(groups.hex, 16));
    if (groups.octal !== undefined) return String.fromCharCode(Number.parseInt(groups.octal, 8));
    return controls[groups.char ?? ''] ?? groups.char ?? '';
  });
}

const controls: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
};
