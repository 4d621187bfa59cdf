import { unquotedScalar } from '../../formats/markup/yaml-scalar.ts';
import { ofLastHead } from '../../formats/text/head-text.ts';
import { answerLines } from '../../formats/text/shell-prompt.ts';
import { plainKey } from './keys.ts';
import { type ShapeObject, withTitles } from './shape.ts';

/** A key of block style with the text behind it, if any; each dash before it begins an element of a list. */
const PAIR =
  /^(?<blanks> *)(?<dashes>(?:- +)*)(?<quote>["']?)(?<key>[\w.@/$-][^"':]{0,100}?)\k<quote>:(?: +(?<value>\S.*?))? *$/u;
/** Documents of stanzas have pairs too, and none of them below another. */
const INNER = /^(?: +(?:- +)*|(?:- +)+)["']?[\w.@/$-]+["']?:(?: |$)/u;
/** How many lines may pass before a pair below another one. */
const BEGINNING = 40;

/** The objects of the beginning of a YAML document in block style, as tools write it: never throws. */
export const yamlShapeOf: (head: Uint8Array) => readonly ShapeObject[] = ofLastHead((head) => {
  const lines = answerLines(head);
  const isMap = lines[0] === '---' || PAIR.test(lines[0] ?? '');
  return isMap && lines.slice(0, BEGINNING).some((line) => INNER.test(line))
    ? withTitles(objectsIn(lines))
    : [];
});

interface Open {
  readonly column: number;
  readonly path: readonly string[];
  readonly keys: Set<string>;
  readonly texts: Map<string, string>;
  /** The key whose value comes next. */
  key: string;
}

function objectsIn(lines: readonly string[]): ShapeObject[] {
  const found: Open[] = [];
  let open: Open[] = [];
  for (const line of lines) {
    if (line === '---') open = [];
    const { blanks = '', dashes = '', key, value } = PAIR.exec(line)?.groups ?? {};
    if (key === undefined) continue;
    const column = blanks.length + dashes.length;
    open = open.filter((one) => one.column < column || (one.column === column && dashes === ''));
    let top = open.at(-1);
    if (top?.column !== column) {
      const path = top === undefined ? [] : [...top.path, top.key];
      top = { column, path, keys: new Set(), texts: new Map(), key: '' };
      open.push(top);
      found.push(top);
    }
    top.key = plainKey(key);
    top.keys.add(top.key);
    if (value !== undefined) top.texts.set(top.key, unquotedScalar(value));
  }
  return found;
}
