import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { filledLines, type Line, numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * Lists of Alpine packages: `apk list -I`, `apk info -v`, `apk info -vv`, `apk version -v` and the long
 * `apk info`; where `--as` says so, the bare names of `apk info` too.
 *
 * @see https://man.archlinux.org/man/extra/apk-tools/apk-list.8.en
 */
export const apkList: Reader = {
  id: 'apk-list',
  title: 'Lists of Alpine packages (apk list, apk info)',
  paths: [],
  recognises(head) {
    const lines = filledLines(head).filter((line) => !WARNING.test(line));
    return lines.length > 0 && (lines.every((line) => ROW.test(line)) || ABOUT.test(lines[0] ?? ''));
  },
  *read(bytes) {
    const faults = errorCollector();
    const lines = [...numberedLines(bytes)].filter(({ text }) => text.trim() !== '' && !WARNING.test(text));
    if (lines.length === 0) throw new SyntaxError('an empty list');
    yield* ABOUT.test(lines[0]?.text ?? '') ? described(lines, faults) : rows(lines, faults);
    const last = lines.at(-1);
    if (last?.ended === false) faults.add(`line ${last.number}: truncated before the line end`);
    faults.throwIfAny();
  },
};

/** What the cache has to say, and the header of `apk version`. */
const WARNING = /^WARNING: |^Installed: +Available:$/u;

/** `musl-1.2.4-r2 x86_64 {musl} (MIT) [installed]` or `musl-1.2.4-r2 - the musl c library`. */
const ROW =
  /^(?<name>[A-Za-z0-9._][A-Za-z0-9._+-]*?)-(?<version>\d[A-Za-z0-9._~]*-r\d+)(?: (?<arch>[a-z0-9_]+) \{[^{}]*\}(?: \((?<licence>.*)\)(?= \[|$))?(?<rest>.*)| +- .*| +[<=>?] .*)?$/su;
/** `git-2.18.4-r0 description:`, a block of `apk info`, which some tools keep with escaped line ends. */
const ABOUT =
  /^(?<name>[A-Za-z0-9._][A-Za-z0-9._+-]*?)-(?<version>\d[A-Za-z0-9._~]*-r\d+) (?:description|webpage|installed size):/u;
const BARE = /^[a-z0-9._][A-Za-z0-9._+-]*$/u;

function* rows(lines: readonly Line[], faults: ErrorCollector): Generator<Program> {
  for (const { text, number } of lines) {
    const { name, version, arch, licence, rest } =
      ROW.exec(text)?.groups ?? (BARE.test(text) ? { name: text } : {});
    if (name === undefined) faults.add(`line ${number}: no package: ${quoted(text)}`);
    else if (rest?.includes('[') && !isInstalled(rest)) {
      faults.add(`line ${number}: ${name} is neither installed nor not: ${quoted(rest)}`);
    } else if (isInstalled(rest)) {
      yield {
        name,
        ...(version ? { version } : {}),
        ...(arch ? { arch } : {}),
        ...(licence ? { licence } : {}),
        ids: [`apk:${name}`],
        line: number,
      };
    }
  }
}

/** `apk list` without `-I` shows what could be installed beside it. */
function isInstalled(rest: string | undefined): boolean {
  return rest === undefined || /\[(?:installed|upgradable from: )/u.test(rest);
}

/** Other blocks, as those of dependencies, may have any number of lines. */
const BLOCK = /^[A-Za-z0-9._][A-Za-z0-9._+-]*-\d[A-Za-z0-9._~]*-r\d+ [a-z][a-z -]*:/u;

function* described(lines: readonly Line[], faults: ErrorCollector): Generator<Program> {
  const seen = new Set<string>();
  let room = 0;
  for (const { text, number } of lines) {
    const { name, version } = ABOUT.exec(text)?.groups ?? {};
    if (name !== undefined) room = 1;
    else if (BLOCK.test(text)) room = Infinity;
    else if (room-- <= 0) faults.add(`line ${number}: no line of a block: ${quoted(text)}`);
    if (name === undefined || version === undefined || seen.has(name)) continue;
    seen.add(name);
    yield { name, version, ids: [`apk:${name}`], line: number };
  }
}
