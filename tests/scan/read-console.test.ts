/** Copied consoles: each answer is a document of its own. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const RPM = ['alder-1.0-1.x86_64', 'birch-2.0-1.noarch', 'cedar-3.0-1.x86_64'];
const APT = ['elm/stable,now 1.0 all [installed]', 'fir/stable,now 2.0 amd64 [installed]'];
const PACMAN = ['hazel 1.0-1', 'ivy 2.0-3'];

async function read(...lines: readonly string[]) {
  const { gaps, sightings } = await scan(memorySource(Buffer.from(`${lines.join('\n')}\n`), 'session.txt'));
  return {
    gaps: gaps.map(({ reason }) => reason),
    names: sightings.map(({ name, line }) => `${name} ${line}`),
  };
}

test.each([
  '$ ',
  '# ',
  '~ $ ',
  '/ # ',
  'birch% ',
  'bash-5.2$ ',
  'birch:~# ',
  'birch:~ ash$ ',
  'ash@birch:~$ ',
  'ash@birch ~> ',
  'ash@birch ~ % ',
  '[root@birch ~]# ',
  '(base) ash@birch:~$ ',
  '~ ❯ ',
  '➜  ~ ',
  '└─$ ',
])('reads two lists behind %j, and the lines in which their rows stand', async (prompt) => {
  const { gaps, names } = await read(
    `${prompt}rpm -qa`,
    ...RPM,
    `${prompt}sudo apt list --installed`,
    'Listing... Done',
    ...APT,
    prompt.trimEnd(),
  );
  expect(gaps).toEqual([]);
  expect(names).toEqual(['alder 2', 'birch 3', 'cedar 4', 'elm 7', 'fir 8']);
});

test('passes over commands that list nothing, and their answers', async () => {
  const { gaps, names } = await read(
    'root@birch:~# uptime',
    ' 10:00:00 up 3 days,  2 users,  load average: 0.00, 0.01, 0.05',
    'root@birch:~# rpm -qa',
    ...RPM,
    'root@birch:~# cd /tmp',
    'root@birch:/tmp# exit',
  );
  expect(gaps).toEqual([]);
  expect(names).toHaveLength(3);
});

test('joins a command that PowerShell shows in several lines', async () => {
  const { gaps, names } = await read(
    'PS C:\\> Get-Package |',
    '>> Select Name, Version',
    '',
    'Name  Version',
    '----  -------',
    'Alder 1.0',
    '',
    'PS C:\\>',
  );
  expect(gaps).toEqual([]);
  expect(names).toEqual(['Alder 6']);
});

test.each([
  [
    ['$ rpm -qa', ...RPM, '$ pacman -Q', ...RPM],
    'line 6: the answer of "pacman -Q" has rows of another command',
  ],
  [['$ rpm -qa', ...RPM, '$ pacman -Q', ...PACMAN, ...RPM], 'has rows of another command'],
  [
    ['$ rpm -qa', ...RPM, '$ pip list', 'elm  1.0'],
    'line 6: the answer of "pip list" is of an unknown format',
  ],
  [
    ['$ pip list', 'elm  1.0', '$ rpm -qa', ...RPM],
    'line 2: the answer of "pip list" is of an unknown format',
  ],
  [
    ['$ rpm -qa', ...RPM, '$ mas list', 'mas: command not found'],
    'line 6: part of what was collected failed',
  ],
  [['$ rpm -qa', ...RPM, '$ apt list --installed', ...APT, '~~'], 'line 8: no row of apt list: "~~"'],
])('reports an answer that is not what was asked for: %j', async (lines, reason) => {
  const { gaps } = await read(...lines);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]).toContain(reason);
});

test.each([
  ['port installed', 'None of the specified ports are installed.'],
  ['flatpak list', ''],
])('takes it that %s has nothing to list', async (command, answer) => {
  const { gaps, names } = await read('$ rpm -qa', ...RPM, `$ ${command}`, answer, '$ exit');
  expect(gaps).toEqual([]);
  expect(names).toHaveLength(3);
});

test('is bounded', async () => {
  const { gaps } = await read(...Array.from({ length: 201 }, () => `$ rpm -qa\n${RPM[0]}`));
  expect(gaps).toEqual(['200 or more answers in a console (limit: answers)']);
});
