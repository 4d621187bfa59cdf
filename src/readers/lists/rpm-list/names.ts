import type { ErrorCollector } from '../../../formats/errors.ts';
import type { Line } from '../../../formats/text/lines.ts';
import { isCertainlyRpm, type RpmName, rpmName } from '../../rpm-name.ts';
import { dayOf, type Entry, shownLine } from './entry.ts';

/** `name-version-release.arch`, and with `--last` the date of installation. */
interface Named {
  readonly package: RpmName;
  readonly date: string | undefined;
}

const NAME_AND_DATE = /^(?<name>\S+)(?:\s+(?<date>\S.*))?$/su;
/** Dates have a time in them, in whatever language. */
const TIME = /\d[:.]\d{2}[:.]\d{2}|\d[時시]/u;

/** Whether lines are a list of such names; one of them must be such that only rpm can have written it. */
export function isNames(lines: readonly string[]): boolean {
  const names = lines.map(namedIn).filter((named) => named !== undefined);
  return (
    names.length > 0 &&
    names.length * 3 >= lines.length * 2 &&
    names.some((named) => isCertain(named.package))
  );
}

function isCertain({ name, version, arch }: RpmName): boolean {
  return (
    name === 'gpg-pubkey' ||
    isCertainlyRpm(arch ?? '') ||
    isCertainlyRpm(version.slice(version.indexOf('-') + 1))
  );
}

function namedIn(line: string): Named | undefined {
  const { name = '', date } = NAME_AND_DATE.exec(line)?.groups ?? {};
  const found = date === undefined || TIME.test(date) ? rpmName(name) : undefined;
  return found && { package: found, date };
}

/** The packages of such a list. A name whose end is cut lacks the architecture that the others have. */
export function* nameEntries(lines: readonly Line[], broken: ErrorCollector): Generator<Entry> {
  const parsed = lines.map((line) => ({ line, named: namedIn(line.text) }));
  const found = parsed.map(({ named }) => named).filter((named) => named !== undefined);
  const isMost = (has: (named: Named) => boolean): boolean => found.filter(has).length * 2 >= found.length;
  const haveArch = isMost((named) => named.package.arch !== undefined);
  const haveDate = isMost((named) => named.date !== undefined);
  for (const { line, named } of parsed) {
    const isKey = named?.package.name === 'gpg-pubkey';
    const isWhole =
      (named?.package.arch !== undefined || isKey || !haveArch) && (named?.date !== undefined) === haveDate;
    if (named !== undefined && isWhole) yield entryOf(named, line);
    else broken.add(shownLine(line));
  }
}

function entryOf(named: Named, line: Line): Entry {
  const installedOn = named.date === undefined ? undefined : dayOf(named.date);
  return { ...named.package, installedOn, line: line.number };
}
