import { type Damage, damage } from '../../formats/errors.ts';
import { type Group, keyfile } from '../../formats/markup/keyfile.ts';
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
  corner: true,
  *read(bytes, tree) {
    const faults = damage();
    const file = tree.path.slice(tree.path.lastIndexOf('/') + 1);
    for (const group of keyfile(bytes, faults)) {
      if (group.name !== 'main') yield* traces(group, file, faults);
    }
    faults.settle();
  },
};

function* traces({ name, line, values, torn }: Group, file: string, faults: Damage): Generator<Program> {
  const places = new Set<string>();
  for (const uri of ADDRESSES.flatMap((key) => (values.get(key) ?? '').split(/[\s,]+/u))) {
    const place = placeOf(uri);
    if (place !== undefined) places.add(place);
    else if (uri !== '') faults.note(`line ${line}: no address: ${quoted(uri)}`);
  }
  if (places.size === 0) faults.note(`line ${line}: the repository ${quoted(name)} has no address`);
  if (torn !== undefined && [...ADDRESSES, 'enabled'].includes(torn)) {
    faults.note(`line ${line}: ${quoted(name)} breaks off inside the value of ${torn}`);
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
