import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rangesOf } from '../src/formats/executable/window.ts';
import { signatureMark } from '../src/readers/programs/signature-mark.ts';
import { unpackMam } from '../src/readers/windows/records/mam.ts';
import { shimCache } from '../src/readers/windows/records/shim-cache.ts';
import { cacheOfSeven, cacheOfTen, cacheOfXp, packed } from '../tests/support/windows-records.ts';
import { type Answer, expectedError, type Seed, type Target } from './target.ts';

const PATHS = ['C:\\Windows\\explorer.exe', 'C:\\Example\\exscan.exe'];

/** Decoders of program files and of records of execution that no reader is given the whole input of. */
export function decoderTargets(): Target[] {
  return [
    target('shim-cache', caches(), (bytes) => shimCache(bytes).map(({ path }) => path)),
    target('mam', [seed('packed', packed(Buffer.from('example '.repeat(40))))], (bytes) => [
      Buffer.from(unpackMam(bytes)).toString('hex'),
    ]),
    target('signature-mark', programs(), (bytes) => [signatureMark(bytes.length, rangesOf(bytes)) ?? 'none']),
  ];
}

function target(
  id: string,
  seeds: readonly Seed[],
  decode: (bytes: Uint8Array) => readonly string[],
): Target {
  return {
    id,
    seeds,
    cutsInSilence: true,
    cutsNames: true,
    run(bytes): Answer {
      try {
        return { programs: decode(bytes) };
      } catch (error) {
        return { programs: [], reported: expectedError(error) };
      }
    },
  };
}

function seed(name: string, bytes: Uint8Array): Seed {
  return { name, bytes };
}

function caches(): Seed[] {
  return [
    seed('ten', cacheOfTen(PATHS)),
    seed('seven', cacheOfSeven(PATHS, 64)),
    seed('seven-32', cacheOfSeven(PATHS, 32)),
    seed('xp', cacheOfXp(PATHS.map((path) => ({ path, updated: '2010-05-05T00:00:00Z' })))),
  ];
}

function programs(): Seed[] {
  const folder = 'fixtures/readers/program-file';
  return readdirSync(folder)
    .flatMap((name) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)))
    .filter((path) => !path.endsWith('.json'))
    .map((path) => seed(path, readFileSync(path)));
}
