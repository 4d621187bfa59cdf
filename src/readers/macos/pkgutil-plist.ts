import { errorCollector } from '../../formats/errors.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import {
  isPlistDict,
  type Plist,
  type PlistPart,
  plistField,
  plistList,
  plistPart,
  plistString,
} from '../../formats/plist/index.ts';
import { quoted } from '../../formats/source-position.ts';
import { text } from '../../formats/text/decode.ts';
import { dayOfTime } from '../../formats/text/epoch-day.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import { newlinesIn } from '../../formats/text/newlines.ts';
import { attempt } from '../../formats/try.ts';
import type { Program, Reader } from '../../types.ts';

const END = '</plist>';

/**
 * What `pkgutil --pkgs-plist` prints of all packages of macOS, and `--pkg-info-plist` of one, or in a loop of all: a property
 * list behind the other.
 *
 * @see https://ss64.com/mac/pkgutil.html
 */
export const pkgutilPlist: Reader = {
  id: 'pkgutil-plist',
  title: 'pkgutil --pkgs-plist and --pkg-info-plist of macOS',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    if (!/^\S{0,3}\s*<\?xml/u.test(start) || !start.includes('<plist')) return false;
    const isRecord = start.includes('<key>pkgid</key>') && start.includes('<key>pkg-version</key>');
    // Other lists of identifiers have this form too; only a Mac has packages of Apple.
    return (
      isRecord ||
      (/<plist[^>]*>\s*<array>\s*<string>/u.test(start) && start.includes('<string>com.apple.pkg.'))
    );
  },
  *read(bytes) {
    const faults = errorCollector();
    let packages = 0;
    for (const { source, line } of documentsIn(text(bytes))) {
      const { value: part, fault } = attempt(() => xmlList(source));
      for (const value of isPlistDict(part?.value) ? [part.value] : plistList(part?.value)) {
        const program = programOf(value);
        if (program === undefined) faults.add(`the list at line ${line}: a package without an identifier`);
        else yield { ...program, line };
        packages++;
      }
      const problem = part?.fault ?? fault;
      if (problem instanceof Error) faults.add(`the list at line ${line}: ${problem.message}`);
    }
    faults.throwIfAny();
    if (packages === 0) throw new SyntaxError('an empty list: every Mac has packages');
  },
};

/** Property lists in XML, one behind the other, each with the line where it begins. */
function* documentsIn(source: string): Generator<{ readonly source: string; readonly line: number }> {
  let line = 1;
  for (let at = 0; at < source.length; ) {
    const mark = source.indexOf(END, at);
    const end = mark === -1 ? source.length : mark + END.length;
    const part = source.slice(at, end);
    const document = part.trimStart();
    const start = part.length - document.length;
    line += newlinesIn(part, 0, start);
    if (document !== '') yield { source: document, line };
    line += newlinesIn(part, start, part.length);
    at = end;
  }
}

function xmlList(source: string): PlistPart {
  if (!source.startsWith('<')) throw new SyntaxError(`no property list: ${quoted(source)}`);
  return plistPart(Buffer.from(source));
}

/** A package by its record or by its identifier alone. */
function programOf(value: Plist): Program | undefined {
  const identifier = typeof value === 'string' ? value : plistString(value, 'pkgid');
  if (!identifier) return undefined;
  return present<Program>({
    name: identifier,
    version: plistString(value, 'pkg-version'),
    installedOn: dayAt(plistField(value, 'install-time')),
    ids: idsOf(['receipt', identifier]),
  });
}

/** The day of a time in seconds. */
function dayAt(time: Plist | undefined): string | undefined {
  const isTime = typeof time === 'number' && time >= 1e8 && time < 1e10;
  return isTime ? dayOfTime(time) : undefined;
}
