/** What a search through all files of a source meets. */
import type { Source } from '../../src/types.ts';

/** A file with its content, or a place that could not be looked at. */
export interface Met {
  readonly path: string;
  readonly problem?: string;
  /** In Latin-1; undefined for what is no regular file. */
  readonly content?: string;
}

/** Every file of a source whose path is wanted, in the order of the walk. */
export async function everyFileOf(source: Source, wanted: RegExp = /^/u): Promise<Met[]> {
  const met: Met[] = [];
  await source.everyFile?.({
    wanted: (path) => wanted.test(path),
    async visit(file) {
      if ('passed' in file) return true;
      if ('problem' in file) met.push(file);
      else {
        const open = await file.open();
        const content =
          open && Buffer.concat([open.read(0, 10), open.read(10, open.size)]).toString('latin1');
        open?.close();
        met.push({ path: file.path, ...(content === undefined ? {} : { content }) });
      }
      return true;
    },
  });
  return met;
}
