import { knownHosts } from '../src/host-lists/index.ts';
import { type Answer, expectedError, type Target } from './target.ts';

/** Form → path and content of a list of hosts. */
const LISTS: Readonly<Record<string, readonly [path: string, content: string]>> = {
  names: ['hosts.txt', '# all\nalder-01\nbirch-02\n'],
  ini: [
    'hosts',
    'alder-01 ansible_host=10.0.0.1\n[web]\nbirch-[02:04:2].example.org\n[db:children]\nweb\n[web:vars]\ninterdict_owner="Ada L."\n',
  ],
  yaml: [
    'hosts.yml',
    'all:\n  children:\n    web:\n      hosts:\n        alder-[01:02]:\n        birch: { interdict_tags: [a, b] }\n',
  ],
  listed: [
    'inventory.json',
    '{"_meta":{"hostvars":{"alder":{}}},"all":{"children":["web"]},"web":{"hosts":["alder","birch"]}}',
  ],
  fleet: ['fleet.json', '{"hosts":[{"hostname":"alder","platform":"ubuntu","team_name":"a"}]}'],
  table: ['hosts.csv', 'Host name;Owner;Tags\n"alder-01";Ada;a,b\nbirch-02;;\n'],
  wide: ['hosts.tsv', '\ufeffhostname\towner\nалдер\tAda\n'],
};

/** Lists of hosts in all forms: each host that one names is found by that name. */
export function hostListTargets(): Target[] {
  return [
    {
      id: 'host lists',
      seeds: Object.entries(LISTS).map(([name, [path, content]]) => ({
        name,
        bytes: Buffer.from(`${path}\n${content}`),
      })),
      // A name that is cut is a name, and a list has no end.
      cutsInSilence: true,
      cutsNames: true,
      run(bytes): Answer {
        const at = bytes.indexOf(0x0a);
        const path = Buffer.from(bytes.subarray(0, Math.max(0, at))).toString();
        try {
          const { entries, find, notices } = knownHosts([{ path, bytes: bytes.subarray(at + 1) }]);
          const names = entries.flatMap((entry) => entry.names);
          const lost = entries.flatMap((entry) => entry.names.filter((name) => find(name) !== entry));
          return {
            programs: names,
            ...(notices[0] === undefined ? {} : { reported: notices[0] }),
            ...(lost.length === 0
              ? {}
              : { disagreement: { text: `${lost[0]}: in the list and not found`, bytes } }),
          };
        } catch (error) {
          return { programs: [], reported: expectedError(error) };
        }
      },
    },
  ];
}
