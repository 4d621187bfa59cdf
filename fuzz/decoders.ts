import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rangesOf } from '../src/formats/executable/window.ts';
import { signatureMark } from '../src/readers/programs/signature-mark.ts';
import { unpackMam } from '../src/readers/windows/records/mam.ts';
import { shimCache } from '../src/readers/windows/records/shim-cache.ts';
import { unbzip2 } from '../src/sources/disk/codecs/bzip2.ts';
import { cacheOfSeven, cacheOfTen, cacheOfXp, packed } from '../tests/support/windows-records.ts';
import { type Answer, expectedError, type Seed, type Target } from './target.ts';

const PATHS = ['C:\\Windows\\explorer.exe', 'C:\\Example\\exscan.exe'];

/** What `bzip2` packed: words, a run and many bytes. */
const BZIP2 = Buffer.from(
  'QlpoOTFBWSZTWc/6q9gAAOt//P////////////////////////////////+AAAgwAPGYgaGQ0Mg0aAaA00aA00YTIZAAwJky' +
    'ADRoZGgAwhoaNADQADQAZANNMgNAA1KaQaA0AAAA0NAA0AaAAAAANGhkAAAAAAAAAAAAAAAA0qgGgaABoAAAAAAAAAAAAANA' +
    '00BoAAAAAAAAAAAABosUXREVGRzCQkpSWmJplOT1BRUlNUVVZXWFlaW1xdXmk+ACAsQhAD4AIGJjZGVmNM7QeNm2pxABA2GW' +
    '1ub3CmABA5GHN0OOrs7vDy9Pb4dfX5/gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5w8cJ/HShPV4AICgXABBQ0VQACFI' +
    'gkRAfxwAEIWGN054AEKmqewAQq0lLABA4ZABCsMAAggAAgZMHa2ur7CxTwAQsjRoAEDyhZ2lrbW9xc3WMqx8hXk5WXmZudn6' +
    'Gis0tPU1dbX2Nna29zd3lu/wcPFx8nLzc/QuX9PV19nb3d7DwY+LJn5efp6+3u0+Pn6+/z9/qn/F3JFOFCQz/qr2AA==',
  'base64',
);

/** Decoders of program files and of records of execution that no reader is given the whole input of. */
export function decoderTargets(): Target[] {
  return [
    target('shim-cache', caches(), (bytes) => shimCache(bytes).map(({ path }) => path)),
    target('mam', [seed('packed', packed(Buffer.from('example '.repeat(40))))], (bytes) => [
      Buffer.from(unpackMam(bytes)).toString('hex'),
    ]),
    target('bzip2', [seed('packed', BZIP2)], (bytes) => [
      Buffer.from(unbzip2(bytes, 1 << 16)).toString('latin1'),
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
