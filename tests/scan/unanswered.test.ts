/** Commands in a copied console that list programs and have no answer. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const TABLE =
  'Name   Version  Source  ProviderName\r\n----   -------  ------  ------------\r\nAlder  1.0              Programs\r\n\r\n';
const APPS = '497799835 Xcode (15.2)\n';

const gapsOf = async (text: string): Promise<string[]> => {
  const { gaps } = await scan(memorySource(Buffer.from(text), 'session.txt'));
  return gaps.map(({ reason }) => reason);
};

test.each([
  [
    `PS C:\\> Get-Package\r\n\r\n${TABLE}PS C:\\> Get-AppxPackage -AllUsers\r\n`,
    7,
    'Get-AppxPackage -AllUsers',
  ],
  [
    `PS C:\\> Get-AppxPackage | ft\r\nPS C:\\> Get-Package\r\n\r\n${TABLE}PS C:\\> \r\n`,
    1,
    'Get-AppxPackage | ft',
  ],
  [`$ mas list\n${APPS}$ sudo rpm -qa\n$ exit\n`, 3, 'sudo rpm -qa'],
  [`[alder@birch ~]$ mas list\n${APPS}[alder@birch ~]$ snap list\n\n`, 3, 'snap list'],
])('%j: no answer', async (text, line, command) => {
  expect(await gapsOf(text)).toEqual([`line ${line}: the answer of "${command}" is not here`]);
});

test.each([
  `PS C:\\> Get-Package\r\n\r\n${TABLE}PS C:\\> Get-Package | where Name -like *birch*\r\nPS C:\\> \r\n`,
  `$ mas list\n${APPS}$ dpkg -l > list.txt\n$ rpm -qa | grep birch\n$ rpm -qa birch\n$ exit\n`,
  `[alder@birch ~]$ mas list\n${APPS}[alder@birch ~]$ exit\n`,
])('%j is whole', async (text) => {
  expect(await gapsOf(text)).toEqual([]);
});
