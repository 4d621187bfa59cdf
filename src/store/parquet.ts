import { closeSync, fsyncSync, openSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { type ColumnType, columns, type TableName, type Tables } from './tables.ts';

/** Takes the rows of a table one by one, and holds few of them. */
export interface TableWriter<Row> {
  add(row: Row): void;
  /** Writes what is left, and waits until the file is on disk. */
  close(): void;
}

/** Rows that are written at once, as a row group. */
const GROUP = 4000;

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

const ELEMENTS: Readonly<Record<Exclude<ColumnType, 'texts'>, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  count: { type: 'INT32' },
  flag: { type: 'BOOLEAN' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

/** The elements of a table's file: the table itself, then its columns. */
export function schemaOf(name: TableName): SchemaElement[] {
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
