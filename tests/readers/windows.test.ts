import { describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

const uninstall = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const services = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services';
const apps =
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore\\Applications';

interface Found {
  readonly vendor?: string;
  readonly product?: string;
  readonly program: { readonly name: string; readonly state?: string };
}

/** An export with a list of programs, to which keys are added. */
function exportOf(...keys: readonly string[]): string {
  return ['Windows Registry Editor Version 5.00', `[${uninstall}]`, ...keys, ''].join('\r\n\r\n');
}

function key(path: string, values: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(values).map(
    ([name, value]) => `"${name}"="${value.replaceAll('\\', '\\\\')}"`,
  );
  return [`[${path}]`, ...lines].join('\r\n');
}

/** A service that is switched off, so that nobody has to know whether its file is there. */
function service(name: string, image: string, type: number): string {
  const numbers = [`"Type"=dword:0000000${type}`, '"Start"=dword:00000004'];
  return [key(`${services}\\${name}`, { ImagePath: image }), ...numbers].join('\r\n');
}

async function findings(reg: string, ...bans: readonly string[]): Promise<readonly Found[]> {
  const chosen = (bans.length > 0 ? bans : ['all']).flatMap((ban) => ['-b', ban]);
  const { stdout } = await interdict(
    ['scan', '-', ...chosen, '-o', 'json', '--as-of', '2026-11-24'],
    `\ufeff${reg}`,
  );
  return JSON.parse(stdout).sources[0].findings;
}

describe('banned software is found in the registry', () => {
  test.each([
    [
      'Kaspersky by its name',
      'kaspersky',
      key(`${uninstall}\\x`, { DisplayName: 'Kaspersky Endpoint Security for Windows 12.1' }),
    ],
    [
      'Kaspersky by its publisher',
      'kaspersky',
      key(`${uninstall}\\x`, { DisplayName: 'Щит', Publisher: 'АО «Лаборатория Касперского»' }),
    ],
    [
      'Kaspersky by a product code',
      'kaspersky',
      key(`${uninstall}\\{C9EF800D-54AA-4F60-AB96-5A3966550F53}`, { DisplayName: 'x' }),
    ],
    [
      'Kaspersky by the product code of WiX',
      'kaspersky',
      key(`${uninstall}\\InstallWIX_{C9EF800D-54AA-4F60-AB96-5A3966550F53}`, { DisplayName: 'x' }),
    ],
    ['Kaspersky by its service', 'kaspersky', service('AVP21.25', '"C:\\x\\avp.exe" -r', 0)],
    ['Kaspersky by its driver', 'kaspersky', service('klif', '\\SystemRoot\\system32\\DRIVERS\\klif.sys', 2)],
    [
      'Kaspersky by its key',
      'kaspersky',
      key('HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\KasperskyLab\\AVP21.3'),
    ],
    ['Dr.Web by its name', 'doctor-web', key(`${uninstall}\\x`, { DisplayName: 'Dr.Web Security Space' })],
    [
      'Dr.Web by its publisher',
      'doctor-web',
      key(`${uninstall}\\x`, { DisplayName: 'x', Publisher: 'Doctor Web, Ltd.' }),
    ],
    ['Dr.Web by its service', 'doctor-web', service('DrWebEngine', 'C:\\x.exe', 0)],
    ['Dr.Web by its driver', 'doctor-web', service('SpiderG3', 'system32\\drivers\\spiderg3.sys', 2)],
    ['360 by its name', 'qihoo-360', key(`${uninstall}\\x`, { DisplayName: '360安全卫士' })],
    ['360 by its uninstall key', 'qihoo-360', key(`${uninstall}\\360SD`, { DisplayName: 'x' })],
    ['360 by its service', 'qihoo-360', service('ZhuDongFangYu', 'C:\\x.exe', 0)],
    ['WeChat by its uninstall key', 'tencent', key(`${uninstall}\\WeChat`, { DisplayName: '微信' })],
    [
      'WeChat by its publisher',
      'tencent',
      key(`${uninstall}\\x`, { DisplayName: 'WeChat', Publisher: '腾讯科技(深圳)有限公司' }),
    ],
    [
      'WeChat by its package',
      'tencent',
      key(`${apps}\\TencentWeChatLimited.forWindows10_3.2.1.0_x64__sdtnhv12zgd7a`),
    ],
    [
      'TikTok by its package',
      'bytedance',
      key(`${apps}\\BytedancePte.Ltd.TikTok_1.0.5.0_neutral__6yccndn6064se`),
    ],
  ])('%s', async (_, vendor, added) => {
    const found = await findings(exportOf(added));
    expect(found.map((finding) => finding.vendor)).toContain(vendor);
  });
});

describe('what only looks like it is not', () => {
  test.each([
    [
      'Panda',
      service('NanoServiceMain', 'C:\\Program Files\\Panda Security\\x.exe', 0),
      service('NanoAVMF', 'system32\\drivers\\NanoAVMF.sys', 2),
    ],
    ['Panda Dome', key(`${uninstall}\\x`, { DisplayName: 'Panda Dome', Publisher: 'Panda Security' })],
    [
      'Bkav',
      key(`${uninstall}\\x`, { DisplayName: 'Bkav Pro', Publisher: 'Bkav Corporation' }),
      service('BKavService', 'C:\\x\\BKavService.exe', 0),
    ],
    ['MinIO KES', service('kes', 'C:\\minio\\kes.exe', 0)],
    ['Acronis', service('tracker', 'system32\\drivers\\tracker.sys', 2)],
    [
      'Windows Explorer',
      key(`${uninstall}\\x`, { DisplayName: 'Проводник', Publisher: 'Microsoft Corporation' }),
    ],
    ['UltraAV', key(`${uninstall}\\x`, { DisplayName: 'UltraAV', Publisher: 'Pango' })],
    [
      'ESET',
      key(`${uninstall}\\x`, { DisplayName: 'ESET Endpoint Security', Publisher: 'ESET, spol. s r.o.' }),
    ],
    ['Norton 360', key(`${uninstall}\\x`, { DisplayName: 'Norton 360', Publisher: 'NortonLifeLock Inc.' })],
    [
      'Fusion 360',
      key(`${uninstall}\\x`, { DisplayName: 'Autodesk Fusion 360', Publisher: 'Autodesk, Inc.' }),
    ],
    [
      'Sentinel',
      key(`${uninstall}\\x`, { DisplayName: 'Sentinel Protection Installer 7.7.0', Publisher: 'Thales' }),
    ],
    [
      'generic drivers',
      service('sysdiag', 'system32\\drivers\\sysdiag.sys', 2),
      service('HookSys', 'system32\\drivers\\HookSys.sys', 2),
    ],
    ['a generic driver of Dr.Web', service('EventMon', 'system32\\drivers\\EventMon.sys', 2)],
  ])('%s', async (_, ...added) => {
    expect(await findings(exportOf(...added), 'russia-based-av-vendor')).toEqual([]);
  });
});

test('a service without its program is what a removal left, or installed where the product comes without one', async () => {
  const [found] = await findings(
    exportOf(service('AVP21.25', '"C:\\x\\avp.exe" -r', 0)),
    'russia-based-av-vendor',
  );
  expect(['residue', 'installed']).toContain(found?.program.state);
});
