import { closeSync, fsyncSync, openSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import {
  type ColumnType,
  columns,
  type HistoryRow,
  historyColumns,
  type TableName,
  type Tables,
} from './tables.ts';

/** Takes the rows of a table one by one, and holds few of them. */
export interface TableWriter<Row> {
  add(row: Row): void;
  /** Writes what is left, and waits until the file is on disk. */
  close(): void;
}

/** Rows that are written at once, as a row group. */
const GROUP = 20_000;

/**
 * Writes a table to a new file.
 *
 * @throws Error when it cannot be written
 * @see https://parquet.apache.org/docs/file-format/
 */
export function writeTable<Name extends TableName>(path: string, name: Name): TableWriter<Tables[Name]> {
  const types = Object.entries(columns[name]) as [keyof Tables[Name] & string, ColumnType][];
  const schema = schemaOf(name);
  const compressors = { GZIP: (bytes: Uint8Array) => gzipSync(bytes) };
  const file = fileWriter(path);
  const writer = new ParquetWriter({
    writer: file,
    schema,
    codec: 'GZIP',
    compressors,
    createdBy: 'interdict',
  });
  let rows: Tables[Name][] = [];
  const flush = () => {
    const columnData = types.map(([column, type]) => ({
      name: column,
      data: rows.map((row) => row[column] ?? null),
      // Sorted names differ from each other by a few letters.
      ...(column === 'host' && type === 'text' && { encoding: 'DELTA_BYTE_ARRAY' as const }),
    }));
    // What writes to files waits for nothing, so there is no promise.
    void writer.write({ columnData, rowGroupSize: rows.length });
    rows = [];
  };
  return {
    add(row) {
      rows.push(row);
      if (rows.length === GROUP) flush();
    },
    close() {
      if (rows.length > 0) flush();
      void writer.finish();
      const handle = openSync(path, 'r+');
      try {
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    },
  };
}

/**
 * The rows of a table. What is not known is left out.
 *
 * @param bytes the whole file
 * @throws Error when they are not a table with these columns
 */
export async function readTable<Name extends TableName>(bytes: Buffer, name: Name): Promise<Tables[Name][]> {
  return (await rowsOf(bytes, name)) as unknown as Tables[Name][];
}

/** The rows of a table with the columns that a history needs, as {@link readTable}. */
export async function readForHistory<Name extends TableName>(
  bytes: Buffer,
  name: Name,
): Promise<HistoryRow<Name>[]> {
  return (await rowsOf(bytes, name, [...historyColumns[name]])) as unknown as HistoryRow<Name>[];
}

async function rowsOf(bytes: Buffer, name: TableName, wanted?: string[]): Promise<Record<string, unknown>[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const metadata = parquetMetadata(file);
  const there = new Map(metadata.schema.map((element) => [element.name, element]));
  for (const { name: column, type } of schemaOf(name).slice(1)) {
    if (there.get(column)?.type !== type)
      throw new Error(`no table of ${name}: its column ${column} is another`);
  }
  const rows = await parquetReadObjects({
    file,
    metadata,
    ...(wanted && { columns: wanted }),
    compressors: { GZIP: (part) => gunzipSync(part) },
  });
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) if (value === null) delete row[column];
  }
  return rows;
}

const ELEMENTS: Readonly<Record<Exclude<ColumnType, 'texts'>, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  count: { type: 'INT32' },
  flag: { type: 'BOOLEAN' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

function schemaOf(name: TableName): SchemaElement[] {
  const types = Object.entries(columns[name]);
  return [
    { name, num_children: types.length },
    ...types.flatMap(([column, type]) => elementsOf(column, type)),
  ];
}

function elementsOf(name: string, type: ColumnType): SchemaElement[] {
  const optional = { repetition_type: 'OPTIONAL' as const };
  if (type !== 'texts') return [{ ...ELEMENTS[type], name, ...optional }];
  return [
    { name, converted_type: 'LIST', num_children: 1, ...optional },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    { ...ELEMENTS.text, name: 'element', ...optional },
  ];
}
