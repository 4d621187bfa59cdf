import { limits } from '../limits.ts';
import type { Source } from '../types.ts';
import { alone } from './file.ts';
import { type Bytes, headOf } from './image/bytes.ts';
import type { Spool } from './image/spool.ts';
import { INPUT_FILES } from './layout.ts';

/** One file that was packed for its way: a list, a bill of materials. */
export function packedFile(bytes: Bytes, name: string, spool: Spool): Source {
  const path = name.replace(PACKED_ENDING, '');
  const whole = () => gathered(bytes.chunks());
  return {
    name,
    kind: 'file',
    layout: 'handed',
    async *files(globs) {
      yield {
        path,
        folder: false,
        globs: globs.filter((glob) => glob === INPUT_FILES),
        head: () => headOf(bytes, limits.head),
        bytes: whole,
        resolver: alone(path),
      };
    },
    close: async () => spool.close(),
  };
}

const PACKED_ENDING = /\.(?:gz|gzip|zst|zstd|xz)$/iu;

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > limits.file) throw new Error(`larger than ${limits.file} bytes (limit: file)`);
  }
  return Buffer.concat(parts);
}
