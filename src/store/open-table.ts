import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { SUMS } from './layout.ts';
import { schemaOf } from './parquet.ts';
import type { TableName } from './tables.ts';

/** A table that is read piece by piece, however long it is. */
export interface OpenTable<Row> {
  /** Its rows, a row group at a time. */
  groups(): AsyncGenerator<RowGroup<Row>>;
  close(): void;
}

/** Rows of a table that were read together. */
export interface RowGroup<Row> {
  readonly length: number;
  /** A row, made when it is asked for: of all rows of a group at once, most memory is gone. What is not known is left out. */
  at(index: number): Row;
}

/** What of a table is read, and what it has to be. */
export interface TableChoice {
  /** Columns that rows have. Default: all. */
  readonly columns?: readonly string[];
  /** Its SHA-256 in hex. Default: any. */
  readonly digest?: string;
}

/** Bytes that are read at once for a digest. */
const CHUNK = 1 << 18;

/**
 * Opens a table.
 *
 * @throws Error when it cannot be read, is damaged, or is not a table with these columns
 */
export async function openTable<Row>(
  path: string,
  name: TableName,
  { columns, digest }: TableChoice = {},
): Promise<OpenTable<Row>> {
  const handle = openSync(path, 'r');
  try {
    if (digest !== undefined && digestOf(handle) !== digest)
      throw new Error(`${basename(path)} is damaged: its SHA-256 is not that in ${SUMS}`);
    const file = bufferOf(handle);
    return opened(file, await metadataOf(file, name), columns, () => closeSync(handle));
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

function opened<Row>(
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: readonly string[] | undefined,
  close: () => void,
): OpenTable<Row> {
  return {
    async *groups() {
      let start = 0;
      for (const { num_rows: rows } of metadata.row_groups) {
        const end = start + Number(rows);
        yield await groupOf<Row>(file, metadata, { rowStart: start, rowEnd: end, columns });
        start = end;
      }
    },
    close,
  };
}

/** What of a table a row group is. */
interface RowRange {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly columns: readonly string[] | undefined;
}

async function groupOf<Row>(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { rowStart, rowEnd, columns }: RowRange,
): Promise<RowGroup<Row>> {
  const pieces = new Map<string, ColumnPiece[]>();
  await parquetRead({
    file,
    metadata,
    rowStart,
    rowEnd,
    ...(columns && { columns: [...columns] }),
    compressors: { GZIP: (part) => gunzipSync(part) },
    onChunk({ columnName, columnData, rowStart: first }) {
      const piece = { first: first - rowStart, data: columnData };
      const column = pieces.get(columnName);
      if (column) column.push(piece);
      else pieces.set(columnName, [piece]);
    },
  });
  const all = [...pieces];
  return {
    length: rowEnd - rowStart,
    at(index) {
      const row: Record<string, unknown> = {};
      for (const [name, column] of all) {
        const value = valueAt(column, index);
        if (value !== null && value !== undefined) row[name] = value;
      }
      return row as Row;
    },
  };
}

/** Values of a column that follow each other, from a row on: mostly all of a group. */
interface ColumnPiece {
  readonly first: number;
  readonly data: ArrayLike<unknown>;
}

function valueAt(pieces: readonly ColumnPiece[], index: number): unknown {
  const piece = pieces.find(({ first, data }) => index < first + data.length);
  return piece?.data[index - piece.first];
}

function bufferOf(handle: number): AsyncBuffer {
  const { size } = fstatSync(handle);
  return {
    byteLength: size,
    slice(start, end = size) {
      const bytes = Buffer.from(new ArrayBuffer(end - start));
      for (let at = 0; at < bytes.length; ) {
        const got = readSync(handle, bytes, at, bytes.length - at, start + at);
        if (got === 0) throw new Error('the file became shorter while it was read');
        at += got;
      }
      return bytes.buffer;
    },
  };
}

function digestOf(handle: number): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK);
  let at = 0;
  for (
    let got = readSync(handle, chunk, 0, CHUNK, at);
    got > 0;
    got = readSync(handle, chunk, 0, CHUNK, at)
  ) {
    hash.update(chunk.subarray(0, got));
    at += got;
  }
  return hash.digest('hex');
}

async function metadataOf(file: AsyncBuffer, name: TableName): Promise<FileMetaData> {
  const metadata = await parquetMetadataAsync(file);
  const there = new Map(metadata.schema.map((element) => [element.name, element]));
  for (const { name: column, type } of schemaOf(name).slice(1)) {
    if (there.get(column)?.type !== type)
      throw new Error(`no table of ${name}: its column ${column} is another`);
  }
  return metadata;
}
