/** Commands in a copied console that list only some of what is installed. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const OBJECTS =
  '\r\n\r\nName   Version  Source  ProviderName\r\n----   -------  ------  ------------\r\nAlder  1.0              Programs\r\n\r\n';
const DPKG =
  '||/ Name  Version Architecture Description\n+++-=====-=======-============-===========\nii  alder 1.0     amd64        a tree\n';

const gapsOf = async (text: string): Promise<string[]> => {
  const { gaps } = await scan(memorySource(Buffer.from(text), 'session.txt'));
  return gaps.map(({ reason }) => reason);
};

test.each([
  ['$ ', 'dpkg -l | head -7', DPKG],
  ['ash@birch:~$ ', "dpkg -l 'lib*'", DPKG],
  ['root@birch:~# ', 'dpkg -l | grep -i alder', DPKG],
  ['root@birch:~# ', "dpkg -l | grep '^ii' | tail -3", DPKG],
  ['PS C:\\> ', 'Get-Package | select -First 2', OBJECTS],
  ['PS C:\\> ', 'Get-Package -Name Al*', OBJECTS],
  ['PS C:\\> ', 'Get-Package | ? Name -like Al*', OBJECTS],
])('%s%s shows only a part', async (prompt, command, answer) => {
  expect(await gapsOf(`${prompt}${command}\n${answer}${prompt}`)).toEqual([
    `line 1: ${JSON.stringify(command)} shows only a part of a list`,
  ]);
});

test.each([
  ['$ ', 'dpkg -l', DPKG],
  ['$ ', 'dpkg -l | cat', DPKG],
  ['$ ', 'sudo dpkg -l | grep ^ii', DPKG],
  ['$ ', `dpkg -l | grep ald\n${DPKG}$ dpkg -l`, DPKG],
  ['PS C:\\> ', 'Get-Package | select Name, Version | sort Name', OBJECTS],
])('%s%s shows all', async (prompt, command, answer) => {
  expect(await gapsOf(`${prompt}${command}\n${answer}${prompt}`)).toEqual([]);
});
