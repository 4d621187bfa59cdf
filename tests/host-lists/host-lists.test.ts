/** Lists of hosts in every form that fleets keep them in. */
import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { knownHosts } from '../../src/host-lists/index.ts';

const list = (path: string, content: string | Uint8Array) =>
  knownHosts([{ path, bytes: typeof content === 'string' ? Buffer.from(content) : content }]);
const names = (path: string, content: string | Uint8Array) =>
  list(path, content).entries.map(({ names: [name] }) => name);

describe('who is expected', () => {
  const INI = `# fleet
web-01 ansible_host=10.0.0.1
[web]
web-[02:04:2].example.org ; two of them
web-01
[db:children]
primary
[primary]
db-a:2222 interdict_owner="Ada L." interdict_device_class=server
[primary:vars]
interdict_site = Oslo
[all:vars]
interdict_tags=prod,eu
`;
  const YAML = `all:
  children:
    web:
      hosts:
        web-[01:02]:
    lab:
      vars: { interdict_site: Oslo }
      children:
        kiosks:
          hosts:
            k1: { interdict_owner: Ada, interdict_tags: [a, b] }
            web-01:
`;
  test.each<[what: string, path: string, content: string, wanted: string[]]>([
    ['names', 'names.txt', '# all\nweb-01\r\n\n lab pc 2 \n', ['web-01', 'lab pc 2']],
    ['names with remarks', 'names.txt', 'web-01 # the first\n; x\nC#01\n', ['web-01', 'C#01']],
    ['an inventory in INI', 'hosts', INI, ['web-01', 'web-02.example.org', 'web-04.example.org', 'db-a']],
    [
      'an inventory of addresses',
      'hosts',
      '[web]\n[2001:db8::1]:2222\n[::1]\n2001:db8::2\nfe80::1%eth0\n10.0.0.1:22\n',
      ['2001:db8::1', '::1', '2001:db8::2', 'fe80::1%eth0', '10.0.0.1'],
    ],
    ['names with a sign', 'names.txt', 'PC-07$\nsrv$&x\n2001:db8::1\n', ['PC-07$', 'srv$&x', '2001:db8::1']],
    ['an inventory of groups alone', 'hosts', '[web]\nweb-01\n', ['web-01']],
    ['an inventory in YAML', 'hosts.yml', YAML, ['web-01', 'web-02', 'k1']],
    ['a list in YAML', 'hosts.yaml', '- web-01\n- web-02\n', ['web-01', 'web-02']],
    [
      'ansible-inventory --list',
      'inventory.json',
      JSON.stringify({
        _meta: { hostvars: { a: {} } },
        all: { children: ['web'] },
        web: { hosts: ['a', 'b'] },
      }),
      ['a', 'b'],
    ],
    ['a table', 'hosts.csv', 'Host name;Owner\n"web-01";Ada\nweb-02;\n', ['web-01', 'web-02']],
    ['a table without an ending', 'fleet', 'hostname,owner\nweb-01,Ada\n', ['web-01']],
    ['Fleet', 'fleet.json', '{"hosts":[{"hostname":"web-01","platform":"ubuntu"}]}', ['web-01']],
    [
      'fleetctl get hosts --json',
      'fleet.json',
      '{"kind":"host","spec":{"hostname":"a"}}\n{"kind":"host","spec":{"hostname":"b"}}\n',
      ['a', 'b'],
    ],
    ['rows of osquery', 'rows.json', '[{"hostname":"a","computer_name":"A1"},{"hostname":"b"}]', ['a', 'b']],
    ['names in JSON', 'names.json', '["a","b"]', ['a', 'b']],
  ])('%s', (_, path, content, wanted) => {
    expect(names(path, content)).toEqual(wanted);
  });

  test('a dot at the end is no other host', () => {
    const { find } = list('names.txt', 'web-01.example.org.\nweb-02\n');
    expect([find('WEB-01.example.org')?.place, find('web-02.')?.place]).toEqual([
      'names.txt:1',
      'names.txt:2',
    ]);
    expect(find('web-02.example.org')).toBeUndefined();
    expect(() => list('names.txt', 'web-01\nweb-01.\n')).toThrow('names.txt:2: web-01 is there already');
  });

  test.each([
    ['lines end with returns alone', 'names.txt', 'web-01\rweb-02\r', 'names.txt:1'],
    ['a cell has two lines', 'hosts.csv', 'name\nweb-01\n"web\n02"\n', 'hosts.csv:3'],
  ])('where %s there is no name', (_, path, content, place) => {
    expect(() => list(path, content)).toThrow(`${place}: not the name of a host`);
  });

  test('what an inventory says of hosts', () => {
    expect(list('hosts', INI).find('DB-A')).toMatchObject({
      owner: 'Ada L.',
      site: 'Oslo',
      group: 'primary',
      deviceClass: 'server',
      tags: ['primary', 'db', 'prod', 'eu'],
    });
    expect(list('hosts.yml', YAML).find('k1')).toMatchObject({
      owner: 'Ada',
      site: 'Oslo',
      tags: ['kiosks', 'lab', 'a', 'b'],
    });
    expect(list('hosts.yml', YAML).find('web-01')?.tags).toEqual(['web', 'kiosks', 'lab']);
  });

  test.each<[what: string, path: string, content: string, wanted: string]>([
    ['an empty list', 'names.txt', '\n# nobody\n', 'names.txt: no host is in this list'],
    ['a host twice', 'names.txt', 'a\nb\nA\n', 'names.txt:3: a is there already: names.txt:1'],
    [
      'a page of several',
      'f.json',
      '{"hosts":[{"hostname":"a"}],"meta":{"has_next_results":true}}',
      'one page of several',
    ],
    ['a plugin', 'aws.yml', 'plugin: aws_ec2\nregions: [eu-north-1]\n', 'ansible-inventory --list'],
    ['a cut document', 'f.json', '{"hosts":[{"hostname":"a"},', 'f.json: '],
    ['a host without a name', 'f.json', '[{"hostname":"a"},{"id":3}]', 'f.json, host 2: it has no name'],
    ['a range without an end', 'hosts', '[web]\nweb-[09:01]\n', 'hosts:2: web-[09:01]: not a range'],
    ['a range that never ends', 'hosts', '[web]\nw[1:9999999999]\n', 'not a range'],
    ['a word behind a host', 'hosts', '[web]\nweb-01 web-02\n', 'hosts:2: web-01 web-02'],
    ['a strange key', 'h.yml', 'web:\n  host:\n    a:\n', 'h.yml, group web: host'],
  ])('%s is an error with its place', (_, path, content, wanted) => {
    expect(() => list(path, content)).toThrow(wanted);
  });
});

describe('a table of hosts', () => {
  const TABLE =
    'Name;Owner;Site;Unit;Tags;Device class;Operating system;Serial\n"web;01";"Ø. Ås";Oslo;IT;lab, kiosk room;Server;Windows 11 Pro;7\n';

  test.each<[encoding: string, bytes: Uint8Array]>([
    ['UTF-8', Buffer.from(TABLE)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TABLE}`)],
    ['UTF-16', Buffer.from(`\ufeff${TABLE}`, 'utf16le')],
    ['tabs', Buffer.from(TABLE.replace(/;(?!01)/gu, '\t'))],
    ['CRLF', Buffer.from(TABLE.replaceAll('\n', '\r\n'))],
  ])('%s', (_, bytes) => {
    const hosts = list('hosts.csv', bytes);
    expect(hosts.find('WEB;01')).toEqual({
      names: ['web;01'],
      place: 'hosts.csv:2',
      owner: 'Ø. Ås',
      site: 'Oslo',
      group: 'IT',
      tags: ['lab', 'kiosk room'],
      deviceClass: 'server',
      os: 'windows',
    });
    expect(hosts.notices).toEqual(['hosts.csv: columns that mean nothing here: Serial']);
  });

  test.each<[what: string, content: string, wanted: string]>([
    ['no column of names', 'Owner,Site\nAda,Oslo\n', 'no column has the names of the hosts'],
    [
      'two columns of owners',
      'name,owner,responsible\na,b,c\n',
      'several columns say the same: owner, responsible',
    ],
    ['a row without a name', 'name,owner\n,Ada\n', 'hosts.csv:2: a host without a name'],
    ['more cells than titles', 'name,owner\na,b,c\n', 'hosts.csv:2: 3 cells under 2 titles'],
    ['a host twice', 'name,owner\na,Ada\nA,Bob\n', 'hosts.csv:3: a is there already: hosts.csv:2'],
    ['a torn row', 'name,owner\na,"Ada\n', 'hosts.csv: line 2: truncated inside quotes'],
  ])('%s is an error with its place', (_, content, wanted) => {
    expect(() => list('hosts.csv', content)).toThrow(wanted);
  });

  test('an unknown system is reported', () => {
    expect(list('hosts.csv', 'name,os\na,BeOS\nb,Ubuntu 22.04\n').notices).toEqual([
      'hosts.csv:2: "BeOS" is none of the operating systems windows, linux and macos',
    ]);
  });
});
