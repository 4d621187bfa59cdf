import { Decompress } from 'fzstd';
import { attempt } from '../try.ts';
import { checkUnpacked } from './compression.ts';
import { damaged } from './zstd.ts';
import { zstdWatch } from './zstd-frames.ts';

/** What zstd data gave before a fault, and the fault. */
export interface ZstdPart {
  readonly bytes: Uint8Array;
  readonly fault: SyntaxError | undefined;
}

/** Unpacks zstd that lies in memory, within the limits for unpacked bytes; see `unzstd` for what comes in pieces. */
export function zstdPart(packed: Uint8Array): ZstdPart {
  const watch = zstdWatch();
  const parts: Uint8Array[] = [];
  let given = 0;
  const decoder = new Decompress((part) => {
    watch.gave(part.length);
    given += part.length;
    checkUnpacked(packed.length, given);
    parts.push(part);
  });
  const { fault } = attempt(() => {
    for (const piece of watch.pieces(packed)) decoder.push(piece);
    watch.end();
    decoder.push(new Uint8Array(), true);
  });
  return { bytes: Buffer.concat(parts), fault: fault === undefined ? undefined : damaged(fault) };
}
