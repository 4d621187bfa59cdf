import { filetimeDay } from '../../formats/registry/filetime.ts';
import type { Reader } from '../../types.ts';
import { isMam, unpackMam } from './records/mam.ts';
import { recordedProgram } from './records/recorded-file.ts';

/** Offset of the last runs and how many there are, by version. */
const RUNS: Readonly<Record<number, readonly [at: number, count: number]>> = {
  17: [120, 1],
  23: [128, 1],
  26: [128, 8],
  30: [128, 8],
  31: [128, 8],
};
const MAX_NAMES = 4 << 20;

/**
 * Prefetch files of Windows: a program ran, up to eight times with the day, and where it was.
 *
 * @see https://github.com/libyal/libscca/blob/main/documentation/Windows%20Prefetch%20File%20(PF)%20format.asciidoc
 */
export const prefetch: Reader = {
  id: 'prefetch',
  title: 'Prefetch files of Windows',
  paths: ['Windows/Prefetch/*.pf', 'WINNT/Prefetch/*.pf'],
  supplementary: true,
  record: true,
  recognises: (head, name) => isScca(head) || (isMam(head) && /\.pf$/iu.test(name)),
  *read(bytes) {
    const record = isMam(bytes) ? unpackMam(bytes) : bytes;
    if (!isScca(record)) throw new SyntaxError('not a prefetch file: no SCCA at offset 4');
    if (record.length < 152) throw new SyntaxError(`a prefetch file of ${record.length} bytes is truncated`);
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
    const version = view.getUint32(0, true);
    const runs = RUNS[version];
    if (runs === undefined) throw new SyntaxError(`prefetch files of version ${version} are not read`);
    const name = wide(record.subarray(16, 76));
    const path = pathOf(record, view, name);
    yield recordedProgram({ path: path ?? name, lastSeen: lastRun(view, runs) });
    const size = view.getUint32(12, true);
    if (size > record.length)
      throw new SyntaxError(`offset ${record.length}: the prefetch file of ${size} bytes is truncated`);
  },
};

function isScca(head: Uint8Array): boolean {
  return head[4] === 0x53 && head[5] === 0x43 && head[6] === 0x43 && head[7] === 0x41;
}

function lastRun(view: DataView, [at, count]: readonly [number, number]): string | undefined {
  const days = Array.from({ length: count }, (_, index) =>
    at + index * 8 + 8 > view.byteLength ? undefined : filetimeDay(view.getBigUint64(at + index * 8, true)),
  );
  return days
    .filter((day) => day !== undefined)
    .sort()
    .at(-1);
}

/** Among the files that the program loaded is the program itself; its name is cut at 29 letters in the header. */
function pathOf(record: Uint8Array, view: DataView, name: string): string | undefined {
  const offset = view.getUint32(100, true);
  const size = view.getUint32(104, true);
  if (offset + size > record.length || size > MAX_NAMES) return undefined;
  const paths = new TextDecoder('utf-16le').decode(record.subarray(offset, offset + size)).split('\0');
  const wanted = `\\${name.toLowerCase()}`;
  const isCut = name.length >= 29;
  return paths.find((path) => {
    const base = path.slice(path.lastIndexOf('\\')).toLowerCase();
    return isCut ? base.startsWith(wanted) : base === wanted;
  });
}

function wide(bytes: Uint8Array): string {
  return new TextDecoder('utf-16le').decode(bytes).replace(/\0.*$/su, '');
}
