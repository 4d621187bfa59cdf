import type { Program } from '../../types.ts';
import { startedFile, wordsOf } from '../program-host.ts';

/** What only prepares a command, or starts what lies in a folder. */
const BESIDE = /^(?:cd|test|\[|\[\[|command|exit|export|umask|run-parts|\.|source)$/u;
/** The beginning of a command says what it starts. */
const MAX_LENGTH = 4096;
const REDIRECTION = /\d*[<>]{1,2}\s*&?\S+/gu;

/** The first program file in a list of commands for a shell; undefined where none is named by its path. */
export function startedBy(command: string): string | undefined {
  for (const part of command
    .slice(0, MAX_LENGTH)
    .replace(REDIRECTION, ' ')
    .split(/;|&&|\|\|?|[()]/u)) {
    const words = wordsOf(part);
    const file = BESIDE.test(words[0] ?? '') ? undefined : startedFile(words);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** The trace of a program that a line of a table or script starts, for an account where that is known. */
export function startedProgram(executable: string, line: number, user?: string): Program {
  return {
    name: executable,
    ids: [`path:${executable}`],
    kind: 'trace',
    executable,
    marks: ['enabled'],
    ...(user === undefined ? {} : { user }),
    line,
  };
}
