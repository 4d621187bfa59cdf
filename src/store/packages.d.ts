/** What this folder asks of the packages that write and read Parquet. */

declare module 'hyparquet' {
  /** A node of the schema of a file. @see https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
  export interface SchemaElement {
    readonly name: string;
    readonly type?: 'BOOLEAN' | 'INT32' | 'INT64' | 'BYTE_ARRAY';
    readonly converted_type?: 'UTF8' | 'LIST' | 'TIMESTAMP_MILLIS';
    readonly repetition_type?: 'OPTIONAL' | 'REPEATED';
    readonly num_children?: number;
  }
  export interface FileMetaData {
    readonly schema: readonly SchemaElement[];
  }
  export function parquetMetadata(file: ArrayBuffer): FileMetaData;
  export function parquetReadObjects(options: {
    readonly file: ArrayBuffer;
    readonly metadata: FileMetaData;
    readonly compressors: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>>;
  }): Promise<Record<string, unknown>[]>;
}

declare module 'hyparquet-writer' {
  import type { SchemaElement } from 'hyparquet';

  export interface Writer {
    readonly offset: number;
  }
  export function fileWriter(path: string): Writer;
  export class ParquetWriter {
    constructor(options: {
      readonly writer: Writer;
      readonly schema: readonly SchemaElement[];
      readonly codec: 'GZIP';
      readonly compressors: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>>;
      readonly createdBy: string;
    });
    write(options: {
      readonly columnData: readonly {
        readonly name: string;
        readonly data: unknown[];
        readonly encoding?: string;
      }[];
      readonly rowGroupSize: number;
    }): undefined | Promise<void>;
    finish(): undefined | Promise<void>;
  }
}
