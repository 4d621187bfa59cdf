import type { Run, Sighting } from '../../model.ts';

/** `1 manifest`, `2 manifests`. */
export function count(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : `${noun}s`}`;
}

/** The verdict in one sentence, whole: what was found and what is not known. */
export function headline(run: Run): string {
  const { banned, warned, residue, unread, programs, waived } = run.summary;
  const found = [
    ...(banned > 0 ? [count(banned, 'banned program')] : []),
    ...(warned > 0 ? [`${count(warned, 'program')} warned about`] : []),
    ...(residue > 0 ? [`${residue} left behind by a removal`] : []),
  ];
  const first = banned > 0 ? found.join(', ') : ['nothing banned', ...found].join(', ');
  const among =
    run.summary.sources > 1 ? `in ${run.summary.sources} sources` : `among ${count(programs, 'program')}`;
  const open = unread > 0 ? `; ${count(unread, 'manifest')} could not be read` : '';
  return `${first} ${among}${waived > 0 ? `; ${waived} waived` : ''}${open}.`;
}

/** Name and version. */
export function title(program: Pick<Sighting, 'name' | 'version'>): string {
  return program.version === undefined ? program.name : `${program.name} ${program.version}`;
}

/** The manifest and, where it is known, the line or entry in it. */
export function place(program: Sighting): string {
  if (program.line !== undefined) return `${program.path}:${program.line}`;
  return program.entry === undefined ? program.path : `${program.path} [${program.entry}]`;
}

/** Who stands behind a ban: `NCSC: Letter to permanent secretaries (uk-ncsc-2017)`. */
export function authority(run: Run, ban: string, id: string): string {
  const known = run.bans.find((cited) => cited.id === ban)?.authorities.find((cited) => cited.id === id);
  if (known === undefined) return id;
  return `${known.issuer === undefined ? '' : `${known.issuer}: `}${known.title} (${id})`;
}
