import { isZstd } from '../../formats/archive/zstd.ts';
import { type ZstdPart, zstdPart } from '../../formats/archive/zstd-part.ts';
import { errorCollector } from '../../formats/errors.ts';
import { field, type Json, type JsonLine, jsonLines, stringField } from '../../formats/markup/json.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines } from '../../formats/text/lines.ts';
import { attempt } from '../../formats/try.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * The manifest of Chisel, which cuts slices out of the packages of Ubuntu for small container images and leaves no
 * database of dpkg there: one JSON object a line, packed with zstd. A package counts as installed whichever of its
 * slices are there.
 *
 * @see https://documentation.ubuntu.com/chisel/en/latest/reference/manifest/
 */
export const chisel: Reader = {
  id: 'chisel',
  title: 'Chisel manifest (slices of Ubuntu packages)',
  paths: ['var/lib/chisel/manifest.wall'],
  // A file that is passed by itself was unpacked already.
  recognises: (head, name) =>
    HEADER.test(headLines(head)[0] ?? '') || (name === 'manifest.wall' && isZstd(head)),
  *read(bytes) {
    const { bytes: text, fault } = unpackedPart(bytes);
    const lines: JsonLine[] = [];
    const step = attempt(() => {
      for (const line of jsonLines(text)) lines.push(line);
    });
    const faults = errorCollector();
    for (const { value, line } of lines) {
      if (stringField(value, 'kind') !== 'package') continue;
      const program = programIn(value, line);
      if (program === undefined)
        faults.add(`line ${line}: a package without a name: ${quoted(JSON.stringify(value))}`);
      else yield program;
    }
    if (fault !== undefined) throw fault;
    if (step.fault !== undefined) throw step.fault;
    const [header] = lines;
    if (stringField(header?.value, 'jsonwall') === undefined)
      throw new SyntaxError(`no header of a manifest: ${quoted(JSON.stringify(header?.value ?? ''))}`);
    const count = field(header?.value, 'count');
    if (count !== lines.length)
      faults.add(`${lines.length} lines, but the header says ${quoted(JSON.stringify(count ?? null))}`);
    faults.throwIfAny();
  },
};

const HEADER = /^\{"jsonwall":"/u;

function unpackedPart(bytes: Uint8Array): ZstdPart {
  return isZstd(bytes) ? zstdPart(bytes) : { bytes, fault: undefined };
}

function programIn(value: Json, line: number): Program | undefined {
  const name = stringField(value, 'name');
  if (name === undefined) return undefined;
  const version = stringField(value, 'version');
  const arch = stringField(value, 'arch');
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(arch === undefined ? {} : { arch }),
    ids: [`deb:${name}`],
    line,
  };
}
