import { isAsar } from '../../formats/executable/asar.ts';
import { isCompoundFile } from '../../formats/executable/compound-file.ts';
import { isElf } from '../../formats/executable/elf-header.ts';
import { isMachO } from '../../formats/executable/mach-o.ts';
import { isMz } from '../../formats/executable/pe.ts';
import { type ReadRange, windowed } from '../../formats/executable/window.ts';
import type { Program } from '../../types.ts';
import type { ProgramFile } from './described.ts';
import { elfProgram } from './elf-program.ts';
import { withLocation } from './location.ts';
import { electronProgram, installerProgram, javaProgram, machProgram } from './other-programs.ts';
import { peProgram } from './pe-program.ts';

/** Kinds of program files that content shows. */
export type ProgramKind = 'pe' | 'elf' | 'mach-o' | 'msi' | 'asar' | 'jar';

/**
 * The kind of a file by its first bytes. A Java archive is reported by its name: zip archives of all kinds begin alike.
 *
 * @param name of the file
 */
export function programKind(head: Uint8Array, name: string): ProgramKind | undefined {
  if (isMz(head)) return 'pe';
  if (isElf(head)) return 'elf';
  if (isMachO(head)) return 'mach-o';
  if (isCompoundFile(head) && /\.ms[ip]$/iu.test(name)) return 'msi';
  if (/\.asar$/iu.test(name) && isAsar(head)) return 'asar';
  return JAR.test(name) && head[0] === 0x50 && head[1] === 0x4b ? 'jar' : undefined;
}

const JAR = /\.(?:jar|war|ear)$/iu;

/**
 * The program that a file is, by what the file says of itself. It throws after it has given the program when a part
 * cannot be read, so that a damaged signature is reported and costs nothing else.
 *
 * @param path from the root of the source
 * @param size of the file
 * @throws SyntaxError for a file whose structure is damaged
 */
export function* programsOfFile(path: string, size: number, read: ReadRange): Generator<Program> {
  const ranges = windowed(read);
  const kind = programKind(ranges(0, 64), path);
  const file = kind && describe(kind, size, ranges);
  if (file === undefined) return;
  yield withLocation(path, file);
  if (file.fault !== undefined) throw file.fault;
}

function describe(kind: ProgramKind, size: number, read: ReadRange): ProgramFile | undefined {
  switch (kind) {
    case 'pe':
      return peProgram(read);
    case 'elf':
      return elfProgram(read);
    case 'mach-o':
      return machProgram(read);
    case 'msi':
      return installerProgram(read);
    case 'asar':
      return electronProgram(read);
    case 'jar':
      return javaProgram(size, read);
    default:
      return kind satisfies never;
  }
}
