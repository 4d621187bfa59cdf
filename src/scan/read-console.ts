import { quoted } from '../formats/source-position.ts';
import { limits } from '../limits.ts';
import type { Reader, SourceFile } from '../types.ts';
import { type ConsoleAnswer, consoleAnswers } from './console-answers.ts';
import { unreadInConsole } from './console-session.ts';
import { accountOf } from './document-account.ts';
import { plainTextOf } from './plain-text.ts';
import { addBehind } from './read-behind.ts';
import { readDocument, readRest } from './read-document.ts';
import { messageOf } from './reason.ts';
import { recogniseFile } from './recognise-file.ts';
import { noteListed, type ScanState } from './state.ts';
import { whyUnread } from './unanswered.ts';

/** Answers of one console that are read: each costs a question to all readers. */
const MAX_ANSWERS = 200;

/**
 * Reads what somebody copied of a console, each answer as a document of its own: rows behind the prompt of another
 * command are none of the list above it.
 *
 * @returns false where it is no console, or none whose answers are known
 */
export async function readConsole(state: ScanState, file: SourceFile): Promise<boolean> {
  const { bytes, isTail } = plainTextOf(await file.bytes());
  if (isTail) return false;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const answers = consoleAnswers(text);
  const parts: Part[] = [];
  for (const answer of answers.filter(({ isAnswered }) => isAnswered).slice(0, MAX_ANSWERS))
    parts.push(await partOf(state, file, answer, bytes.subarray(answer.start, answer.end)));
  if (!parts.some(({ reader }) => reader !== undefined)) return false;
  for (const part of parts) await readPart(state, part, text.slice(part.answer.start, part.answer.end));
  for (const { reason } of unreadInConsole(answers)) state.gaps.push({ path: file.path, reason });
  if (parts.length === MAX_ANSWERS)
    state.gaps.push({
      path: file.path,
      reason: `${MAX_ANSWERS} or more answers in a console (limit: answers)`,
    });
  return true;
}

/** An answer, and who reads it. */
interface Part {
  readonly answer: ConsoleAnswer;
  readonly file: SourceFile;
  readonly bytes: Uint8Array;
  readonly reader?: Reader | undefined;
  readonly fault?: unknown;
}

async function partOf(
  { options }: ScanState,
  file: SourceFile,
  answer: ConsoleAnswer,
  bytes: Uint8Array,
): Promise<Part> {
  const part = { ...file, head: async () => bytes.subarray(0, limits.head), bytes: async () => bytes };
  const base = { answer, file: part, bytes };
  try {
    const { reader, text } = (await recogniseFile(part, nameOf(answer), options.ownReaders)) ?? {};
    return text ? { ...base, file: { ...part, bytes: async () => text }, reader } : { ...base, reader };
  } catch (fault) {
    return { ...base, fault };
  }
}

/** An answer is named by its command, as the file would be that somebody keeps it in. */
function nameOf({ typed }: ConsoleAnswer): string {
  return `${typed.replace(/\W+/gu, '-').slice(0, 100)}.txt`;
}

/** Reads one answer. What is said of lines in it is said of lines of the console. */
async function readPart(
  state: ScanState,
  { answer, file, bytes, reader, fault }: Part,
  text: string,
): Promise<void> {
  const inside: ScanState = { ...state, seen: new Set(), sightings: [], gaps: [], manifests: [] };
  if (reader) await readDocument(inside, file, reader);
  else {
    const none = answer.typed === '' ? NONE : { ...NONE, freeText: 'all' as const };
    await readRest(inside, file, accountOf(bytes, none, state.options.ownReaders), false);
  }
  noteListed(state, inside);
  state.manifests.push(...inside.manifests);
  addBehind(state, inside, answer.firstLine - 1);
  const readers = reader ? [reader.id] : inside.manifests.map((manifest) => manifest.reader);
  const isTold = !reader && inside.gaps.length > 0;
  const why = isTold ? undefined : whyUnread(answer, text, readers, reader !== undefined);
  const reason = fault ? messageOf(fault) : why && `the answer of ${quoted(answer.typed)} ${why}`;
  if (reason) state.gaps.push({ path: file.path, reason: `line ${answer.firstLine}: ${reason}` });
}

/** Reads nothing: what is in an answer that no reader recognises is looked for piece by piece. */
const NONE: Reader = { id: '', title: '', paths: [], *read() {} };
