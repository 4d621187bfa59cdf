import { quoted } from '../../formats/source-position.ts';
import type { Reader } from '../../types.ts';

/**
 * Snaps by their files, called by name and revision. On a machine that has the state of snapd, that is read
 * instead: it keeps the files of older revisions too.
 *
 * @see https://snapcraft.io/docs/snap-format
 */
export const snapFile: Reader = {
  id: 'snap-file',
  title: 'Files of snaps',
  supplementary: true,
  paths: ['var/lib/snapd/snaps/*.snap'],
  pathOnly: true,
  recognises: (head, name) => FILE.test(name) && SQUASHFS.every((byte, at) => head[at] === byte),
  *read(_, resolver) {
    if (resolver.path.includes('/') && resolver.exists('/var/lib/snapd/state.json')) return;
    const file = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    const { name, revision } = FILE.exec(file)?.groups ?? {};
    if (name === undefined) throw new SyntaxError(`no name and revision of a snap: ${quoted(file)}`);
    yield { name, ids: [`snap:${name.split('_')[0]}`], entry: `${name} revision ${revision}` };
  },
};

const FILE = /^(?<name>[a-z0-9][a-z0-9-]*(?:_[a-z0-9]+)?)_(?<revision>x?\d+)\.snap$/u;
const SQUASHFS = [0x68, 0x73, 0x71, 0x73];
