/** What starts in unusual ways, on systems that are as people leave them: with the program there and gone. */
import { afterAll, describe, expect, test } from 'vitest';
import { judgedMachine, LINK, type MachineFiles, tidyMachines } from '../support/judged-machine.ts';
import { bothWays, type Way } from '../support/presence-ways.ts';
import { linuxFile, macFile, windowsFile } from '../support/program-writer.ts';
import type { SmallHive } from '../support/small-hive.ts';
import { shellLinkFile } from '../support/windows-records.ts';
import { plist } from './presence-products.ts';

afterAll(tidyMachines);

describe('on Linux', () => {
  const ELF = linuxFile();
  const WANTS = 'etc/systemd/system/multi-user.target.wants';
  const unit = (...lines: string[]) => `[Unit]\nDescription=x\n[Service]\n${lines.join('\n')}\n`;
  const own = (...lines: string[]): MachineFiles => ({
    'etc/systemd/system/kesl.service': unit(...lines),
    [`${WANTS}/kesl.service`]: `${LINK}../kesl.service`,
  });
  const started = (command: string) => own(`ExecStart=${command}`);
  const packaged = (name: string, ...lines: string[]): MachineFiles => ({
    [`usr/lib/systemd/system/${name}`]: unit(...lines),
  });
  const script = (text: string, path = 'etc/init.d/kesl'): MachineFiles => ({
    [path]: `#!/bin/sh\n${text}\n`,
  });
  const KL = 'srv/kl/kesl';
  const RUNS = `ExecStart=/${KL}`;
  const base: MachineFiles = {
    'var/lib/dpkg/status': 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5\n\n',
    'srv/readme': 'x',
    'run/x': '',
    'bin/mkdir': ELF,
    'bin/sh': ELF,
    'usr/bin/flock': ELF,
    'usr/sbin/x': ELF,
    'usr/local/bin/x': '',
    'home/ash/x': '',
  };

  bothWays(
    [
      [
        'a program in a linked folder',
        { ...started('/srv/kl/current/kesl'), 'srv/kl/current': `${LINK}v12`, 'srv/kl/v12/x': '' },
        'srv/kl/v12/kesl',
      ],
      ['a linked program', { ...started('/usr/local/bin/kesl'), 'usr/local/bin/kesl': `${LINK}/${KL}` }, KL],
      ['a lock around it', started(`/usr/bin/flock -n /run/kesl.lock /${KL}`), KL],
      ['a limit of time', started(`/usr/bin/timeout --signal=KILL 5h /${KL}`), KL],
      ['another priority', started(`/usr/bin/nice -n 10 /usr/bin/ionice -c 3 /${KL}`), KL],
      ['another account', started(`/sbin/runuser -u kl -- /${KL}`), KL],
      ['a scope', started(`/usr/bin/systemd-run --scope --slice=x /${KL}`), KL],
      ['an environment', started(`/usr/bin/env -S LANG=C /${KL}`), KL],
      ['another root', started('/usr/sbin/chroot /srv/jail /kl/kesl -f'), 'srv/jail/kl/kesl'],
      ['a command without a folder', started('kesl --fg'), 'usr/bin/kesl'],
      ['a command that only prepares', own('Type=oneshot', 'ExecStart=/bin/mkdir -p /run/kesl', RUNS), KL],
      ['two commands in one line', own('Type=oneshot', `ExecStart=/bin/mkdir /run/kesl ; /${KL}`), KL],
      ['tabs around the sign', own(`ExecStart\t=\t/${KL}`), KL],
      ['lines of Windows', { ...own(), 'etc/systemd/system/kesl.service': `[Service]\r\n${RUNS}\r\n` }, KL],
      ['a unit in lib', { 'lib/systemd/system/kesl.service': unit(RUNS) }, KL],
      ['a unit of the administrator', { 'usr/local/lib/systemd/system/kesl.service': unit(RUNS) }, KL],
      ['a unit of all accounts', { 'etc/systemd/user/kesl.service': unit(RUNS) }, KL],
      [
        'a masked unit of a package',
        { ...packaged('kesl.service', RUNS), 'etc/systemd/system/kesl.service': `${LINK}/dev/null` },
        KL,
      ],
      [
        'an alias of a unit',
        {
          ...packaged('guard.service', RUNS),
          'etc/systemd/system/kesl.service': `${LINK}/usr/lib/systemd/system/guard.service`,
        },
        KL,
      ],
      [
        'an instance with a file laid over it',
        {
          ...packaged('srv1cv8@.service', 'ExecStart=/srv/old'),
          'etc/systemd/system/srv1cv8@main.service.d/o.conf':
            '[Service]\nExecStart=\nExecStart=/srv/1c/ragent\n',
          [`${WANTS}/srv1cv8@main.service`]: `${LINK}/usr/lib/systemd/system/srv1cv8@.service`,
          'etc/systemd/system/srv1cv8@main.service': `${LINK}/usr/lib/systemd/system/srv1cv8@.service`,
        },
        'srv/1c/ragent',
      ],
      ['a script with a variable', script('PREFIX=/srv/kl\nDAEMON=$PREFIX/kesl'), KL],
      ['a script with a variable in brackets', script('KL="/srv/kl"\nDAEMON="${KL}/kesl"'), KL],
      ['a script that calls its starter', script(`start-stop-daemon --start --exec /${KL} -- -f`), KL],
      ['a script that runs a daemon', script(`start() {\n  daemon --user kl /${KL} -f\n}`), KL],
      ['a job of Upstart', script(`description "x"\nexec /${KL} -f`, 'etc/init/kesl.conf'), KL],
      ['a script of a job of Upstart', script(`script\n  exec /${KL}\nend script`, 'etc/init/kesl.conf'), KL],
    ],
    base,
    ELF,
  );

  test.each<Way>([
    [
      'a link in a target to a unit that is gone',
      { [`${WANTS}/kesl.service`]: `${LINK}/usr/lib/systemd/system/kesl.service` },
      'clean',
    ],
    [
      'a link to a unit of a product that is gone',
      { 'etc/systemd/system/kesl.service': `${LINK}/opt/kaspersky/kesl/kesl.service` },
      'clean',
    ],
    [
      'settings laid over a unit that is gone',
      { 'etc/systemd/system/kesl.service.d/o.conf': '[Service]\nNice=5\n' },
      'clean',
    ],
    ['a copy of a unit', { 'etc/systemd/system/kesl.service.rpmsave': unit(RUNS) }, 'clean'],
    ['an empty unit', { 'etc/systemd/system/kesl.service': '' }, 'clean'],
    [
      'a socket without its service',
      { 'etc/systemd/system/kesl.socket': '[Socket]\nListenStream=/run/x\n' },
      'clean',
    ],
    ['a template without an instance', packaged('srv1cv8@.service', 'ExecStart=/srv/1c/ragent'), 'clean'],
    ['a program in a container', started('/usr/bin/docker run --rm kesl'), 'incomplete'],
    [
      'a script with a variable that nobody knows',
      { ...script('DAEMON=$KL/kesl'), 'etc/rc3.d/S20kesl': `${LINK}../init.d/kesl` },
      'incomplete',
    ],
    [
      'data of a Flatpak that is gone',
      { 'var/lib/flatpak/app/': '', 'home/ash/.var/app/com.tencent.WeChat/config/x': '' },
      'clean',
    ],
    [
      'a folder of a Flatpak, which an uninstallation takes away',
      { 'var/lib/flatpak/app/com.tencent.WeChat/': '' },
      'incomplete',
    ],
    [
      'data of a snap that is gone',
      { 'var/snap/yandex-disk/common/x': '', 'home/ash/snap/yandex-disk/1/x': '' },
      'clean',
    ],
    ['a moved folder without a unit', { [KL]: ELF }, 'clean'],
  ])('%s: %s', async (_, files, verdict) => {
    expect(await judgedMachine({ ...base, ...files })).toMatchObject({ verdict });
  });
});

describe('on Windows', () => {
  const EXE = windowsFile({ strings: {} });
  const SEVEN = { DisplayName: '7-Zip', Publisher: 'Igor Pavlov' };
  const CURRENT = 'Microsoft\\Windows\\CurrentVersion';
  const software = (keys: SmallHive = {}): MachineFiles => ({
    'Windows/System32/config/SOFTWARE': { [`${CURRENT}\\Uninstall\\7-Zip`]: SEVEN, ...keys },
  });
  const system = (keys: SmallHive): MachineFiles => ({ 'Windows/System32/config/SYSTEM': keys });
  const AVP21 = 'AVP21.25';
  const service = (values: Record<string, string | number>, name = AVP21, set = 1): MachineFiles =>
    system({
      Select: { Current: set },
      [`ControlSet00${set}\\Services\\Spooler`]: { Type: 16, Start: 2, ImagePath: 'C:\\Windows\\x.exe' },
      [`ControlSet00${set}\\Services\\${name}`]: values,
    });
  const avp = (ImagePath: string, Start = 2) => service({ Type: 16, Start, ImagePath });
  const klif = (values: Record<string, string | number>) => service({ Type: 2, Start: 0, ...values }, 'klif');
  const AVP = 'C:\\KL\\avp.exe';
  const FILE = 'KL/avp.exe';
  const TASK = 'Windows/System32/Tasks/Kaspersky/Update';
  const task = (command: string, more = '', settings = '') => ({
    [TASK]: `<?xml version="1.0"?>\n<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><RegistrationInfo><Author>AO Kaspersky Lab</Author></RegistrationInfo>${settings}<Actions><Exec><Command>${command}</Command>${more}</Exec></Actions></Task>`,
  });
  const OFF = '<Settings><Enabled>false</Enabled></Settings>';
  const base: MachineFiles = {
    ...software(),
    ...system({
      Select: { Current: 1 },
      'ControlSet001\\Services\\Spooler': { Type: 16, Start: 2, ImagePath: 'C:\\Windows\\x.exe' },
    }),
    'Users/ash/NTUSER.DAT': { 'Software\\Example': { Name: 'x' } },
    'Windows/System32/drivers/ntfs.sys': EXE,
    'KL/readme.txt': 'x',
    'Program Files/7-Zip/x': '',
    'Program Files (x86)/x': '',
    'ProgramData/x': '',
    'Users/ash/AppData/Local/x': '',
  };

  bothWays(
    [
      ['a service of the second set', service({ Type: 16, Start: 2, ImagePath: AVP }, AVP21, 2), FILE],
      [
        'a service that an old set has switched off',
        system({
          Select: { Current: 2, LastKnownGood: 1 },
          [`ControlSet001\\Services\\${AVP21}`]: { Type: 16, Start: 4, ImagePath: AVP },
          [`ControlSet002\\Services\\${AVP21}`]: { Type: 16, Start: 2, ImagePath: AVP },
        }),
        FILE,
      ],
      [
        'a service of a hive that names no set',
        system({ [`ControlSet001\\Services\\${AVP21}`]: { Type: 16, Start: 2, ImagePath: AVP } }),
        FILE,
      ],
      [
        'a service of a default set',
        system({
          Select: { Default: 1 },
          [`ControlSet001\\Services\\${AVP21}`]: { Type: 16, Start: 2, ImagePath: AVP },
        }),
        FILE,
      ],
      ['a disabled service', avp(AVP, 4), FILE],
      ['slashes', avp('C:/KL/avp.exe -r'), FILE],
      ['a long path', avp('\\\\?\\C:\\KL\\avp.exe'), FILE],
      ['backslashes twice', avp('C:\\\\KL\\\\avp.exe'), FILE],
      ['blanks around it', avp('   "C:\\KL\\avp.exe"   -r'), FILE],
      ['another case of the drive', avp('c:\\KL\\avp.exe'), FILE],
      ['the folder of Windows', avp('%WinDir%\\KL\\avp.exe'), 'Windows/KL/avp.exe'],
      ['the drive of the system', avp('%SystemDrive%\\KL\\avp.exe'), FILE],
      ['the data of programs', avp('%ProgramData%\\KL\\avp.exe'), 'ProgramData/KL/avp.exe'],
      ['the 32-bit programs', avp('%ProgramFiles(x86)%\\KL\\avp.exe'), 'Program Files (x86)/KL/avp.exe'],
      ['a shell around it', avp('C:\\Windows\\System32\\cmd.exe /c "C:\\KL\\avp.exe"'), FILE],
      ['a script host', avp('C:\\Windows\\System32\\wscript.exe C:\\KL\\avp.vbs'), 'KL/avp.vbs'],
      [
        'a driver of a file system',
        klif({ Type: 2, ImagePath: 'System32\\Drivers\\klif.sys' }),
        'Windows/System32/drivers/klif.sys',
      ],
      ['a driver that starts on demand', klif({ Type: 1, Start: 3 }), 'Windows/System32/drivers/klif.sys'],
      [
        'a disabled driver',
        klif({ Type: 1, Start: 4, ImagePath: '\\SystemRoot\\System32\\drivers\\klif.sys' }),
        'Windows/System32/drivers/klif.sys',
      ],
      ['a driver elsewhere', klif({ ImagePath: '\\??\\C:\\KL\\klif.sys' }), 'KL/klif.sys'],
      ['a task', task(AVP), FILE],
      ['a task in quotes', task(`"${AVP}"`), FILE],
      [
        'a task with blanks',
        task('C:\\Program Files (x86)\\KL Lab\\avp.exe'),
        'Program Files (x86)/KL Lab/avp.exe',
      ],
      [
        'a task of a host',
        task('C:\\Windows\\System32\\rundll32.exe', '<Arguments>"C:\\KL\\kl.dll",Start</Arguments>'),
        'KL/kl.dll',
      ],
      ['a task that is switched off', task(AVP, '', OFF), FILE],
      [
        'an application path',
        software({ [`${CURRENT}\\App Paths\\avpui.exe`]: { '': 'C:\\KL\\avpui.exe' } }),
        'KL/avpui.exe',
      ],
      [
        'a shortcut in the start menu',
        {
          'ProgramData/Microsoft/Windows/Start Menu/Programs/Kaspersky Endpoint Security.lnk':
            shellLinkFile('C:\\KL\\avpui.exe'),
        },
        'KL/avpui.exe',
      ],
    ],
    base,
    EXE,
  );

  test.each<Way>([
    [
      'a service of an old set',
      system({
        Select: { Current: 1, LastKnownGood: 2 },
        'ControlSet001\\Services\\Spooler': { Type: 16, Start: 2, ImagePath: 'C:\\x.exe' },
        [`ControlSet002\\Services\\${AVP21}`]: { Type: 16, Start: 2, ImagePath: AVP },
      }),
      'clean',
    ],
    [
      'a service to be deleted that is gone',
      service({ Type: 16, Start: 2, ImagePath: AVP, DeleteFlag: 1 }),
      'clean',
    ],
    ['a service of an unknown variable', avp('%KLHOME%\\avp.exe'), 'incomplete'],
    ['the same on demand', avp('%KLHOME%\\avp.exe', 3), 'incomplete'],
    ['a service on a share on demand', avp('\\\\server\\kl\\avp.exe', 3), 'incomplete'],
    ['a service on a device on demand', avp('\\Device\\HarddiskVolume5\\KL\\avp.exe', 3), 'incomplete'],
    ['the same disabled', avp('\\Device\\HarddiskVolume5\\KL\\avp.exe', 4), 'clean'],
    ['a task in a profile', task('%LocalAppData%\\KL\\avp.exe'), 'incomplete'],
    ['the same switched off', task('%LocalAppData%\\KL\\avp.exe', '', OFF), 'clean'],
    ['a task on another drive', task('D:\\KL\\avp.exe'), 'incomplete'],
    [
      'a folder of logs',
      { 'ProgramData/Kaspersky Lab/kes.log': 'x', 'Program Files (x86)/Kaspersky Lab/old.log': 'x' },
      'clean',
    ],
    ['a folder of libraries', { 'Program Files (x86)/Kaspersky Lab/KES/shellex.dll': EXE }, 'clean'],
    ['a folder with a remover', { 'Program Files (x86)/Kaspersky Lab/KES/uninstall.exe': EXE }, 'clean'],
    ['a portable program', { 'Users/ash/Downloads/KVRT/x.exe': EXE }, 'clean'],
    [
      'a cached installer',
      { 'Windows/Installer/1a2b.msi': 'x', 'ProgramData/Package Cache/{1}/kes.exe': EXE },
      'clean',
    ],
  ])('%s: %s', async (_, files, verdict) => {
    expect(await judgedMachine({ ...base, ...files })).toMatchObject({ verdict });
  });
});

describe('on macOS', () => {
  const FILE = macFile('x', '');
  const safari = {
    CFBundleIdentifier: 'com.apple.Safari',
    CFBundleName: 'Safari',
    CFBundlePackageType: 'APPL',
  };
  const KEXT = { CFBundleIdentifier: 'com.kaspersky.kext.klif', CFBundleExecutable: 'klif' };
  const SUPPORT = 'Library/Application Support/KL';
  const base: MachineFiles = {
    'Applications/Safari.app/Contents/Info.plist': plist(safari),
    'Library/Application Support/x/x': '',
    'Library/Extensions/x': '',
    'Library/StagedExtensions/x': '',
    'Users/ash/x': '',
    'opt/x': '',
  };
  const job = (body: string): MachineFiles => ({
    'Library/LaunchDaemons/com.kaspersky.kav.plist': `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>Label</key><string>com.kaspersky.kav</string>${body}</dict></plist>\n`,
  });
  const program = (path: string) => `<key>Program</key><string>${path}</string>`;
  const kext = (folder: string): Way => [
    `a kernel extension in ${folder}`,
    { [`${folder}/klif.kext/Contents/Info.plist`]: plist(KEXT) },
    `${folder}/klif.kext/Contents/MacOS/klif`,
  ];

  bothWays(
    [
      kext('Library/StagedExtensions/Library/Extensions'),
      kext(SUPPORT),
      [
        'a daemon that waits for its socket',
        job(`<key>Sockets</key><dict/>${program('/opt/kl/kav')}`),
        'opt/kl/kav',
      ],
      [
        'a daemon at times',
        job(`<key>StartInterval</key><integer>60</integer>${program('/opt/kl/kav')}`),
        'opt/kl/kav',
      ],
      [
        'a daemon of a linked program',
        {
          ...job(`<key>KeepAlive</key><true/>${program('/opt/kl/kav')}`),
          'opt/kl/kav': `${LINK}../../${SUPPORT}/kav`,
        },
        `${SUPPORT}/kav`,
      ],
      [
        'a daemon that opens an application',
        job(
          '<key>RunAtLoad</key><true/><key>ProgramArguments</key><array><string>/usr/bin/open</string><string>-a</string><string>/opt/kl/KAV.app</string></array>',
        ),
        'opt/kl/KAV.app/Contents/Info.plist',
      ],
    ],
    base,
    FILE,
  );

  const extension = (state: string): MachineFiles => ({
    'Library/SystemExtensions/db.plist': `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>extensions</key><array><dict><key>identifier</key><string>com.kaspersky.kav.sysext</string><key>teamID</key><string>2Y8XE5CQ94</string><key>state</key><string>${state}</string></dict></array></dict></plist>\n`,
  });
  test.each<Way>([
    ['a system extension that is on', extension('activated_enabled'), 'banned'],
    ['one that waits for its user', extension('activated_waiting_for_user'), 'banned'],
    ['one that is about to be removed', extension('terminating_for_uninstall'), 'clean'],
    ['one that goes at the next start', extension('terminated_waiting_to_uninstall_on_reboot'), 'clean'],
    ['a daemon without a program', job('<key>RunAtLoad</key><true/>'), 'incomplete'],
    ['a daemon on demand without a program', job(''), 'clean'],
    [
      'a folder of settings',
      { 'Library/Preferences/com.kaspersky.kav.plist': plist({}), 'Library/Caches/com.kaspersky.kav/x': '' },
      'clean',
    ],
  ])('%s: %s', async (_, files, verdict) => {
    expect(await judgedMachine({ ...base, ...files })).toMatchObject({ verdict });
  });
});
