import { createReadStream } from 'node:fs';
import { unpacked } from '../../formats/archive/compression.ts';
import { field, json, stringField } from '../../formats/markup/json.ts';
import { rangeBytes } from '../image/bytes.ts';
import { resolveIn } from '../root.ts';

/** Parts of an archive that are kept as they are, and those that are files. */
const KEPT = 2;
const FILE = 1;
const MAX_LINE = 64 * 1024 * 1024;

/**
 * The archive that a layer was unpacked from, byte for byte: its headers were kept, and its files lie in a folder.
 *
 * @param split the kept parts, one a line, packed with gzip
 * @param folder where the files are; no name leads out of it
 * @throws SyntaxError when a part is damaged, Error when a file is missing or has another size
 * @see https://github.com/vbatts/tar-split
 */
export async function* layerArchive(split: string, folder: string): AsyncGenerator<Uint8Array> {
  for await (const line of linesOf(unpacked('gzip', createReadStream(split)))) {
    const part = json(Buffer.from(line, 'latin1'));
    const type = field(part, 'type');
    if (type === KEPT) yield Buffer.from(stringField(part, 'payload') ?? '', 'base64');
    else if (type === FILE) {
      const size = field(part, 'size') ?? 0;
      if (size !== 0) yield* contentOf(folder, nameOf(part), Number(size));
    } else throw new SyntaxError(`${split}: a part of a kind that is not known`);
  }
}

function nameOf(part: ReturnType<typeof json>): string {
  const raw = stringField(part, 'name_raw');
  return raw === undefined ? (stringField(part, 'name') ?? '') : Buffer.from(raw, 'base64').toString('utf8');
}

async function* contentOf(folder: string, name: string, size: number): AsyncGenerator<Uint8Array> {
  const place = resolveIn(folder, name);
  if (!place?.regular || place.size !== size)
    throw new Error(`${JSON.stringify(name)} of a layer is not there, or has another size than it had`);
  yield* rangeBytes({ file: place.real, start: 0, size }).chunks();
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) throw new SyntaxError('a line of the kept parts of a layer has no end');
    for (const line of lines) if (line !== '') yield line;
  }
  if (rest !== '') yield rest;
}
