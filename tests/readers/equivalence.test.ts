/** What can reach us in two ways must say the same: see `fuzz/pairs.ts`, of which this is a short run. */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { pairTargets } from '../../fuzz/equivalence.ts';
import { randomFrom, seedOf } from '../../fuzz/random.ts';
import type { Seed } from '../../fuzz/target.ts';
import { scan } from '../../src/scan/index.ts';
import { folderSource } from '../../src/sources/folder.ts';
import { inputSource } from '../../src/sources/index.ts';
import type { SourceResult } from '../../src/types.ts';
import { FIXTURES, GOLDEN, machineOf } from '../support/fixtures.ts';
import { iterations } from '../support/iterations.ts';
import { type Member, pax, tar } from '../support/tar-writer.ts';

/** Inventories of each pair; those of whole machines cost more. */
const INVENTORIES = iterations({ quick: 4, full: 60 });
const MACHINES = iterations({ quick: 2, full: 8 });

describe('an inventory is the same in every format that can carry it', () => {
  test.each(pairTargets().map((target) => [target.id, target] as const))('%s', async (id, target) => {
    const random = randomFrom(seedOf(id));
    for (let round = id === 'pairs: routes' ? MACHINES : INVENTORIES; round > 0; round--) {
      const bytes = Uint8Array.from({ length: random(400) }, () => random(256));
      const { disagreement } = await target.run(bytes, target.seeds[0] as Seed);
      expect(disagreement?.text).toBeUndefined();
    }
  });
});

/** Why a folder shows more than an archive of it. */
const MORE_IN_A_FOLDER: Readonly<Record<string, string>> = {
  'mac-plug-in/system-extension':
    'the signature of a plug-in lies in its executable, which archives do not keep',
  'autostart-entry/bare-command':
    'where a command without a folder lies is looked up, and archives keep only what readers ask for',
  'mac-app/elsewhere':
    'an archive gives the data volume and what is linked to it, which a folder recognises as one',
  'chromium-extension/handed':
    'an archive with a manifest.json at its top is told as an image that describes none',
};

const cases = readdirSync(FIXTURES).flatMap((id) =>
  readdirSync(join(FIXTURES, id)).map((name) => `${id}/${name}`),
);

describe('a machine is the same as a folder and as an archive', () => {
  test.each(cases.filter((name) => MORE_IN_A_FOLDER[name] === undefined))('%s', async (name) => {
    const [id = '', own = ''] = name.split('/');
    const folder = machineOf(id, own);
    const bytes = tar(membersBelow(folder, ''));
    const fromFolder = await scan(folderSource(folder));
    const fromArchive = await scan(await inputSource(Readable.from([bytes])));
    expect(reported(fromArchive)).toEqual(reported(fromFolder));
  });

  test.each(Object.entries(MORE_IN_A_FOLDER))('%s is not, because %s', async (name) => {
    const [id = '', own = ''] = name.split('/');
    const folder = machineOf(id, own);
    const fromArchive = await scan(await inputSource(Readable.from([tar(membersBelow(folder, ''))])));
    expect(reported(fromArchive)).not.toEqual(reported(await scan(folderSource(folder))));
  });
});

/** The golden file of a case may lie in its machine. */
function reported({ sightings, manifests, gaps: unread, os }: SourceResult): object {
  const own = ({ path }: { readonly path: string }) => path !== GOLDEN;
  return {
    os,
    // An archive is read in one pass, so that a file that is named in it is not looked up.
    sightings: sightings.filter(own).map(({ executableFound: _, ...sighting }) => sighting),
    manifests: manifests.filter(own),
    unread: unread.filter(own),
  };
}

function membersBelow(folder: string, above: string): Member[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const own = `${above}${name}`;
    const stats = lstatSync(path);
    if (stats.isDirectory())
      return [...member({ name: `${own}/`, type: '5' }), ...membersBelow(path, `${own}/`)];
    if (stats.isSymbolicLink()) return member({ name: own, type: '2', target: readlinkSync(path) });
    return member({ name: own, content: readFileSync(path) });
  });
}

function member(entry: Member): Member[] {
  return entry.name.length > 99 ? [pax({ path: entry.name }), entry] : [entry];
}
