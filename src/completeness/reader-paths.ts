import { readerMetadata } from '../readers/load.ts';

/** The globs of a reader that end so, without that end. */
export function pathsOf(reader: string, end = ''): string[] {
  const { paths = [] } = readerMetadata.find(({ id }) => id === reader) ?? {};
  return paths.filter((path) => path.endsWith(end)).map((path) => path.slice(0, path.length - end.length));
}
