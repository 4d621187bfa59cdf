import { SaxesParser } from 'saxes';

/** Acts on a terminal, or hides, or turns what is around it: no report may hold one. */
const ACTING =
  /[^\P{Cc}\n\r\t]|[\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/u;
/** What a spreadsheet may run; behind an apostrophe it is text. */
const FORMULA = /^[\s"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;
const WORKFLOW_COMMAND = /^::(?:error|warning|notice) [^:\n]+::[^\n]*$/u;
const SAMPLE = /^[a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*\})? -?[\d.e+]+$/u;

/** What in a report acts on whoever opens it. */
export function unsafeIn(id: string, text: string): string | undefined {
  const acting = ACTING.exec(text);
  if (acting)
    return `it holds ${JSON.stringify(text.slice(Math.max(0, acting.index - 40), acting.index + 10))}`;
  return CHECKS[id]?.(text);
}

/**
 * What of a report is none of its words: elements and their attributes, keys, cells, lines. What a machine says must
 * not change it.
 */
export function shapeOf(id: string, text: string): string {
  return SHAPES[id]?.(text) ?? '';
}

const CHECKS: Readonly<Record<string, (text: string) => string | undefined>> = {
  csv: (text) =>
    shown(
      cellsOf(text)
        .flat()
        .find((cell) => FORMULA.test(cell)),
      'a formula',
    ),
  github: (text) =>
    shown(
      linesOf(text).find((line) => !WORKFLOW_COMMAND.test(line)),
      'no workflow command',
    ),
  prometheus: (text) =>
    shown(
      linesOf(text).find((line) => !line.startsWith('# ') && !SAMPLE.test(line)),
      'no sample',
    ),
};

const SHAPES: Readonly<Record<string, (text: string) => string>> = {
  csv: (text) =>
    cellsOf(text)
      .map((row) => row.length)
      .join('\n'),
  cyclonedx: jsonShape,
  github: (text) =>
    linesOf(text)
      .map((line) => /^::\w+/u.exec(line)?.[0])
      .join('\n'),
  gitlab: jsonShape,
  html: htmlShape,
  'in-toto': jsonShape,
  json: jsonShape,
  junit: xmlShape,
  markdown: markdownShape,
  ndjson: (text) => linesOf(text).map(jsonShape).join('\n'),
  prometheus: (text) =>
    linesOf(text)
      .map((line) => line.replace(/"(?:[^"\\]|\\.)*"/gu, '""'))
      .join('\n'),
  sarif: jsonShape,
  spdx: jsonShape,
};

function shown(part: string | undefined, what: string): string | undefined {
  return part === undefined ? undefined : `${what}: ${JSON.stringify(part.slice(0, 200))}`;
}

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

/** By RFC 4180, letter by letter. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gu)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Keys and kinds; what a word is, stands as its kind. */
function jsonShape(text: string): string {
  return JSON.stringify(JSON.parse(text), (_, value: unknown) =>
    typeof value === 'object' || value === undefined ? value : typeof value,
  );
}

function xmlShape(text: string): string {
  const parts: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) =>
    parts.push(`<${name} ${Object.keys(attributes).join(' ')}>`),
  );
  parser.on('closetag', ({ name }) => parts.push(`</${name}>`));
  parser.on('error', (error) => {
    throw new TypeError(`a report that is not XML: ${error.message}`);
  });
  parser.write(text).close();
  return parts.join('');
}

/** Tags with the names of their attributes, and of data the kinds; the page's own script and style are as they are. */
function htmlShape(text: string): string {
  const scripts: string[] = [];
  const rest = text.replace(/(<script[^>]*>)([^]*?)<\/script>/gu, (_, tag: string, inner: string) => {
    scripts.push(tag.includes('json') ? jsonIsland(inner) : inner);
    return '<script>';
  });
  const tags = [...rest.matchAll(/<[^>]*>/gu)].map(([tag]) => tag.replace(/="[^"]*"/gu, '=""'));
  return [...tags, ...scripts].join('\n');
}

/** How many texts there are depends on which are alike, so only that it is JSON is of the shape. */
function jsonIsland(text: string): string {
  return typeof JSON.parse(text);
}

/** Cells are distinguished before anything in them is: a bar is of a cell behind a backslash, for some an odd one. */
const BARS = [/(?<!\\)\|/u, /(?<=(?<!\\)(?:\\\\)*)\|/u];

/** Without its spans of code, in which nothing acts: fences of as many backticks as open them. */
function markdownShape(text: string): string {
  const bare = (part: string) => part.replace(/(?<!`)(`+)(?!`)(?:.*?[^`])??\1(?!`)/gu, 'code');
  const rows = BARS.map((bar) =>
    linesOf(text).map((line) => (line.startsWith('|') ? line.split(bar) : [line]).map(bare).join('|')),
  );
  return rows.flat().join('\n');
}
