import { viewOf } from '../../little-endian.ts';
import { ATTRIBUTE, type Attribute, attributesIn } from './attribute.ts';
import { type Clusters, type Stream, streamOf } from './stream.ts';
import { fixed, type Geometry } from './volume.ts';

/** A file or folder: its record and those that its attributes went on to. */
export interface FileRecord {
  readonly number: number;
  readonly isFolder: boolean;
  readonly attributes: readonly Attribute[];
}

/** The master file table: a record for each file. */
export interface Mft {
  readonly clusters: Clusters;
  /** How many records there are. */
  readonly count: number;
  /**
   * A record that is in use.
   *
   * @param sequence how often its place was used, when whoever refers to it says so
   * @throws SyntaxError when it is damaged, unused, or a part of another
   */
  record(number: number, sequence?: number): FileRecord;
}

/** Records that the attributes of one file may be spread over. */
const MAX_PARTS = 4096;
const FLAG = { used: 1, folder: 2 };

/** A record as it is stored. */
interface RawRecord {
  readonly bytes: Uint8Array;
  readonly attributes: Attribute[];
  readonly isFolder: boolean;
  readonly sequence: number;
  /** The record that this one is a part of; 0 when it stands for itself. */
  readonly base: number;
}

/** @throws SyntaxError when the table does not show where it lies itself */
export function openMft(clusters: Clusters, geometry: Geometry): Mft {
  const size = geometry.recordSize;
  const first = clusters.device.read(geometry.firstRecord * geometry.clusterSize, size);
  let table = tableOf(rawRecord(first, 0).attributes.filter(isData), clusters);
  const raw = (number: number): RawRecord => {
    if ((number + 1) * size > table.size)
      throw new SyntaxError(`record ${number} is beyond the master file table`);
    return rawRecord(table.read(number * size, size), number);
  };
  table = wholeTable(raw, clusters, (known) => {
    table = known;
  });
  return {
    clusters,
    count: Math.floor(table.size / size),
    record(number, sequence) {
      const record = raw(number);
      if (sequence !== undefined && sequence !== 0 && sequence !== record.sequence)
        throw new SyntaxError(`record ${number} was used anew: its ${record.sequence}. use, not ${sequence}`);
      if (record.base !== 0) throw new SyntaxError(`record ${number} is a part of record ${record.base}`);
      return { number, isFolder: record.isFolder, attributes: allAttributes(record, number, raw, clusters) };
    },
  };
}

function isData({ type, name }: Attribute): boolean {
  return type === ATTRIBUTE.data && name === '';
}

/** The table as far as its parts are known: of records further on, the list of clusters is in records before them. */
function tableOf(parts: readonly Attribute[], clusters: Clusters): Stream {
  const size = parts.reduce((sum, { extent }) => {
    const last = extent?.runs.at(-1);
    return last ? Math.max(sum, (last.from + last.count) * clusters.clusterSize) : sum;
  }, 0);
  const known = parts.map((part) =>
    part.extent && part.extent.first === 0
      ? {
          ...part,
          extent: {
            ...part.extent,
            size: Math.min(size, part.extent.size),
            initialised: Math.min(size, part.extent.size),
          },
        }
      : part,
  );
  return streamOf(known, clusters, 'the master file table');
}

function wholeTable(
  raw: (number: number) => RawRecord,
  clusters: Clusters,
  use: (table: Stream) => void,
): Stream {
  const base = raw(0);
  const parts = base.attributes.filter(isData);
  for (const number of listedRecords(base, 0, clusters)) {
    parts.push(...raw(number).attributes.filter(isData));
    use(tableOf(parts, clusters));
  }
  return streamOf(parts, clusters, 'the master file table');
}

function rawRecord(block: Uint8Array, number: number): RawRecord {
  const what = `record ${number}`;
  const bytes = fixed(block, 'FILE', what);
  const view = viewOf(bytes);
  const flags = view.getUint16(22, true);
  if ((flags & FLAG.used) === 0) throw new SyntaxError(`${what} is not in use`);
  return {
    bytes,
    attributes: attributesIn(bytes, what),
    isFolder: (flags & FLAG.folder) !== 0,
    sequence: view.getUint16(16, true),
    base: recordNumber(view, 32),
  };
}

/** A reference is a record in 48 bits, and how often its place was used in 16. */
export function recordNumber(view: DataView, at: number): number {
  return view.getUint16(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

function allAttributes(
  record: RawRecord,
  number: number,
  raw: (number: number) => RawRecord,
  clusters: Clusters,
): Attribute[] {
  const attributes = [...record.attributes];
  for (const part of listedRecords(record, number, clusters)) {
    const other = raw(part);
    if (other.base !== number)
      throw new SyntaxError(`record ${part} is a part of record ${other.base}, not of ${number}`);
    attributes.push(...other.attributes);
  }
  return attributes;
}

/** The other records that an attribute list names, in its order. */
function listedRecords(record: RawRecord, number: number, clusters: Clusters): Set<number> {
  const parts = record.attributes.filter(({ type }) => type === ATTRIBUTE.list);
  const records = new Set<number>();
  if (parts.length === 0) return records;
  const stream = streamOf(parts, clusters, `the attribute list of record ${number}`);
  // Windows writes at most 256 KiB of these.
  if (stream.size > 1024 * 1024)
    throw new SyntaxError(`the attribute list of record ${number} has ${stream.size} bytes`);
  const bytes = stream.read(0, stream.size);
  const view = viewOf(bytes);
  for (let at = 0; at + 26 <= bytes.length; ) {
    const length = view.getUint16(at + 4, true);
    if (length < 26 || at + length > bytes.length)
      throw new SyntaxError(`the attribute list of record ${number} is damaged at ${at}`);
    const other = recordNumber(view, at + 16);
    if (other !== number) records.add(other);
    if (records.size > MAX_PARTS)
      throw new SyntaxError(`record ${number} is spread over more than ${MAX_PARTS} records`);
    at += length;
  }
  return records;
}
