import { errorCollector } from '../../formats/errors.ts';
import { flatYaml } from '../../formats/markup/flat-yaml.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines } from '../../formats/text/lines.ts';
import type { Reader } from '../../types.ts';

/**
 * What a snap says of itself, where it is mounted or unpacked. On a machine that has the state of snapd, that
 * is read instead: each snap counts once.
 *
 * @see https://snapcraft.io/docs/snap-format
 */
export const snapPackage: Reader = {
  id: 'snap-package',
  title: 'Snaps, mounted or unpacked',
  supplementary: true,
  paths: ['snap/*/current/meta/snap.yaml', 'var/lib/snapd/snap/*/current/meta/snap.yaml', 'meta/snap.yaml'],
  recognises(head) {
    const keys = new Set(headLines(head).map((line) => KEY.exec(line)?.groups?.['key']));
    return keys.has('name') && keys.has('summary') && OWN.some((key) => keys.has(key));
  },
  *read(bytes, resolver) {
    if (resolver.path.includes('snap/') && resolver.exists('/var/lib/snapd/state.json')) return;
    const faults = errorCollector();
    const values = flatYaml(bytes, faults);
    const name = values.get('name') ?? '';
    const version = values.get('version');
    const licence = values.get('license');
    if (!NAME.test(name)) faults.add(`no name of a snap: ${quoted(name)}`);
    else
      yield {
        name,
        ...(version ? { version } : {}),
        ...(licence ? { licence } : {}),
        ids: [`snap:${name}`],
      };
    if (version === undefined) faults.add(`no version of ${quoted(name)}`);
    faults.throwIfAny();
  },
};

const KEY = /^(?<key>[a-z-]+):/u;
/** Keys that other YAML documents with a name and a summary have not. */
const OWN = ['confinement', 'grade', 'architectures', 'base'];
const NAME = /^[a-z0-9][a-z0-9-]*$/u;
