import { dockerMembers, layout, tar } from '../../tests/support/tar-writer.ts';
import { PLANTED } from '../plant/documents.ts';
import { ADDITIONS } from './additions.ts';
import { LINUX, stanza } from './linux.ts';
import { MACS } from './mac.ts';
import { type Machine, NAMES } from './machine.ts';
import { SINGLE_LISTS } from './single-lists.ts';
import { WINDOWS } from './windows.ts';

function pages(): Machine {
  const row = (name: string): string =>
    `{"DisplayName":"${name}","DisplayVersion":"1","Publisher":"Example"}`;
  return {
    name: 'pages of an answer',
    kind: 'handed',
    files: new Map([
      ['page-1.json', `{"value":[${row('alder')}],"Count":3}`],
      ['list.ndjson', `${row('birch')}\n${row(PLANTED)}\n`],
    ]),
    lists: ['page-1.json', 'list.ndjson'],
    witnesses: ['page-1.json'],
    own: ['list.ndjson'],
  };
}

function sbom(): Machine {
  const part = (name: string): string =>
    `{"type":"application","name":"${name}","version":"1","bom-ref":"${name}"}`;
  const bom = `{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[${NAMES.map(part).join(',')}]}`;
  return {
    name: 'sbom',
    kind: 'handed',
    files: new Map([['app.cdx.json', bom]]),
    lists: ['app.cdx.json'],
    own: [],
  };
}

function image(): Machine {
  const layer = tar([
    { name: 'etc/os-release', content: 'ID=debian\n' },
    { name: 'var/lib/dpkg/status', content: NAMES.map(stanza).join('') },
  ]);
  const { blobs, index } = layout([{ layers: [layer] }, { layers: [layer], architecture: 'arm64' }]);
  const files = new Map<string, string | Uint8Array>([
    ['oci-layout', '{"imageLayoutVersion":"1.0.0"}'],
    ['index.json', index],
    ...Array.from(blobs, ([digest, content]) => [`blobs/sha256/${digest}`, content] as const),
  ]);
  const lists = [...files.keys()].filter((path) => path !== 'oci-layout');
  return { name: 'image', kind: 'archive', files, lists, own: [] };
}

/** An image whose packages are in the second of its layers. */
function saved(): Machine {
  const members = dockerMembers([
    tar([{ name: 'etc/os-release', content: 'ID=debian\n' }]),
    tar([{ name: 'var/lib/dpkg/status', content: NAMES.map(stanza).join('') }]),
  ]);
  const files = new Map(members.map(({ name, content = '' }) => [name, content]));
  return { name: 'image of docker save', kind: 'archive', files, lists: [...files.keys()], own: [] };
}

/** Machines, documents and images that hold a banned program. */
export const MACHINES: readonly Machine[] = [
  ...LINUX,
  ...ADDITIONS,
  ...SINGLE_LISTS,
  ...MACS,
  ...WINDOWS,
  pages(),
  sbom(),
  image(),
  saved(),
];
