import { SaxesParser } from 'saxes';
import { parseAllDocuments } from 'yaml';

/** Acts on a terminal, or hides, or turns what is around it: no export may hold one. */
const ACTING = /[^\P{Cc}\n\r\t]|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/** What finds in an export the code, elements, keys and settings that no export of plain words has. */
export function foreignTo(id: string, plain: readonly string[]): (text: string) => string | undefined {
  const read = LANGUAGES[id] ?? settings;
  const known = new Set([...SQL_WORDS, ...plain.filter(Boolean).flatMap(read)]);
  // Tables of letters that a query folds hold some of them.
  const acting = Math.max(...plain.map((one) => one.match(ACTING)?.length ?? 0));
  return (text) => {
    const own = text.match(ACTING) ?? [];
    if (own.length > acting) return `it holds ${JSON.stringify(own.join('')).slice(0, 80)} of the words`;
    const foreign = read(text).find((part) => !known.has(part) && !/^\d*$/u.test(part));
    return foreign === undefined
      ? undefined
      : `it is none of its own: ${JSON.stringify(foreign.slice(0, 200))}`;
  };
}

/** A package of a guard: its name alone, without anything that rpm or dpkg would expand. */
const CONFLICT = /^Conflicts: [\w.+-]+$/gmu;

/** Target → what of its text is no data. */
const LANGUAGES: Readonly<Record<string, (text: string) => string[]>> = {
  ansible: (text) => yaml(text, true),
  appcontrol: xml,
  applocker: xml,
  chrome: json,
  'deb-guard': (text) => shell(text.replace(CONFLICT, '')),
  edge: json,
  firefox: json,
  osquery: (text) => json(text).flatMap(sql),
  fleet: (text) => yaml(text).flatMap(sql),
  wazuh: (text) => yaml(text, true),
  intune: powershell,
  'intune-applocker': profile,
  jamf: shell,
  'jamf-restricted': (text) => text.split('\n').filter(Boolean).flatMap(xml),
  munki: xml,
  oval: xml,
  'rpm-guard': (text) => shell(text.replace(CONFLICT, '')),
  santa: json,
  'santa-profile': xml,
};

/** Words outside of quotes and remarks, and what ends a command. */
function tokens(text: string): string[] {
  return text.match(/[A-Za-z_][\w.-]*|[`;&]/gu) ?? [];
}

/** Words of queries that not every ban needs: of control characters, and of the folders of accounts. */
const SQL_WORDS = ['char', 'CROSS', 'JOIN', 'users', 'u.directory', 'directory', 'u'];

function sql(text: string): string[] {
  return text.startsWith('WITH ') || text.startsWith('SELECT ')
    ? tokens(text.replace(/'(?:[^']|'')*'/gu, "''"))
    : [];
}

function shell(text: string): string[] {
  return tokens(text.replace(/^ *#.*$|'[^']*'|\\./gmu, ''));
}

/** PowerShell takes curly quotes for straight ones. */
function powershell(text: string): string[] {
  const bare = text.replace(/^ *#.*$/gmu, '').replace(/['‘’‚‛](?:[^'‘’‚‛]|['‘’‚‛]{2})*['‘’‚‛]/gu, "''");
  return tokens(bare);
}

/** The names of elements and attributes. @throws TypeError when it is not well-formed */
function xml(text: string): string[] {
  const parts: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => parts.push(name, ...Object.keys(attributes)));
  parser.on('comment', (comment) => parts.push(comment));
  parser.on('processinginstruction', ({ target }) => parts.push(target));
  parser.on('error', (error) => {
    throw new TypeError(`not XML: ${error.message}`);
  });
  parser.write(text).close();
  return parts;
}

/** The keys of a profile, and what its settings hold of XML. @throws SyntaxError when it is none */
function profile(text: string): string[] {
  const document = JSON.parse(text) as { readonly omaSettings: readonly { readonly value: string }[] };
  return [...keysOf(document), ...document.omaSettings.flatMap(({ value }) => xml(value))];
}

/** The texts of a JSON document that are queries. @throws SyntaxError when it is none */
function json(text: string): string[] {
  return textsOf(JSON.parse(text) as unknown);
}

/** Keys of a YAML document, and of one for people the texts that are queries. */
function yaml(text: string, isKeyed = false): string[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new TypeError(`not YAML: ${error.message}`);
    const value = document.toJS() as unknown;
    return isKeyed ? keysOf(value) : textsOf(value);
  });
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return /^(?:WITH|SELECT) /u.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  return [...keys, ...Object.values(value).flatMap(keysOf)];
}

/** What lines of settings begin with: sections, and names before a colon or an equals sign. */
function settings(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('#')) return [];
    return [/^\[[^\]]*\]$|^[\w -]+(?=[:=])/u.exec(line)?.[0] ?? line];
  });
}
