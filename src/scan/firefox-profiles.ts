import { errorCollector } from '../formats/errors.ts';
import { keyfile } from '../formats/markup/keyfile.ts';
import { NAMED_PROFILE, searchedProfiles } from '../readers/browsers/profile-search.ts';

/** The lists that Firefox and its kin keep of their profiles. */
export const profileLists: readonly string[] = searchedProfiles.map((folder) => `${folder}/profiles.ini`);

/** A profile that lies elsewhere, or why it cannot be followed. */
export interface NamedProfile {
  readonly usual: string;
  readonly place: string;
  readonly problem?: string;
}

const SECTION = /^(?:Profile|Install)/u;
const DRIVE = /^(?<drive>[A-Za-z]):[\\/]/u;

/**
 * The profiles that such a list names outside its own folder; those in it are found without.
 *
 * @param path of the list, from the root
 * @see https://kb.mozillazine.org/Profiles.ini_file
 */
export function* firefoxProfiles(content: string, path: string): Generator<NamedProfile> {
  const own = path.slice(0, path.lastIndexOf('/'));
  for (const { name, values, twice } of keyfile(Buffer.from(content), errorCollector())) {
    const named = SECTION.test(name) ? (values.get('Path') ?? values.get('Default')) : undefined;
    if (named === undefined) continue;
    if (twice.has('Path'))
      yield { usual: NAMED_PROFILE, place: named, problem: 'a profile of a browser has two paths' };
    const { drive = 'C' } = DRIVE.exec(named)?.groups ?? {};
    if (drive.toUpperCase() !== 'C') {
      yield { usual: NAMED_PROFILE, place: named, problem: 'a profile of a browser lies on another volume' };
      continue;
    }
    const plain = named.replace(DRIVE, '/').replaceAll('\\', '/');
    const place = resolved(plain.startsWith('/') ? plain : `${own}/${plain}`);
    const isOwn = place.startsWith(`${own}/`) && place.slice(own.length + 1).split('/').length <= 2;
    if (!isOwn) yield { usual: NAMED_PROFILE, place };
  }
}

/** From the root, `.` and `..` resolved; what globs would take for their own stands for any letter. */
function resolved(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name.replace(/[*{}]/gu, '?'));
  }
  return names.join('/');
}
