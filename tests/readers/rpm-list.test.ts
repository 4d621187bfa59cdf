/** Forms in which people let rpm, dnf, yum and zypper print what is installed. */
import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dnfList } from '../../src/readers/lists/dnf-list/index.ts';
import { rpmList } from '../../src/readers/lists/rpm-list/index.ts';
import type { Reader } from '../../src/types.ts';
import { memoryTree, readAll } from '../support/rpm-reading.ts';

/** What a list gives: `name version publisher`, then the fault. */
function seen(reader: Reader, text: string): readonly (string | undefined)[] {
  const { programs, fault } = readAll(reader, Buffer.from(text), memoryTree('list.txt'));
  const shown = programs.map(({ name, version, publisher }) =>
    [name, version, publisher].filter(Boolean).join(' '),
  );
  return fault === undefined ? shown : [...shown, fault];
}

function claims(text: string, name = 'list.txt'): string[] {
  const head = Buffer.from(text);
  return [rpmList, dnfList].filter((reader) => reader.recognises?.(head, name)).map((reader) => reader.id);
}

describe('rpm -qa in the forms that people give it', () => {
  test.each([
    [
      'name version-release',
      'bash 5.1.8-6.el9\nzlib 1.2.11-40.el9\n',
      ['bash 5.1.8-6.el9', 'zlib 1.2.11-40.el9'],
    ],
    [
      'an epoch of none',
      'bash\t(none)\t5.1\t6.el9\tx86_64\ndbus\t1\t1.12\t8.el9\tnoarch\n',
      ['bash 5.1-6.el9', 'dbus 1:1.12-8.el9'],
    ],
    ['an epoch of 0', 'tzdata\t0\t2016d\t1.el7\t1463486618\tnoarch\n', ['tzdata 2016d-1.el7']],
    [
      'pipes',
      'bash|5.1.8|6.el9|x86_64|Red Hat, Inc.|GPLv3+\nkesl|12.2|2412|x86_64|AO X|Proprietary\n',
      ['bash 5.1.8-6.el9 Red Hat, Inc.', 'kesl 12.2-2412 AO X'],
    ],
    ['semicolons and quotes', '"bash";"5.1.8-6.el9";"x86_64"\n', ['bash 5.1.8-6.el9']],
    [
      'commas in the vendor',
      'bash,5.1,6.el9,Red Hat, Inc.,x86_64\nav,7,1,Example, spol. s r.o.,x86_64\n',
      ['bash 5.1-6.el9 Red Hat, Inc.', 'av 7-1 Example, spol. s r.o.'],
    ],
    ['quoted commas', '"bash","5.1","6.el9","Red Hat, Inc.","x86_64"\n', ['bash 5.1-6.el9 Red Hat, Inc.']],
    [
      'a vendor at the end',
      'bash 5.1-6.el9 x86_64 Red Hat, Inc.\nkesl 12.2-1 x86_64 AO X\n',
      ['bash 5.1-6.el9 Red Hat, Inc.', 'kesl 12.2-1 AO X'],
    ],
    [
      'a whole name and a vendor',
      'bash-5.1-6.el9.x86_64|Red Hat\nkesl-12.2-1.x86_64|AO X\n',
      ['bash 5.1-6.el9 Red Hat', 'kesl 12.2-1 AO X'],
    ],
    [
      'names with epochs',
      'bash-0:5.1-6.el9.x86_64\ndbus-1:1.12-8.el9.x86_64\n2:zsh-5.8-9.el9.x86_64\n',
      ['bash 5.1-6.el9', 'dbus 1:1.12-8.el9', 'zsh 2:5.8-9.el9'],
    ],
    [
      'no architecture',
      'bash-3.2-33.el5\ngpg-pubkey-e8562897-459f07a4\n',
      ['bash 3.2-33.el5', 'gpg-pubkey e8562897-459f07a4'],
    ],
    [
      'a key with an architecture of none',
      'bash-4.1-48.el6.x86_64\ngpg-pubkey-c105b9de-4e0fd3a3.(none)\n',
      ['bash 4.1-48.el6', 'gpg-pubkey c105b9de-4e0fd3a3'],
    ],
    ['warnings between', 'warning: Found bdb Packages database\nbash-5.1-6.el9.x86_64\n', ['bash 5.1-6.el9']],
  ])('%s', (_, text, want) => {
    expect(seen(rpmList, text)).toEqual(want);
    expect(claims(text)).toEqual(['rpm-list']);
  });

  test('titles are understood, and left to whoever says so where any tool may have written them', () => {
    const text = 'NAME,VERSION,RELEASE,VENDOR\nbash,5.1,6.el9,Red Hat\nkesl,12,1,AO X\n';
    expect(seen(rpmList, text)).toEqual(['bash 5.1-6.el9 Red Hat', 'kesl 12-1 AO X']);
    expect(claims(text)).toEqual(['rpm-list']);
    expect(claims('NAME,VERSION,VENDOR\nbash,5.1-6.el9,Red Hat\n')).toEqual([]);
  });

  test('a column of numbers is no vendor, however often one of them repeats', () => {
    const row = (name: string, vendor: string): string =>
      `${name}\t2.0-12.cm2\t1653816591\t${vendor}\t(none)\t580\tnoarch\t0\n`;
    expect(seen(rpmList, row('a', 'X Ltd') + row('b', 'Y Ltd') + row('c', 'Z Ltd'))[2]).toBe(
      'c 2.0-12.cm2 Z Ltd',
    );
  });

  test('bare names are read where --as says what they are', () => {
    expect(seen(rpmList, 'bash\nkesl\n')).toEqual(['bash', 'kesl']);
    expect(claims('bash\nkesl\n', 'rpm-qa.txt')).toEqual([]);
  });

  test('names and bare versions are rpm’s only in a file called so', () => {
    const text = 'bash 5.1.8\nzlib 1.2.11\n';
    expect(claims(text)).toEqual([]);
    expect(claims(text, 'rpm-qa.txt')).toEqual(['rpm-list']);
    expect(seen(rpmList, text)).toEqual(['bash 5.1.8', 'zlib 1.2.11']);
  });

  test.each([
    [
      'a line that is not a package',
      'bash-5.1-6.el9.x86_64\nerror: rpmdb open failed\nzlib-1-2.el9.x86_64\n',
      ['bash 5.1-6.el9', 'zlib 1-2.el9', 'line 2: "error: rpmdb open failed"'],
    ],
    [
      'a name that lost its end',
      'bash-5.1-6.el9.x86_64\nzlib-1-2.el9.x86\n',
      ['bash 5.1-6.el9', 'line 2: "zlib-1-2.el9.x86"'],
    ],
    [
      'columns that are missing',
      'bash\t5.1\t6.el9\tx86_64\nzlib\t1.2\n',
      ['bash 5.1-6.el9', 'line 2: "zlib\\t1.2"'],
    ],
    [
      'no line end',
      'bash-5.1-6.el9.x86_64\nzlib-1-2.el9.x86_64',
      ['bash 5.1-6.el9', 'zlib 1-2.el9', 'line 2: truncated before the line end'],
    ],
    ['nothing', '\n', ['an empty list']],
  ])('%s is reported', (_, text, want) => {
    expect(seen(rpmList, text)).toEqual(want);
  });
});

describe('what others print is not theirs', () => {
  test.each([
    ['pacman -Q', 'bash 5.2.015-1\nzlib 1:1.2.13-2\n'],
    ['dpkg-query -W', 'bash\t5.2.15-2+b7\nzlib1g:amd64\t1:1.2.13.dfsg-1\n'],
    ['dpkg-query with architecture', 'bash 5.2.15-2 amd64\nzlib1g 1.2.13-1 i386\n'],
    ['apk info -v', 'musl-1.2.4-r2\nbusybox-1.36.1-r15\n'],
    ['apk list', 'musl-1.2.4-r2 x86_64 {musl} (MIT) [installed]\n'],
    ['Slackware', 'aaa_base-14.2-x86_64-1\nbash-5.1.016-x86_64-1\n'],
    ['package files', 'bash-5.1-6.el9.x86_64.rpm\n'],
    ['flatpak list', 'org.gnome.Calculator\tstable\tx86_64\norg.gnome.Maps2\t43.0\tx86_64\n'],
    [
      'snap list',
      'Name    Version  Rev   Tracking       Publisher   Notes\ncore20  20230801 2015  latest/stable  canonical✓  base\n',
    ],
    ['a table of a database', ' id | name \n----+------\n  1 | bash\n'],
    ['prose', 'The package bash-5.1 is old.\nIt runs on x86_64.\n'],
  ])('%s', (_, text) => {
    expect(claims(text)).toEqual([]);
  });
});

describe('dnf, yum and zypper', () => {
  test('what is available is no program', () => {
    const text =
      'Installed Packages\nbash.x86_64 5.1-6.el9 @baseos\nAvailable Packages\nkesl.x86_64 12.2-1 example\n';
    expect(seen(dnfList, text)).toEqual(['bash 5.1-6.el9']);
    expect(claims(text)).toEqual(['dnf-list']);
  });

  test.each([
    'Installierte Pakete',
    'Paquets installés',
    'Установленные пакеты',
    'インストール済みパッケージ',
    '已安装的软件包',
    'Zainstalowane pakiety',
  ])('dnf 5 says only above the rows that they are installed: %s', (heading) =>
    expect(seen(dnfList, `${heading}\nbash.x86_64 5.1-6.fc41 fedora\n`)).toEqual(['bash 5.1-6.fc41']),
  );

  test('a heading of a language that is not known leaves open what is installed', () => {
    expect(seen(dnfList, 'Pakkar\nbash.x86_64 5.1-6.fc41 fedora\n')[0]).toMatch(
      /installed or not, below "Pakkar"/u,
    );
  });

  test('zypper packages and list-updates have their columns elsewhere', () => {
    const packages =
      'S  | Repository | Name | Version | Arch\n---+------------+------+---------+-------\ni+ | @System    | acl  | 2.2-4   | x86_64\nv  | Main       | acl  | 2.3-1   | x86_64\n';
    const updates =
      'S | Repository | Name | Current Version | Available Version | Arch\n--+------------+------+-----------------+-------------------+-------\nv | Main       | acl  | 2.2-4           | 2.3-1             | x86_64\n';
    expect(seen(dnfList, packages)).toEqual(['acl 2.2-4']);
    expect(seen(dnfList, updates)).toEqual(['acl 2.2-4']);
    expect(claims(packages)).toEqual(['dnf-list']);
  });

  test.each([
    [
      'a row that lost its end',
      'Installed Packages\nbash.x86_64 5.1-6.el9 @baseos\nzlib.x86_64 1.2\n',
      'line 3: no package: "zlib.x86_64 1.2"',
    ],
    [
      'a row that lost its architecture',
      'Installed Packages\nbash.x86_64 5.1-6.el9 @baseos\nzlib.x8\n',
      'line 3: no package: "zlib.x8"',
    ],
    [
      'a row of a table that is too short',
      'S | Name | Summary | Type\n--+------+---------+-----\ni | bash | Shell   | package\ni | zl\n',
      'line 4: no package: "i | zl"',
    ],
  ])('%s is reported', (_, text, fault) => {
    expect(seen(dnfList, text).at(-1)).toBe(fault);
  });
});

test('every list cut at any place is reported or ends between two packages', () => {
  for (const id of ['rpm-list', 'dnf-list']) {
    const reader = id === 'rpm-list' ? rpmList : dnfList;
    const files = readdirSync(join('fixtures/readers', id), { recursive: true, encoding: 'utf8' }).filter(
      (path) => /\.(?:txt|csv|tsv)$/u.test(path),
    );
    for (const path of files) {
      const whole = readFileSync(join('fixtures/readers', id, path));
      const names = new Set(readAll(reader, whole, memoryTree(path)).programs.map((program) => program.name));
      for (let length = 0; length < whole.length; length += 3) {
        const { programs, fault } = readAll(reader, whole.subarray(0, length), memoryTree(path));
        if (whole[length - 1] !== 10) expect(fault, `${path} cut to ${length}`).toBeDefined();
        if (fault === undefined)
          expect([...names]).toEqual(expect.arrayContaining(programs.map((program) => program.name)));
      }
    }
  }
});

test('rpm -qi: a package whose version was lost is reported', () => {
  const head = 'Name        : bash\nVersion     : 5.2\nRelease     : 1\nSummary     : x\nDescription :\nx\n';
  const lost = head
    .replace(/Version.*\n/u, '')
    .replace('bash', 'zlib')
    .replace('Summary', 'Vendor');
  expect(seen(rpmList, head + lost)).toEqual([
    'bash 5.2-1',
    'a package without its end, line 7: "Name        : zlib"',
  ]);
});
