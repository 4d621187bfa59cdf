import type { Program } from '../types.ts';

/** `Example 21.3 (x64)`: what installers put behind a name. */
const PLATFORM =
  /[\s,-]*[([]?(?:x64|x86|x86_64|amd64|arm64|(?:64|32)[- ]?bit|(?:64|32)-разрядная|(?:64|32) ?位)[)\]]?$/iu;
const TAIL = /[\s,_-]+(?:v|ver\.?|version|версия|版本)?\s?(?<version>\d[\w.+-]*)$/iu;
/** No program has a longer one, and what is longer is not worth the search. */
const MAX_LENGTH = 300;

/** The name of a program as it is reported, and without the version and platform that installers put behind it. */
export function spellingsOf({ name, version }: Pick<Program, 'name' | 'version'>): string[] {
  if (!/\d/u.test(name) || name.length > MAX_LENGTH) return [name];
  const bare = withoutEnd(name, PLATFORM);
  const reported = TAIL.exec(bare.slice(-END))?.groups?.['version'];
  const shorter =
    reported !== undefined && isVersion(reported, version)
      ? withoutEnd(withoutEnd(bare, TAIL), PLATFORM)
      : bare;
  if (bare === name && shorter === name) return [name];
  return [...new Set([name, bare, shorter])].filter((spelling) => spelling !== '');
}

/** Whether a name may end in a version, so that the version of the program decides how it is spelt. */
export function mayEndInVersion(name: string): boolean {
  return /\d/u.test(name) && TAIL.test(withoutEnd(name, PLATFORM).slice(-END));
}

/** Searching only the end keeps the engine from trying every letter of the name. */
const END = 60;

function withoutEnd(name: string, end: RegExp): string {
  const found = end.exec(name.slice(-END));
  return found ? name.slice(0, name.length - found[0].length) : name;
}

/** The version of the program or a beginning of it; without one, numbers between dots. */
function isVersion(reported: string, version: string | undefined): boolean {
  if (version === undefined) return /^\d+(?:\.\d+)+$/u.test(reported);
  return version === reported || version.startsWith(`${reported}.`) || reported.startsWith(`${version}.`);
}
