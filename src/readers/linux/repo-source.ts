import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { type Group, keyfile, noteTwice } from '../../formats/markup/keyfile.ts';
import { quoted } from '../../formats/source-position.ts';
import type { Program, Reader } from '../../types.ts';
import { placeOf } from './address.ts';

/**
 * Where dnf, yum and zypper fetch packages from: a vendor's own repository stays when its packages are
 * removed. Identified like the sources of apt, by host and path, and by the name of the file.
 *
 * @see https://dnf.readthedocs.io/en/latest/conf_ref.html
 */
export const repoSource: Reader = {
  id: 'repo-source',
  title: 'Package sources of dnf, yum and zypper',
  paths: ['etc/yum.repos.d/*.repo', 'etc/zypp/repos.d/*.repo', 'etc/distro.repos.d/*.repo'],
  supplementary: true,
  *read(bytes, resolver) {
    const faults = errorCollector();
    const file = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    for (const group of keyfile(bytes, faults)) {
      if (group.name === 'main') continue;
      noteTwice(group, [...ADDRESSES, 'enabled'], faults);
      yield* traces(group, file, faults);
    }
    faults.throwIfAny();
  },
};

function* traces(
  { name, line, values, torn }: Group,
  file: string,
  faults: ErrorCollector,
): Generator<Program> {
  const places = new Set<string>();
  for (const uri of ADDRESSES.flatMap((key) => (values.get(key) ?? '').split(/[\s,]+/u))) {
    const place = placeOf(uri);
    if (place !== undefined) places.add(place);
    else if (uri !== '') faults.add(`line ${line}: no address: ${quoted(uri)}`);
  }
  if (places.size === 0) faults.add(`line ${line}: the repository ${quoted(name)} has no address`);
  if (torn !== undefined && [...ADDRESSES, 'enabled'].includes(torn)) {
    faults.add(`line ${line}: ${quoted(name)} truncated inside the value of ${torn}`);
  }
  for (const place of places) {
    yield {
      name: place,
      kind: 'trace',
      ids: [`apt-source:${place}`, `apt-source:${file}`],
      ...(NO.has(values.get('enabled')?.toLowerCase() ?? '') ? { marks: ['disabled'] } : {}),
      line,
    };
  }
}

const ADDRESSES = ['baseurl', 'mirrorlist', 'metalink'];
const NO = new Set(['0', 'no', 'false', 'off']);
