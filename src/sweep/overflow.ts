import { isOutOfRoom } from '../own-process/out-of-room.ts';
import { jsonIn, type RecordLog } from './record-log.ts';

/** A record log that a full disk does not end. */
export interface OverflowLog extends RecordLog {
  /** Whether some of it is in memory, since the disk had no room for it. */
  readonly isFull: boolean;
}

/** Lines that stand together, from this offset on. */
interface Piece {
  readonly start: number;
  readonly bytes: Buffer;
}

/**
 * A log that goes on in memory when its disk is full: it is of no use after this process, so that nothing is lost by it.
 *
 * @param log none where not even a file could be made
 */
export function withOverflow(log: RecordLog | undefined): OverflowLog {
  const pieces: Piece[] = [];
  let end = log?.end ?? 0;
  let isFull = log === undefined;
  const isWritten = (lines: readonly string[], sync: boolean): boolean => {
    if (log === undefined || isFull) return false;
    try {
      log.append(lines, sync);
      return true;
    } catch (error) {
      if (!isOutOfRoom(error)) throw error;
      return false;
    }
  };
  const lineAt = (offset: number): string | undefined => {
    const piece = pieces[lastAtMost(pieces, offset)];
    if (!piece) return undefined;
    const from = offset - piece.start;
    return piece.bytes.toString('utf8', from, piece.bytes.indexOf(0x0a, from) + 1);
  };
  return {
    get end() {
      return end;
    },
    get isFull() {
      return isFull;
    },
    append(lines, sync) {
      if (isWritten(lines, sync)) end = log?.end ?? end;
      else {
        isFull = true;
        const bytes = Buffer.from(lines.join(''));
        pieces.push({ start: end, bytes });
        end += bytes.length;
      }
    },
    read(offset) {
      const line = lineAt(offset);
      return line === undefined ? (log?.read(offset) ?? '') : jsonIn(line);
    },
    line: (offset) => lineAt(offset) ?? log?.line(offset) ?? '',
    close: () => log?.close(),
  };
}

/** The place of the last piece that begins at an offset or before it; -1 where none does. */
function lastAtMost(pieces: readonly Piece[], offset: number): number {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
