import { limits } from '../limits.ts';
import type { Reader, SourceFile } from '../types.ts';
import type { DocumentAccount } from './document-account.ts';
import { addReference, wholeFile } from './executables.ts';
import { withKind } from './gap-kind.ts';
import { lacksLicence, licensed } from './licence-files.ts';
import { withLostNames } from './lost-names.ts';
import { sha256Of } from './own-file.ts';
import { PROGRAM_FILE } from './program-file-options.ts';
import { messageOf } from './reason.ts';
import { sightingOf, userOf } from './sighting.ts';
import type { ScanState } from './state.ts';
import { isEvidence, isSupplementary } from './supplementary.ts';

/** Reads a file with a reader into a scan. The only place that catches the error of a reader: it becomes a gap. */
export async function readFile(
  state: ScanState,
  file: SourceFile,
  reader: Reader,
  account?: DocumentAccount,
): Promise<void> {
  const { source, options, sightings, manifests, gaps, sidecars, signs, pages } = state;
  const user = userOf(file.usual ?? file.path);
  const place = { reader: reader.id, path: file.path };
  let programs = 0;
  let given = 0;
  const count = (isProgram: boolean, more = 1) => {
    given += more;
    if (given > limits.programs)
      throw new Error(`more than ${limits.programs} programs and traces (limit: programs)`);
    if (isProgram) programs += more;
  };
  const prefixes = account?.isMixed ? undefined : options.prefixes;
  const prefilter = prefixes && { prefixes, skipped: (more: number) => count(true, more) };
  let bytes: Uint8Array | undefined;
  try {
    bytes = reader.pathOnly ? new Uint8Array() : await file.bytes();
    for (const ending of reader.sidecars ?? []) sidecars.add(`${file.path}${ending}`.toLowerCase());
    const note = signs.noteFrom(file.path);
    const all = reader.read(bytes, file.resolver, prefilter, (fact) =>
      fact.kind === 'page' ? pages.push({ ...fact, ...place }) : note(fact),
    );
    for (const program of withLostNames(all)) {
      count(program.kind !== 'trace');
      options.hosts?.add(place, program);
      account?.saw(program);
      addReference(state, program);
      let whole = program;
      if (reader.id === PROGRAM_FILE) whole = await wholeFile(program, bytes, options);
      else if (lacksLicence(program, options)) whole = await licensed(program, file.resolver);
      if (options.filter?.(whole, place) ?? true) sightings.push(sightingOf(whole, reader, file, user));
    }
  } catch (error) {
    const gap = withKind({ path: file.path, reader: reader.id, reason: messageOf(error) });
    options.hosts?.addGap(gap, error);
    gaps.push(gap);
  }
  const sha256 = options.digests && bytes && !reader.pathOnly ? await sha256Of(bytes) : undefined;
  manifests.push({ path: file.path, reader: reader.id, programs, ...(sha256 ? { sha256 } : {}) });
  const isInventory = options.readers !== undefined || !isSupplementary(reader, file);
  state.listed ||= source.layout === 'root' ? isInventory && programs > 0 : given > 0;
  state.hasInventory ||= isInventory || (source.layout === 'handed' && !isEvidence(reader));
}
