import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { queriedKeys } from '../formats/registry/reg-query.ts';
import type { RegistryKey } from '../formats/registry/registry-tree.ts';
import { type TemporaryFolder, temporaryFolder } from '../own-process/temporary-folder.ts';

/** The registry of the running machine, as `reg.exe` shows it in its 64-bit view. */
export interface WindowsRegistry {
  /** Exports a key with all below it and returns the file; undefined when there is no such key. */
  exported(key: string): Promise<string | undefined>;
  /** The keys that a query prints, with their values. */
  queried(key: string, ...options: readonly string[]): Promise<readonly RegistryKey<true>[]>;
  /** Removes the private folder that exports are written into. */
  close(): Promise<void>;
}

/** Runs `reg.exe` and gives what it printed; rejects when it fails. */
export type RunReg = (args: readonly string[]) => Promise<Uint8Array>;

/**
 * The live registry through `reg.exe`: it writes exports in one form on every system, in one encoding.
 *
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/reg-export
 */
export function windowsRegistry(run: RunReg = runReg): WindowsRegistry {
  let folder: TemporaryFolder | undefined;
  let count = 0;
  const known = new Map<string, Promise<readonly RegistryKey<true>[]>>();
  const queried = (key: string, ...options: readonly string[]) => {
    const call = [key, ...options].join(' ');
    const asked = known.get(call) ?? query(run, key, options);
    known.set(call, asked);
    return asked;
  };
  return {
    queried,
    async exported(key) {
      folder ??= temporaryFolder();
      const file = join(folder.path, `${++count}.reg`);
      try {
        await run(['export', key, file, '/y', '/reg:64']);
      } catch (error) {
        if (!(await isThere(queried, key))) return undefined;
        throw error;
      }
      return file;
    },
    async close() {
      folder?.remove();
    },
  };
}

async function query(
  run: RunReg,
  key: string,
  options: readonly string[],
): Promise<readonly RegistryKey<true>[]> {
  const printed = await run(['query', key, ...options, '/reg:64']);
  return [...queriedKeys(printed, () => true as const)].flatMap((event) => ('fault' in event ? [] : [event]));
}

/**
 * Whether a key exists although it could not be exported: `reg.exe` says both in the language of the system
 * and with the same status, and its parent names it or does not.
 */
async function isThere(queried: WindowsRegistry['queried'], key: string): Promise<boolean> {
  const parent = key.slice(0, Math.max(0, key.lastIndexOf('\\')));
  if (parent === '') return true;
  const own = key.slice(parent.length).toLowerCase();
  try {
    const keys = await queried(parent);
    return keys.some(({ path }) => path.toLowerCase().endsWith(own));
  } catch {
    return isThere(queried, parent);
  }
}

/** A key of `HKLM\SYSTEM` may be tens of megabytes; no export of a healthy machine takes near this long. */
const TIMEOUT = 120_000;
const MAX_PRINTED = 64 * 1024 * 1024;

const runReg: RunReg = (args) =>
  new Promise((resolve, reject) => {
    const options = {
      encoding: 'buffer',
      timeout: TIMEOUT,
      maxBuffer: MAX_PRINTED,
      windowsHide: true,
    } as const;
    execFile(regExe(), args, options, (error, printed, complaint) => {
      if (error === null) return resolve(printed);
      const reason = error.killed ? `reg.exe took longer than ${TIMEOUT / 1000} s` : textOf(complaint, error);
      reject(new Error(reason));
    });
  });

/** By its full path, so that no other program of this name is run; 32-bit programs see another folder. */
function regExe(): string {
  const system = process.env['SystemRoot'] ?? 'C:\\Windows';
  const native = join(system, 'Sysnative', 'reg.exe');
  return existsSync(native) ? native : join(system, 'System32', 'reg.exe');
}

function textOf(complaint: Uint8Array, error: Error): string {
  const text = new TextDecoder('latin1').decode(complaint).trim();
  return text === '' ? error.message : text.slice(0, 200);
}
