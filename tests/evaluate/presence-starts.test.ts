/** What starts by itself beside services and daemons, with the program there and gone. */
import { afterAll, describe, expect, test } from 'vitest';
import { judgedMachine, LINK, type MachineFiles, tidyMachines } from '../support/judged-machine.ts';
import { bothWays, type Way } from '../support/presence-ways.ts';
import { linuxFile, macFile, windowsFile } from '../support/program-writer.ts';
import type { SmallHive } from '../support/small-hive.ts';
import { plist } from './presence-products.ts';

afterAll(tidyMachines);

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
      [
        'a library of a section that starts once',
        software({ [`${CURRENT}\\RunOnceEx\\0001`]: { '': 'Kaspersky', a: `${KES}\\x.dll|Start|-x` } }),
        `${KES.slice(3).replaceAll('\\', '/')}/x.dll`,
      ],
      [
        'a command of such a section',
        software({ [`WOW6432Node\\${CURRENT}\\RunOnceEx\\1`]: { 1: `||"${AVP}" -x` } }),
        'KL/avpui.exe',
      ],
      [
        'one that starts before the desktop',
        software({
          'Microsoft\\Windows NT\\CurrentVersion\\Winlogon': {
            Userinit: `C:\\Windows\\system32\\userinit.exe,${AVP},`,
          },
        }),
        'KL/avpui.exe',
      ],
      [
        'one of the first logon of an account',
        software({
          'Microsoft\\Active Setup\\Installed Components\\{0A1B}': { '': 'AVP', StubPath: `"${AVP}" /user` },
        }),
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
      [
        'a service that names its library itself',
        system({ 'ControlSet001\\Services\\AVP21.25': { ...SVCHOST, ServiceDll: 'C:\\KL\\avp.dll' } }),
        'KL/avp.dll',
      ],
      [
        'a service that another program runs',
        system({
          'ControlSet001\\Services\\AVP21.25': { Type: 16, Start: 2, ImagePath: 'C:\\Tools\\nssm.exe' },
          'ControlSet001\\Services\\AVP21.25\\Parameters': { Application: 'C:\\KL\\avp.exe' },
        }),
        'KL/avp.exe',
      ],
      [
        'a service in the folder for 64-bit programs',
        {
          ...system({
            'ControlSet001\\Services\\AVP21.25': {
              Type: 16,
              Start: 2,
              ImagePath: '%windir%\\sysnative\\avp.exe',
            },
          }),
          'Windows/System32/ntdll.dll': EXE,
        },
        'Windows/System32/avp.exe',
      ],
    ],
    base,
    EXE,
  );

  test('a program in the startup folder is there by itself', async () => {
    const MENU = 'Users/ash/AppData/Roaming/Microsoft/Windows/Start Menu/Programs';
    const avp = windowsFile({ strings: { CompanyName: 'AO Kaspersky Lab', ProductName: 'Kaspersky' } });
    const judged = (name: string) => judgedMachine({ ...base, [`${MENU}/${name}`]: avp });
    expect(await judged('Startup/avpui.exe')).toMatchObject({ verdict: 'banned' });
    expect(await judged('avpui.exe')).toMatchObject({ verdict: 'clean' });
  });

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

describe('on Linux', () => {
  const ELF = linuxFile();
  const BASH = 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5\n\n';
  const base = { 'var/lib/dpkg/status': BASH, 'home/ash/x': '', 'opt/x': '', 'usr/bin/env': ELF };
  const KESL = '/opt/kaspersky/kesl/libexec/kesl';
  const entry = (command: string, more = '') =>
    `[Desktop Entry]\nType=Application\nName=Kaspersky Endpoint Security\nExec=${command}\n${more}`;

  bothWays(
    [
      ['a session of the machine', { 'etc/xdg/autostart/kesl-gui.desktop': entry(KESL) }, KESL.slice(1)],
      [
        'a session of an account',
        { 'home/ash/.config/autostart/kesl-gui.desktop': entry(`sh -c "sleep 5; exec ${KESL} --gui"`) },
        KESL.slice(1),
      ],
      [
        'a session in which it is switched off',
        { 'etc/xdg/autostart/kesl-gui.desktop': entry(KESL, 'X-GNOME-Autostart-enabled=false\n') },
        KESL.slice(1),
      ],
      [
        'a unit of an account',
        {
          'home/ash/.config/systemd/user/kesl.service': `[Service]\nExecStart=${KESL}\n`,
          'home/ash/.config/systemd/user/default.target.wants/kesl.service': `${LINK}../kesl.service`,
        },
        KESL.slice(1),
      ],
      ['cron when the machine starts', { 'etc/crontab': `@reboot root ${KESL}\n` }, KESL.slice(1)],
      [
        'a script of local starts',
        { 'etc/rc.local': `#!/bin/sh -e\nnohup ${KESL} &\nexit 0\n` },
        KESL.slice(1),
      ],
      [
        'a script of Slackware',
        { 'etc/rc.d/rc.kesl': `#!/bin/sh\nKL=${KESL}\nif [ -x $KL ]; then $KL -f; fi\n` },
        KESL.slice(1),
      ],
      ['the table of init', { 'etc/inittab': `id:3:initdefault:\nkl:2345:respawn:${KESL}\n` }, KESL.slice(1)],
      ['a script for every day', { 'etc/cron.daily/kesl': `#!/bin/sh\nexec ${KESL} -u\n` }, KESL.slice(1)],
      [
        'a program of supervisord',
        { 'etc/supervisor/conf.d/kesl.conf': `[program:kesl]\ncommand = ${KESL} -f\n` },
        KESL.slice(1),
      ],
      ['a library that every program loads', { 'etc/ld.so.preload': `${KESL}\n` }, KESL.slice(1)],
      ['a service of runit', { 'etc/service/kesl/run': `#!/bin/sh\nexec ${KESL}\n` }, KESL.slice(1)],
      [
        'a unit that was attached',
        { 'etc/systemd/system.attached/kesl.service': `[Service]\nExecStart=${KESL}\n` },
        KESL.slice(1),
      ],
      [
        'a unit that starts its program beside another',
        { 'etc/systemd/system/kesl.service': `[Service]\nExecStartPre=${KESL}\nExecStart=/bin/true\n` },
        KESL.slice(1),
      ],
      [
        'a file laid over all units that begin alike',
        {
          'etc/systemd/system/drweb-configd.service': '[Service]\nExecStart=/opt/old\n',
          'etc/systemd/system/drweb-.service.d/o.conf': `[Service]\nExecStart=\nExecStart=${KESL}\n`,
        },
        KESL.slice(1),
      ],
      ['cron of a package', { 'etc/cron.d/kesl': `5 4 * * * root ${KESL} -u\n` }, KESL.slice(1)],
      ['cron of an account', { 'var/spool/cron/crontabs/ash': `@reboot cd /tmp; ${KESL}\n` }, KESL.slice(1)],
    ],
    base,
    ELF,
  );
});

describe('on macOS', () => {
  const FILE = macFile('x', '');
  const safari = {
    CFBundleIdentifier: 'com.apple.Safari',
    CFBundleName: 'Safari',
    CFBundlePackageType: 'APPL',
  };
  const KAV = '/Library/Application Support/Kaspersky Lab/KAV/Binaries/kav';
  const base = {
    'Applications/Safari.app/Contents/Info.plist': plist(safari),
    'Library/Application Support/x/x': '',
    'Users/ash/x': '',
  };
  const job = `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>Label</key><string>com.kaspersky.kav</string><key>RunAtLoad</key><true/><key>Program</key><string>${KAV}</string></dict></plist>\n`;
  const items = (disposition: number) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>$archiver</key><string>NSKeyedArchiver</string><key>$top</key><dict><key>store</key><dict><key>itemsByUserIdentifier</key><dict><key>NS.objects</key><array><dict><key>NS.objects</key><array><dict><key>identifier</key><string>16.com.kaspersky.kav</string><key>type</key><integer>16</integer><key>disposition</key><integer>${disposition}</integer><key>executablePath</key><string>${KAV}</string></dict></array></dict></array></dict></dict></dict><key>$objects</key><array/></dict></plist>\n`;
  const path = Buffer.from(KAV.slice(1));
  const alias = Buffer.alloc(58 + 4 + path.length + (path.length % 2) + 4, 0);
  alias.writeUInt16BE(alias.length, 4);
  alias.writeUInt16BE(3, 6);
  alias.writeUInt16BE(18, 58);
  alias.writeUInt16BE(path.length, 60);
  path.copy(alias, 62);
  alias.writeUInt16BE(0xffff, alias.length - 4);
  const loginItem = `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>SessionItems</key><dict><key>CustomListItems</key><array><dict><key>Name</key><string>kav</string><key>Alias</key><data>${alias.toString('base64')}</data></dict></array></dict></dict></plist>\n`;
  const BTM = 'private/var/db/com.apple.backgroundtaskmanagement/BackgroundItems-v8.btm';

  bothWays(
    [
      [
        'an agent of an account',
        { 'Users/ash/Library/LaunchAgents/com.kaspersky.kav.plist': job },
        KAV.slice(1),
      ],
      [
        'an agent of root',
        { 'private/var/root/Library/LaunchAgents/com.kaspersky.kav.plist': job },
        KAV.slice(1),
      ],
      [
        'a hook of the login',
        { 'Library/Preferences/com.apple.loginwindow.plist': plist({ LoginHook: KAV }) },
        KAV.slice(1),
      ],
      [
        'a login item of an old macOS',
        { 'Users/ash/Library/Preferences/com.apple.loginitems.plist': loginItem },
        KAV.slice(1),
      ],
      ['a background item', { [BTM]: items(3) }, KAV.slice(1)],
      ['a background item that is switched off', { [BTM]: items(2) }, KAV.slice(1)],
    ],
    base,
    FILE,
  );
});
