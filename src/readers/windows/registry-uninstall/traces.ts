import { numberOf, stringOf } from '../../../formats/registry/registry-tree.ts';
import type { Program } from '../../../types.ts';
import { anyPath, commandFile, startedFile, startedProgram } from '../command-file.ts';
import { isOn } from '../security-centre.ts';
import { type PlacedKey, shownOf, type Where } from './key.ts';
import { folderOf } from './uninstall.ts';

/** The kinds of drivers; every other kind of service is a program of its own. */
const drivers = new Set([1, 2, 4, 8]);
/** When a service starts: at the start of the kernel, of the system, by itself. */
const automatic = new Set([0, 1, 2]);
const onDemand = 3;
const disabled = 4;

/**
 * A service or driver of Windows. A key that names neither a kind nor a file only keeps settings.
 *
 * @see https://learn.microsoft.com/windows-hardware/drivers/install/hklm-system-currentcontrolset-services-registry-tree
 */
export function serviceTrace(key: PlacedKey, where: Where): { key: string; program: Program } | undefined {
  const { values } = key;
  const own = key.place.names.at(-1) ?? '';
  const type = numberOf(values, 'type');
  const image = stringOf(values, 'imagepath');
  if (type === undefined && image === undefined) return undefined;
  // Where blanks leave open which file it is, its folder is open too.
  const file = startedProgram(image) === undefined ? undefined : fileOf(image);
  const isDriver = type === undefined ? /\.sys$/iu.test(file?.name ?? '') : drivers.has(type);
  const kind = isDriver ? 'driver' : 'service';
  const ids = [`${kind}:${own}`, ...(isDriver && file !== undefined ? [`driver:${file.name}`] : [])];
  const folder = file?.folder;
  const program: Program = {
    name: shownOf(key, 'displayname') ?? own,
    ids,
    kind: 'trace',
    ...where,
    ...(folder === undefined ? {} : { folder }),
    // A driver that names no file has its own name in the folder of drivers.
    ...executableOf(image ?? (isDriver && type !== undefined ? `system32\\drivers\\${own}.sys` : undefined)),
    ...startOf(numberOf(values, 'start')),
    // Windows removes it at its next start.
    ...(numberOf(values, 'deleteflag') === 1 ? { state: 'residue' } : {}),
  };
  return { key: `service ${own.toLowerCase()}`, program };
}

function startOf(start: number | undefined): Pick<Program, 'marks'> {
  if (start === disabled) return { marks: ['disabled'] };
  if (start === onDemand) return { marks: ['on-demand'] };
  return start !== undefined && automatic.has(start) ? { marks: ['enabled'] } : {};
}

/** A program that can be started by its bare name. */
export function appPath(key: PlacedKey, where: Where): Program {
  const own = key.place.names.at(-1) ?? '';
  const file = stringOf(key.values, '');
  const folder = folderOf(stringOf(key.values, 'path')?.split(';')[0]) ?? fileOf(file)?.folder;
  return {
    name: own,
    ids: [`app-path:${own}`],
    kind: 'trace',
    ...executableOf(file),
    ...where,
    ...(folder === undefined ? {} : { folder }),
  };
}

/** What has registered itself with the security centre as antivirus, firewall or antispyware. */
export function* provider(key: PlacedKey, where: Where): Iterable<Program> {
  const name = shownOf(key, 'displayname');
  if (name === undefined) return;
  const file = stringOf(key.values, 'productexe') ?? stringOf(key.values, 'reportingexe');
  const folder = fileOf(file)?.folder;
  const state = numberOf(key.values, 'state');
  yield {
    name,
    kind: 'trace',
    ...executableOf(file),
    ...where,
    ...(folder === undefined ? {} : { folder }),
    ...(isOn(state === undefined ? undefined : String(state)) ? { marks: ['running'] } : {}),
  };
}

/** The file that a command line starts, from the root of the system volume. */
export function executableOf(written: string | undefined): Pick<Program, 'executable'> {
  const executable = anyPath(startedFile(written));
  return executable === undefined ? {} : { executable };
}

function fileOf(written: string | undefined): { name: string; folder: string | undefined } | undefined {
  const path = commandFile(written)?.replace(/^\\\?\?\\/u, '') ?? '';
  const name = path.slice(path.lastIndexOf('\\') + 1);
  if (name === '') return undefined;
  const folder = path.slice(0, Math.max(0, path.length - name.length - 1));
  return { name, folder: /^[A-Z]:\\|^%/iu.test(folder) ? folder : undefined };
}

/** The key of a vendor below `Software`, or of one of its products. Its bare name is no name of a program. */
export function vendorKey(key: PlacedKey, where: Where): Program {
  const root = key.place.isUser ? 'HKCU' : 'HKLM';
  const [first, ...rest] = key.place.names;
  const names = first?.toLowerCase() === 'software' ? rest : key.place.names;
  const path = `${root}\\SOFTWARE\\${names.join('\\')}`;
  const own = names.filter((name, index) => index > 0 || name.toLowerCase() !== 'wow6432node');
  const plain = `${root}\\SOFTWARE\\${own.join('\\')}`;
  return {
    name: path,
    ids: [...new Set([`registry-key:${path}`, `registry-key:${plain}`])],
    kind: 'trace',
    ...where,
  };
}
