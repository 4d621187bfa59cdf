import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the declarations of the package say of one of its exports. */
export interface Declaration {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'interface' | 'type' | 'const';
  /** As the compiler wrote it, without `export declare`. */
  readonly code: string;
  /** The comment without its tags. */
  readonly text: string;
  readonly params: readonly string[];
  readonly throws: readonly string[];
  readonly returns: string | undefined;
  readonly example: string | undefined;
}

/** The name that a face exports, and where it comes from. */
interface Export {
  readonly name: string;
  readonly original: string;
  readonly file: string;
}

/**
 * Everything that a face of the package exports, in the order of its lines.
 *
 * @param face a file of declarations, `dist/types/index.d.ts`
 * @throws Error when an export has no declaration or no comment
 */
export function declarationsOf(face: string): Declaration[] {
  return [...exportsOf(face), ...ownOf(face)].map(({ name, original, file }) =>
    declared(name, original, file),
  );
}

function exportsOf(face: string): Export[] {
  const text = readFileSync(face, 'utf8');
  const found: Export[] = [];
  for (const { groups } of text.matchAll(
    /^export (?:type )?\{(?<names>[^}]*)\} from '(?<from>[^']+)';$/gmu,
  )) {
    const file = join(dirname(face), (groups?.['from'] ?? '').replace(/\.ts$/u, '.d.ts'));
    for (const part of (groups?.['names'] ?? '').split(',').map((one) => one.trim().replace(/^type /u, ''))) {
      const [original = '', name = original] = part.split(' as ');
      if (original !== '') found.push({ name, original, file });
    }
  }
  for (const { groups } of text.matchAll(/^export type \* from '(?<from>[^']+)';$/gmu)) {
    const file = join(dirname(face), (groups?.['from'] ?? '').replace(/\.ts$/u, '.d.ts'));
    found.push(...ownOf(file), ...exportsOf(file));
  }
  return found;
}

function ownOf(file: string): Export[] {
  const text = readFileSync(file, 'utf8');
  return [
    ...text.matchAll(/^export (?:declare )?(?:function|class|interface|type|const) (?<name>\w+)/gmu),
  ].map(({ groups }) => ({ name: groups?.['name'] ?? '', original: groups?.['name'] ?? '', file }));
}

function declared(name: string, original: string, file: string): Declaration {
  const text = readFileSync(file, 'utf8');
  const head = new RegExp(
    `^export (?:declare )?(?<kind>function|class|interface|type|const) ${original}\\b`,
    'mu',
  ).exec(text);
  if (!head) return elsewhere(name, original, file, text);
  const code = text.slice(head.index, endOf(text, head.index)).replace(/^export (?:declare )?/u, '');
  const comment = /\/\*\*(?<words>(?:[^*]|\*(?!\/))*)\*\/\s*$/u.exec(text.slice(0, head.index))?.groups?.[
    'words'
  ];
  if (comment === undefined) throw new Error(`${file}: ${original} has no comment`);
  return {
    name,
    kind: head.groups?.['kind'] as Declaration['kind'],
    code: code.replace(new RegExp(`\\b${original}\\b`, 'u'), name),
    ...commentOf(comment),
  };
}

/** A file may hand on what another declares. */
function elsewhere(name: string, original: string, file: string, text: string): Declaration {
  for (const { groups } of text.matchAll(
    /^export (?:type )?\{(?<names>[^}]*)\} from '(?<from>[^']+)';$/gmu,
  )) {
    const names = (groups?.['names'] ?? '').split(',').map((one) => one.trim().replace(/^type /u, ''));
    const part = names.find((one) => one === original || one.endsWith(` as ${original}`));
    if (part === undefined) continue;
    const next = join(dirname(file), (groups?.['from'] ?? '').replace(/\.ts$/u, '.d.ts'));
    return declared(name, part.split(' as ')[0] ?? original, next);
  }
  throw new Error(`${file}: ${original} is not declared there`);
}

/** Where a declaration ends: at the first line that closes it at the left edge, or with its only line. */
function endOf(text: string, begin: number): number {
  const line = text.indexOf('\n', begin);
  const first = text.slice(begin, line);
  if (!/[{([]$/u.test(first) && !first.endsWith(' =') && first.endsWith(';')) return line;
  if (/\{.*\}$/u.test(first)) return line;
  const close = /^[)}\]].*$|^ {4}\S.*;$(?=\n(?:export|\/\*\*|import|$))/mu.exec(text.slice(line + 1));
  return close ? line + 1 + close.index + close[0].length : text.length;
}

function commentOf(comment: string): Omit<Declaration, 'name' | 'kind' | 'code'> {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/u, ''));
  const whole = lines
    .join('\n')
    .replaceAll(/\{@link (\w+)[^}]*\}/gu, '`$1`')
    .trim();
  const [text = '', ...tags] = whole.split(/\n?^@(?=\w)/mu);
  const of = (name: string) =>
    tags
      .filter((tag) => tag.startsWith(`${name} `) || tag.startsWith(`${name}\n`))
      .map((tag) => tag.slice(name.length).trim());
  return {
    text: text.trim(),
    params: of('param'),
    throws: of('throws'),
    returns: of('returns')[0],
    example: of('example')[0],
  };
}
