import { globOf } from '../matching/glob.ts';
import type { Ban } from '../schema/index.ts';
import type { SourceResult } from '../types.ts';
import { type FactsOf, factsTest } from './facts-test.ts';
import { isFalse, isTrue, type Ternary, unknown } from './ternary.ts';
import { listed } from './vendors.ts';
import { isSelector } from './waivers.ts';

type Source = Pick<SourceResult, 'name' | 'os'>;

/** Whether bans apply to a source, by its name and its operating system; asked of a ban once. */
export function sourceScope(source: Source, factsOf?: FactsOf): (ban: Ban) => Ternary {
  const known = new Map<Ban, Ternary>();
  return (ban) => {
    let answer = known.get(ban);
    if (!answer) known.set(ban, (answer = scopeOf(ban, source, factsOf)));
    return answer;
  };
}

/** A ban for other sources does not apply; one for an operating system that the source does not show may. */
function scopeOf({ 'applies-to': scope }: Ban, { name, os }: Source, factsOf: FactsOf | undefined): Ternary {
  const { sources, os: systems } = scope ?? {};
  if (sources !== undefined && isSelector(sources)) {
    const isOn = factsTest(sources)(factsOf?.(name));
    if (isOn === undefined)
      return unknown(`it applies to some hosts only, and no list of hosts (--hosts) says what ${name} is`);
    if (!isOn) return isFalse;
  } else if (sources !== undefined && !listed(sources).some((pattern) => globOf(pattern)(name)))
    return isFalse;
  if (systems === undefined) return isTrue();
  if (os === undefined)
    return unknown(
      `it applies to ${listed(systems).join(' and ')} only, and the operating system of ${name} is unknown`,
    );
  return listed<string>(systems).includes(familyOf(os.id)) ? isTrue() : isFalse;
}

const NO_LINUX: ReadonlySet<string> = new Set(
  'windows macos ios ipados tvos android chromeos freebsd openbsd netbsd solaris aix'.split(' '),
);

/** `linux` for the ID of a distribution. */
function familyOf(os: string): string {
  return NO_LINUX.has(os) ? os : 'linux';
}
