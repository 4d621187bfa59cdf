import { unquoted } from '../../../formats/text/shell-quotes.ts';

/** What all lines of a list of names have in common. */
export interface Shape {
  /** Some line names several bundles. */
  readonly isColumns: boolean;
  /** Numbers in front of each name: `ls -i`, `ls -s`, sizes of `find -printf`. */
  readonly numbers: number;
  /** Each bundle is named with its folder, as `find` and `mdfind` do. */
  readonly arePaths: boolean;
}

/** What a line of `ls` or `find` names: paths, which may be none; undefined where the line was not understood. */
export type Listed = readonly string[] | undefined;

const TIME = /\d{1,2}:\d\d(?::\d\d)?(?: *[AP]M)?/u.source;
const DAY = [
  // `Jan  1`, `6 Mai`, `1月  1`, `1月 1日`
  /\p{L}{1,10}\.? +\d{1,2}\.?/u.source,
  /\d{1,2}\.? +\p{L}{1,10}\.?/u.source,
  /\d{1,2}[月월] *\d{1,2}[日일]?/u.source,
].join('|');
/** Dates of `ls` in the usual languages and in the styles of `--time-style`. */
const DATE = [
  `(?:${DAY}),? +(?:${TIME}(?: +\\d{4})?|\\d{4}(?: +${TIME})?)`,
  `\\d{4}-\\d\\d-\\d\\d(?: +\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?: [+-]\\d{4})?)?`,
  `\\d\\d-\\d\\d \\d\\d:\\d\\d`,
  `\\d{1,2}[./]\\d{1,2}[./]\\d{2,4},? +${TIME}`,
  `\\d{9,11}(?:\\.\\d+)?`,
].join('|');
/** Number of the file and of its blocks, mode, owner and others, size, date: the name is what is left. */
const DETAILS = new RegExp(
  `^ *(?:\\d+ +){0,2}(?<mode>[-dlbcpsDC][-rwxsStTlL]{9})[@+.]? +.*? (?<size>-|\\d[\\d.,]*[BkKMGTP]?i?B?) +(?:${DATE}) (?<name>.+)$`,
  'su',
);
/** `d-----        1/1/2020  10:00 AM                Safari.app` of PowerShell, `01/01/2020  10:00 AM    <DIR>  …` of cmd. */
const WINDOWS = new RegExp(
  `^(?:[-dlahrs]{5,7} +)?(?:${DATE}) +(?:(?:<[A-Z]+>|[\\d.,\\u00a0]+) +)?(?<name>\\S.*)$`,
  'su',
);
const HAS_MODE = /^ *(?:\d+ +){0,2}[-dlbcpsDC][-rwxsStTlL]{9}[@+.]? /u;
/** `total 0` in any language, entries of access lists. */
const OTHER = /^\p{L}+ +\d[\d.,]*[KMGT]?$|^ *\d+: \S+ .*\b(?:allow|deny)\b/u;
const APP = /\.app$/iu;
/** What `find` begins with, by itself or as `-printf` and `-ls` have it behind numbers. */
const PATH = /(?:^|[ "'])\.{0,2}\//u;

/** What the lines of a list have in common. */
export function shapeOf(lines: readonly string[]): Shape {
  const plain = lines.filter((line) => /\.app\b/iu.test(line) && !HAS_MODE.test(line));
  const counts = plain.map((line) => /^ *(?<numbers>(?:\d+ +)*)/u.exec(line)?.groups?.['numbers'] ?? '');
  return {
    isColumns: plain.some((line) => (line.match(/\.app['"]?[/@*]?(?=,|,? |$)/giu)?.length ?? 0) > 1),
    arePaths: plain.length > 0 && plain.every((line) => PATH.test(line)),
    numbers: plain.length > 1 ? Math.min(...counts.map((text) => text.split(/ +/u).length - 1)) : 0,
  };
}

/** Names of bundles in a line of names alone: one, or several with blanks or commas between them. */
function namesIn(line: string, { isColumns, numbers }: Shape): readonly string[] {
  const text = line.replace(new RegExp(`^ *(?:\\d+ +){${numbers}}`, 'u'), '').replace(/^[-*•] /u, '');
  if (!isColumns) return [unmarked(text)];
  return text
    .split(/(?<=\.app['"]?[/@*]?),? +|(?<=\.app),|, +| {2,}/iu)
    .filter((cell) => cell.trim() !== '')
    .map((cell) => unmarked(cell.trim()));
}

/** The paths in a line of `ls` or `find`, in any of their forms. */
export function pathsIn(text: string, shape: Shape): Listed {
  if (shape.arePaths && !PATH.test(text)) return undefined;
  if (OTHER.test(text)) return [];
  const { mode = '', name } = DETAILS.exec(text)?.groups ?? {};
  if (name !== undefined) return [unmarked(mode.startsWith('l') ? withoutTarget(name) : name)];
  if (HAS_MODE.test(text)) return undefined;
  const file = WINDOWS.exec(text)?.groups?.['name'];
  if (file !== undefined) return [unmarked(file)];
  // The heading of a folder of `ls -R`.
  if (/^\S.*:$/u.test(text)) return [unquoted(text.slice(0, -1))];
  const names = namesIn(text, shape);
  // Two blanks are between columns, and these are of another list.
  return names.some((one) => /\S {2}/u.test(one) && !APP.test(one)) ? undefined : names;
}

/** `ls -F` puts a mark behind a name. */
function unmarked(name: string): string {
  return unquoted(name.replace(/(?<=\.app['"’”»]?)[/@*]\s*$/iu, '').trimEnd());
}

function withoutTarget(name: string): string {
  const at = name.search(/(?<=\.app['"]?) -> /iu);
  return at === -1 ? name : name.slice(0, at);
}

/** The bundle that a path is or is in, the outermost, and the path itself where it is one too. */
export function bundlesIn(path: string): readonly string[] {
  const outer = /^(?<bundle>(?:[^/]*\/)*?[^/]*[^/\s][^/]*\.app)(?:\/|$)/iu.exec(path)?.groups?.['bundle'];
  if (outer === undefined || /(?:^|\/)\.app$/iu.test(outer)) return [];
  return APP.test(path) && path !== outer ? [outer, path] : [outer];
}
