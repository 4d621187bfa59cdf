/**
 * Exports and hives of the registry. The bars: an export at 100 MB/s or more on one core, a hive of 30 MB in a
 * second, and at most one and a half times the file in memory.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registryUninstall } from '../src/readers/windows/registry-uninstall/index.ts';
import { memoryTree, readAll } from '../tests/support/rpm-reading.ts';
import { peakOf, report } from './measure.ts';

const EXPORT_BYTES = 200e6;
const HIVE_ENTRIES = 3000;
const SEED = 'fixtures/readers/registry-uninstall/hive/Windows/System32/config/SOFTWARE';
const SMALL = 'fixtures/readers/registry-uninstall/normal/alder.reg';
const uninstall = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';

const folder = mkdtempSync(join(tmpdir(), 'interdict-bench-registry-'));
try {
  measure('export, UTF-16LE', writeExport('utf16le'));
  measure('export, UTF-8', writeExport('utf8'));
  const isThere = spawnSync('hivexregedit', ['--help']).error === undefined;
  if (isThere) measure('hive', writeHive());
  else console.log('the hive is skipped without hivexregedit (Debian: libwin-hivex-perl)');
} finally {
  rmSync(folder, { recursive: true });
}

function measure(name: string, { file, programs }: { file: string; programs: number }): void {
  const megabytes = statSync(file).size / 1e6;
  const best = Math.min(...Array.from({ length: 5 }, () => readTime(file, programs)));
  const peak = peakFor(file);
  report(`${name}: size`, `${megabytes.toFixed(0)} MB with ${programs} programs`);
  report(
    `${name}: time of one core, best of 5`,
    `${(best * 1000).toFixed(0)} ms, ${(megabytes / best).toFixed(0)} MB/s`,
  );
  const beyond = peak - peakFor(SMALL);
  report(
    `${name}: peak of the command`,
    `${peak.toFixed(0)} MB, ${(peak / megabytes).toFixed(2)} times the file`,
  );
  report(
    `${name}: beyond what a small file takes`,
    `${beyond.toFixed(0)} MB, ${(beyond / megabytes).toFixed(2)} times the file`,
  );
}

/** The largest resident set of an inventory, in MB of a million bytes. */
function peakFor(file: string): number {
  return peakOf([process.execPath, 'bin/interdict.js', 'inventory', file, '-o', 'csv']) * 1.048576;
}

/** Time of the processor, with what the collector of garbage takes: others may want the machine too. */
function readTime(file: string, programs: number): number {
  const bytes = readFileSync(file);
  const began = process.cpuUsage();
  const read = readAll(registryUninstall, bytes, memoryTree(file));
  const { user, system } = process.cpuUsage(began);
  const seconds = (user + system) / 1e6;
  if (read.fault !== undefined) throw new Error(read.fault);
  const found = read.programs.filter((program) => program.kind !== 'trace').length;
  if (found !== programs) throw new Error(`${found} of ${programs} programs`);
  return seconds;
}

/** As on real machines, one key in fifty is of a program, and a tenth of the others hold bytes over lines. */
function writeExport(encoding: 'utf16le' | 'utf8'): { file: string; programs: number } {
  const file = join(folder, `export-${encoding}.reg`);
  const handle = openSync(file, 'w');
  writeSync(handle, Buffer.from('\ufeffWindows Registry Editor Version 5.00\r\n\r\n', encoding));
  let programs = 0;
  for (let at = 0, written = 0; written < EXPORT_BYTES; at++) {
    const isProgram = at % 50 === 0;
    if (isProgram) programs++;
    written += writeSync(handle, Buffer.from(isProgram ? entry(at) : classKey(at), encoding));
  }
  closeSync(handle);
  return { file, programs };
}

function entry(at: number): string {
  return `[${uninstall}\\Program ${at}]\r\n"DisplayName"="Программа ${at}"\r\n"DisplayVersion"="1.${at}"\r\n"Publisher"="Example AV GmbH"\r\n"UninstallString"="C:\\\\Program Files\\\\Example\\\\remove.exe"\r\n"EstimatedSize"=dword:00001000\r\n\r\n`;
}

function classKey(at: number): string {
  const key = `HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\CLSID\\{${String(at).padStart(8, '0')}-1234-4321-ABCD-0123456789AB}`;
  const bytes = `"Blob"=hex:${'00,11,22,33,44,55,66,77,88,99,aa,bb,cc,dd,ee,ff,\\\r\n  '.repeat(20)}00\r\n`;
  return `[${key}]\r\n@="A class ${at}"\r\n"AppID"="{01234567-89AB-CDEF-0123-456789ABCDEF}"\r\n\r\n[${key}\\InprocServer32]\r\n@="C:\\\\Windows\\\\System32\\\\some${at}.dll"\r\n"ThreadingModel"="Both"\r\n${at % 10 === 0 ? bytes : ''}\r\n`;
}

/** A hive as large as those of machines in use, made by libhivex. */
function writeHive(): { file: string; programs: number } {
  const [reg, file] = [join(folder, 'programs.reg'), join(folder, 'SOFTWARE')];
  const entries = Array.from({ length: HIVE_ENTRIES }, (_, at) => entry(at).replaceAll('\r', ''));
  writeFileSync(reg, `Windows Registry Editor Version 5.00\n\n${entries.join('')}`);
  copyFileSync(SEED, file);
  const env = { ...process.env, PERL_UNICODE: 'SD' };
  execFileSync('hivexregedit', ['--merge', '--prefix', 'HKEY_LOCAL_MACHINE\\SOFTWARE', file, reg], { env });
  const { programs } = readAll(registryUninstall, readFileSync(SEED), memoryTree(SEED));
  return { file, programs: HIVE_ENTRIES + programs.filter((program) => program.kind !== 'trace').length };
}
