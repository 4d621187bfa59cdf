/** What starts by itself beside services and daemons, with the program there and gone. */
import { afterAll, describe, expect, test } from 'vitest';
import { judgedMachine, type MachineFiles, tidyMachines } from '../support/judged-machine.ts';
import { windowsFile } from '../support/program-writer.ts';
import type { SmallHive } from '../support/small-hive.ts';

afterAll(tidyMachines);

type Way = [string, MachineFiles, string];

/** Installed while the program is there, and residue when it is gone. */
function bothWays(ways: readonly Way[], base: MachineFiles, program: string | Uint8Array): void {
  test.each(ways)('%s is installed while its program is there', async (_, files, path) => {
    expect(await judgedMachine({ ...base, ...files, [path]: program })).toMatchObject({ verdict: 'banned' });
  });
  test.each(ways)('%s is residue when its program is gone', async (_, files) => {
    const { verdict, findings, told } = await judgedMachine({ ...base, ...files });
    expect([verdict, told]).toEqual(['clean', []]);
    expect(new Set(findings.map(({ program: { state } }) => state))).toEqual(new Set(['residue']));
  });
}

describe('on Windows', () => {
  const EXE = windowsFile({ strings: {} });
  const CURRENT = 'Microsoft\\Windows\\CurrentVersion';
  const SEVEN = { DisplayName: '7-Zip', Publisher: 'Igor Pavlov' };
  const software = (keys: SmallHive = {}): MachineFiles => ({
    'Windows/System32/config/SOFTWARE': { [`${CURRENT}\\Uninstall\\7-Zip`]: SEVEN, ...keys },
  });
  const system = (keys: SmallHive = {}): MachineFiles => ({
    'Windows/System32/config/SYSTEM': {
      Select: { Current: 1 },
      'ControlSet001\\Services\\Spooler': {
        Type: 16,
        Start: 2,
        ImagePath: 'C:\\Windows\\System32\\spoolsv.exe',
      },
      ...keys,
    },
  });
  const user = (keys: SmallHive): MachineFiles => ({ 'Users/ash/NTUSER.DAT': keys });
  const base = {
    ...software(),
    ...system(),
    'KL/readme.txt': 'x',
    'Program Files/7-Zip/x': '',
    'Users/ash/AppData/Local/x': '',
    ...user({ 'Software\\Example': { Name: 'x' } }),
  };
  const AVP = 'C:\\KL\\avpui.exe';
  const KES = 'C:\\Program Files\\Kaspersky Lab\\Kaspersky Endpoint Security for Windows';
  const APPROVED = `${CURRENT}\\Explorer\\StartupApproved`;
  const SVCHOST = { Type: 32, Start: 2, ImagePath: '%SystemRoot%\\System32\\svchost.exe -k netsvcs' };

  bothWays(
    [
      ['a program of all accounts', software({ [`${CURRENT}\\Run`]: { AVP } }), 'KL/avpui.exe'],
      ['a 32-bit one', software({ [`WOW6432Node\\${CURRENT}\\Run`]: { AVP } }), 'KL/avpui.exe'],
      [
        'one that starts once',
        software({ [`${CURRENT}\\RunOnce`]: { '!AVP': `"${AVP}" -x` } }),
        'KL/avpui.exe',
      ],
      ['one of a policy', software({ [`${CURRENT}\\Policies\\Explorer\\Run`]: { 1: AVP } }), 'KL/avpui.exe'],
      ['one of an account', user({ [`Software\\${CURRENT}\\Run`]: { AVP } }), 'KL/avpui.exe'],
      [
        'one in the profile of an account',
        user({ [`Software\\${CURRENT}\\Run`]: { AVP: '%LocalAppData%\\KL\\avpui.exe /min' } }),
        'Users/ash/AppData/Local/KL/avpui.exe',
      ],
      [
        'a library that a host loads',
        software({ [`${CURRENT}\\Run`]: { kl: `rundll32.exe "${KES}\\x.dll",Start` } }),
        `${KES.slice(3).replaceAll('\\', '/')}/x.dll`,
      ],
      [
        'a command of a shell',
        software({
          [`${CURRENT}\\Run`]: { avp: 'C:\\Windows\\System32\\cmd.exe /c start "" C:\\KL\\avpui.exe' },
        }),
        'KL/avpui.exe',
      ],
      [
        'one that was switched off',
        software({
          [`${CURRENT}\\Run`]: { AVP },
          [`${APPROVED}\\Run`]: { AVP: Buffer.from('030000000000000000000000', 'hex') },
        }),
        'KL/avpui.exe',
      ],
      [
        'a service that is a library',
        system({
          'ControlSet001\\Services\\AVP21.25': SVCHOST,
          'ControlSet001\\Services\\AVP21.25\\Parameters': { ServiceDll: 'C:\\KL\\avp.dll' },
        }),
        'KL/avp.dll',
      ],
    ],
    base,
    EXE,
  );

  test.each<Way>([
    [
      'on a drive that was not copied',
      software({ [`${CURRENT}\\Run`]: { AVP: 'D:\\KL\\avpui.exe' } }),
      'incomplete',
    ],
    [
      'on a drive that was not copied, switched off',
      software({
        [`${CURRENT}\\Run`]: { AVP: 'D:\\KL\\avpui.exe' },
        [`${APPROVED}\\Run`]: { AVP: Buffer.from('030000000000000000000000', 'hex') },
      }),
      'clean',
    ],
    [
      'that is another program of the same name',
      software({ [`${CURRENT}\\Run`]: { AVP: 'C:\\AviaPro\\avia.exe' } }),
      'clean',
    ],
    [
      'in a set that is not current',
      system({
        'ControlSet002\\Services\\AVP21.25': SVCHOST,
        'ControlSet002\\Services\\AVP21.25\\Parameters': { ServiceDll: AVP },
      }),
      'clean',
    ],
  ])('a start %s', async (_, files, verdict) => {
    expect(await judgedMachine({ ...base, ...files })).toMatchObject({ verdict });
  });
});
