/**
 * The products that bans concern most, on each system that they exist for: how a machine looks that has one, that had
 * one, and that has it without an entry. All of it is invented but the names that identify the vendor.
 */
import type { Subject } from '../support/der-writer.ts';
import { linuxFile, macFile, windowsFile } from '../support/program-writer.ts';

/** What lies on a machine beside its system. */
export interface Machine {
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Keys below Uninstall, by the name that people see and the publisher. */
  readonly uninstall?: readonly (readonly [name: string, publisher: string])[];
  /** Services of Windows, by name, with what they start. */
  readonly services?: Readonly<Record<string, string>>;
}

/** One product on one system. */
export interface Row {
  readonly product: string;
  readonly vendor: string;
  readonly system: 'windows' | 'macos' | 'linux';
  readonly present: Machine;
  readonly left: Machine;
  readonly portable: Machine;
}

/** Data of a program that it leaves in its folder. */
const LOG = { content: 'stopped\n' };

interface WindowsMaker {
  readonly vendor: string;
  readonly company: string;
  readonly signer?: Subject;
}

interface WindowsProduct {
  readonly name: string;
  readonly file: string;
  readonly folder: string;
  /** A service that starts the file. */
  readonly service?: string;
}

function onWindows(maker: WindowsMaker, { name, file, folder, service }: WindowsProduct): Row {
  const { vendor, company, signer } = maker;
  const program = (original: string) =>
    windowsFile({
      strings: { CompanyName: company, ProductName: name, OriginalFilename: original, ProductVersion: '1.2' },
      ...(signer ? { signer } : {}),
    });
  const services =
    service === undefined
      ? {}
      : { services: { [service]: `"C:\\${folder.replaceAll('/', '\\')}\\${file}" -r` } };
  return {
    product: name,
    vendor,
    system: 'windows',
    // A service shows what an Uninstall entry was taken from.
    present:
      service === undefined
        ? { uninstall: [[name, company]], files: { [`${folder}/${file}`]: program(file) } }
        : { ...services, files: { [`${folder}/${file}`]: program(file) } },
    left: {
      ...services,
      files: { [`${folder}/Logs/a.log`]: LOG.content, [`${folder}/unins000.exe`]: program('unins000.exe') },
    },
    portable: { files: { [`Users/ash/Desktop/tools/${file}`]: program(file) } },
  };
}

function onMac(
  vendor: string,
  name: string,
  { bundle, team, signer }: { bundle: string; team: string; signer?: string },
): Row {
  const program = macFile(bundle, team, signer === undefined ? undefined : { organisation: signer, team });
  return {
    product: name,
    vendor,
    system: 'macos',
    present: { files: bundleFiles(`Applications/${name}.app`, bundle, name, program) },
    left: { files: { [`Users/ash/.Trash/${name}`]: program } },
    portable: { files: { [`Users/Shared/tools/${name.replaceAll(' ', '')}`]: program } },
  };
}

function bundleFiles(path: string, bundle: string, name: string, program: Buffer) {
  const keys = {
    CFBundleIdentifier: bundle,
    CFBundleName: name,
    CFBundleExecutable: 'run',
    CFBundlePackageType: 'APPL',
  };
  return { [`${path}/Contents/Info.plist`]: plist(keys), [`${path}/Contents/MacOS/run`]: program };
}

/** A property list of strings. */
export function plist(keys: Readonly<Record<string, string>>): string {
  const body = Object.entries(keys).map(([key, value]) => `<key>${key}</key><string>${value}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${body.join('')}</dict></plist>\n`;
}

interface LinuxProduct {
  readonly vendor: string;
  readonly folder: string;
  readonly file: string;
  readonly unit?: string;
  /** The package whose build left its name in the file. */
  readonly built?: string;
  /** Or the name of an AppImage. */
  readonly appImage?: string;
  /** What a removal leaves. */
  readonly left?: Machine;
}

function onLinux(product: string, { vendor, folder, file, unit, built, appImage, left }: LinuxProduct): Row {
  const program = linuxFile(
    built === undefined ? undefined : { type: 'deb', name: built, version: '1.2', os: 'debian' },
  );
  const path = `${folder}/${file}`;
  const units =
    unit === undefined ? {} : { [`etc/systemd/system/${unit}`]: `[Service]\nExecStart=/${path}\n` };
  const image = linuxFile();
  image.set([0x41, 0x49, 2], 8);
  return {
    product,
    vendor,
    system: 'linux',
    present: { files: { ...units, [path]: program } },
    left: left ?? { files: { ...units, [`${folder}/log/a.log`]: LOG.content } },
    portable: {
      files:
        appImage === undefined ? { [`srv/tools/${file}`]: program } : { [`srv/tools/${appImage}`]: image },
    },
  };
}

const KASPERSKY = {
  vendor: 'kaspersky',
  company: 'AO Kaspersky Lab',
  signer: { country: 'RU', organisation: 'AO Kaspersky Lab', commonName: 'AO Kaspersky Lab' },
};
const KASPERSKY_MAC = { team: '2Y8XE5CQ94', signer: 'Kaspersky Lab UK Limited' };
const DOCTOR_WEB = {
  vendor: 'doctor-web',
  company: 'Doctor Web, Ltd.',
  signer: { organisation: 'Doctor Web Ltd.' },
};
const QIHOO = {
  vendor: 'qihoo-360',
  company: '360.cn',
  signer: { organisation: 'Beijing Qihu Technology Co., Ltd.' },
};
const TENCENT = {
  vendor: 'tencent',
  company: 'Tencent',
  signer: { organisation: 'Tencent Technology (Shenzhen) Company Limited' },
};
const BYTEDANCE = {
  vendor: 'bytedance',
  company: 'Bytedance Pte. Ltd.',
  signer: { organisation: 'BYTEDANCE PTE. LTD.' },
};
const YANDEX = { vendor: 'yandex', company: 'YANDEX LLC', signer: { organisation: 'YANDEX LLC' } };
const HUORONG = {
  vendor: 'huorong',
  company: 'Beijing Huorong Network Technology Co., Ltd.',
  signer: { organisation: '北京火绒网络科技有限公司' },
};
const KINGSOFT = {
  vendor: 'kingsoft-office',
  company: 'Zhuhai Kingsoft Office Software Co., Ltd.',
  signer: { organisation: 'Zhuhai Kingsoft Office Software Co., Ltd.' },
};
const ALIBABA = {
  vendor: 'alibaba',
  company: 'Alibaba (China) Network Technology Co., Ltd.',
  signer: { organisation: 'DingTalk Technology Co.,Ltd.' },
};

/**
 * The fifteen products, each on the systems that it exists for. No document describes a team, an identifier or a package
 * of Dr.Web, 360, Hikvision, Dahua and DJI for macOS, or of DeepSeek for Windows, so those are left out.
 */
export const rows: readonly Row[] = [
  onWindows(KASPERSKY, {
    name: 'Kaspersky Endpoint Security for Windows',
    file: 'avp.exe',
    folder: 'Program Files (x86)/Kaspersky Lab/Kaspersky Endpoint Security for Windows',
    service: 'AVP.KES.21.15',
  }),
  onMac('kaspersky', 'Kaspersky Endpoint Security', { bundle: 'com.kaspersky.kav', ...KASPERSKY_MAC }),
  onLinux('Kaspersky Endpoint Security', {
    vendor: 'kaspersky',
    folder: 'opt/kaspersky/kesl/libexec',
    file: 'kesl',
    unit: 'kesl.service',
    built: 'kesl',
  }),
  onWindows(KASPERSKY, {
    name: 'Kaspersky Standard',
    file: 'avp.exe',
    folder: 'Program Files (x86)/Kaspersky Lab/Kaspersky 21.25',
    service: 'AVP21.25',
  }),
  onMac('kaspersky', 'Kaspersky', { bundle: 'com.kaspersky.antivirus', ...KASPERSKY_MAC }),
  onWindows(DOCTOR_WEB, {
    name: 'Dr.Web Security Space',
    file: 'dwservice.exe',
    folder: 'Program Files/DrWeb',
    service: 'DrWebAVService',
  }),
  onLinux('Dr.Web', {
    vendor: 'doctor-web',
    folder: 'opt/drweb.com/bin',
    file: 'drweb-configd',
    unit: 'drweb-configd.service',
    built: 'drweb-configd',
  }),
  onWindows(QIHOO, {
    name: '360 Total Security',
    file: 'QHActiveDefense.exe',
    folder: 'Program Files (x86)/360/Total Security/safemon',
    service: 'QHActiveDefense',
  }),
  onWindows(TENCENT, { name: 'WeChat', file: 'WeChat.exe', folder: 'Program Files/Tencent/WeChat' }),
  onMac('tencent', 'WeChat', { bundle: 'com.tencent.xinWeChat', team: '5A4RE8SF68' }),
  onLinux('WeChat', {
    vendor: 'tencent',
    folder: 'opt/wechat',
    file: 'wechat',
    appImage: 'WeChatLinux_x86_64.AppImage',
  }),
  onWindows(TENCENT, { name: 'QQ', file: 'QQ.exe', folder: 'Program Files/Tencent/QQNT' }),
  onMac('tencent', 'QQ', { bundle: 'com.tencent.qq', team: 'FN2V63AD2J' }),
  onLinux('QQ', { vendor: 'tencent', folder: 'opt/QQ', file: 'qq', built: 'linuxqq' }),
  onWindows(BYTEDANCE, { name: 'CapCut', file: 'CapCut.exe', folder: 'Users/ash/AppData/Local/CapCut/Apps' }),
  onMac('bytedance', 'CapCut', { bundle: 'com.lemon.lvoverseas', team: '22MMUN2RN5' }),
  onMac('deepseek', 'DeepSeek', { bundle: 'com.deepseek.chat', team: 'NAN929V4UM' }),
  onWindows(YANDEX, {
    name: 'Yandex',
    file: 'browser.exe',
    folder: 'Users/ash/AppData/Local/Yandex/YandexBrowser',
  }),
  onMac('yandex', 'Yandex', { bundle: 'ru.yandex.desktop.yandex-browser', team: '477EAT77S3' }),
  onLinux('Yandex Browser', {
    vendor: 'yandex',
    folder: 'opt/yandex/browser',
    file: 'yandex_browser',
    built: 'yandex-browser-stable',
  }),
  onWindows(HUORONG, {
    name: 'Huorong Internet Security',
    file: 'HipsDaemon.exe',
    folder: 'Program Files/Huorong/Sysdiag/bin',
    service: 'HipsDaemon',
  }),
  onWindows(
    { vendor: 'hikvision', company: 'Hangzhou Hikvision Digital Technology Co., Ltd.' },
    { name: 'iVMS-4200 Client', file: 'iVMS-4200.exe', folder: 'Program Files (x86)/iVMS-4200 Site' },
  ),
  onWindows(
    { vendor: 'dahua', company: 'Zhejiang Dahua Technology Co., Ltd.' },
    { name: 'SmartPSS', file: 'SmartPSS.exe', folder: 'Program Files/SmartPSS' },
  ),
  onWindows(
    { vendor: 'dji', company: 'SZ DJI Technology Co., Ltd.' },
    {
      name: 'DJI Assistant 2',
      file: 'DJI Assistant 2.exe',
      folder: 'Program Files (x86)/DJI Product/DJI Assistant 2',
    },
  ),
  onWindows(KINGSOFT, {
    name: 'WPS Office',
    file: 'wps.exe',
    folder: 'Users/ash/AppData/Local/Kingsoft/WPS Office/office6',
  }),
  onMac('kingsoft-office', 'WPS Office', { bundle: 'com.kingsoft.wpsoffice.mac.global', team: '' }),
  onLinux('WPS Office', {
    vendor: 'kingsoft-office',
    folder: 'opt/kingsoft/wps-office/office6',
    file: 'wps',
    built: 'wps-office',
  }),
  onWindows(ALIBABA, {
    name: 'DingTalk',
    file: 'DingTalk.exe',
    folder: 'Program Files (x86)/DingDing/main/current',
  }),
  onMac('alibaba', 'DingTalk', { bundle: 'com.alibaba.DingTalkMac', team: '5ZSL2CJU2T' }),
];
