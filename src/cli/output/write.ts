import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isObjectAddress } from '../../object-storage/address.ts';
import { removeOnSignal } from '../../own-process/signals.ts';
import { turns } from '../../own-process/turns.ts';
import type { Io } from '../../types.ts';

/** Where a report goes: `-o format` or `-o format=file`. */
export interface ReportOutput {
  readonly format: string;
  readonly file?: string;
}

/** UTF-16 units that are gathered before a write. */
const BATCH = 64 * 1024;

/** @throws Error when two reports would go to standard output or to one file */
export function parseOutputs(values: readonly string[], fallback: string): ReportOutput[] {
  const outputs = (values.length > 0 ? values : [fallback]).map((value) => {
    const cut = value.indexOf('=');
    if (cut < 0) return { format: value };
    const file = value.slice(cut + 1);
    if (file === '') throw new Error(`-o ${value}: no file after the =`);
    return { format: value.slice(0, cut), file };
  });
  if (outputs.filter((output) => output.file === undefined).length > 1) {
    throw new Error(
      '-o: only one report can go to standard output; give the others a file: -o sarif=out.sarif',
    );
  }
  for (const { format, file } of outputs) {
    const others = outputs.filter((other) => file !== undefined && isSame(other.file, file));
    if (others.length > 1 && isPlain(file))
      throw new Error(`-o ${format}=${file}: ${others.length} reports would go to this one file`);
  }
  return outputs;
}

/**
 * The outputs of a command that has formats of its own, `text` among them.
 *
 * @throws Error for another format, and as {@link parseOutputs}
 */
export function ownOutputs(
  values: readonly string[],
  command: string,
  formats: readonly string[],
): ReportOutput[] {
  const outputs = parseOutputs(values, 'text');
  const wrong = outputs.find(({ format }) => !formats.includes(format));
  if (wrong) throw new Error(`-o ${wrong.format}: the output of ${command} is one of ${formats.join(', ')}`);
  return outputs;
}

/** Whether two paths name one place, through links too. */
export function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && placeOf(one) === placeOf(other);
}

function placeOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** A device takes all that comes; a file keeps the last alone. */
function isPlain(path: string | undefined): boolean {
  return path !== undefined && statSync(path, { throwIfNoEntry: false })?.isFile() !== false;
}

/** Writes a text to standard output, waiting where the other side is slow, or to a file. */
export async function writeOutput(output: ReportOutput, chunks: Iterable<string>, io: Io): Promise<void> {
  if (output.file !== undefined && isObjectAddress(output.file)) return upload(output.file, chunks);
  if (output.file !== undefined) return writeFile(output.file, chunks);
  const turn = turns();
  for (const batch of batches(chunks)) {
    await writeStdout(batch, io);
    await turn();
  }
}

/** An object appears whole or not at all, as a file does. */
async function upload(address: string, chunks: Iterable<string>): Promise<void> {
  const { uploadText } = await import('../object-storage.ts');
  await uploadText(address, (file) => writeFile(file, chunks));
}

/**
 * Writes to standard output and waits where the other side is slow. It waits for the text itself, since a stream that
 * the other side has closed takes nothing more and describes nothing more, not even that it has room again.
 */
export function writeStdout(text: string, { stdout }: Pick<Io, 'stdout'>): Promise<void> {
  return new Promise((resolve) => {
    if (stdout.write(text, resolve)) resolve();
  });
}

function* batches(chunks: Iterable<string>): Generator<string> {
  let batch = '';
  for (const chunk of chunks) {
    batch += chunk;
    if (batch.length < BATCH) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}

/**
 * Writes a report to its file: in place of a file whole or not at all, into a pipe or device as it is. Behind a
 * link, what it leads to is written.
 *
 * @throws Error that names the file when it cannot be written
 */
async function writeFile(path: string, chunks: Iterable<string>): Promise<void> {
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there && !there.isFile()) await writeInto(path, chunks);
    else await writeWhole(there ? realpathSync(path) : path, chunks);
  } catch (error) {
    throw new Error(`${path}: cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

/** `/dev/null` and the like stay what they are. */
async function writeInto(path: string, chunks: Iterable<string>): Promise<void> {
  const handle = openSync(path, 'w');
  try {
    await writeBatches(handle, chunks);
  } finally {
    closeSync(handle);
  }
}

/** A long report leaves turns to signals, which may end it. */
async function writeBatches(handle: number, chunks: Iterable<string>): Promise<void> {
  const turn = turns();
  for (const batch of batches(chunks)) {
    writeFileSync(handle, batch);
    await turn();
  }
}

/** Milliseconds after which nobody writes to a draft any more. */
const ABANDONED = 24 * 60 * 60 * 1000;

/** What a command that was killed left of a report beside its place. */
function removeAbandoned(file: string): void {
  const [folder, start] = [dirname(file), `.${basename(file)}.`];
  try {
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(start) || !/^\d+-[0-9a-z]{8,}$/u.test(name.slice(start.length))) continue;
      const { mtimeMs } = lstatSync(join(folder, name));
      if (Date.now() - mtimeMs > ABANDONED) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // A folder that may be written to and not listed is one for reports, too.
  }
}

/** A file appears whole or not at all: it is written beside its place, put on disk and renamed. */
async function writeWhole(file: string, chunks: Iterable<string>): Promise<void> {
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}-${Date.now().toString(36)}`);
  const remove = () => rmSync(draft, { force: true });
  const forget = removeOnSignal(remove);
  try {
    removeAbandoned(file);
    const handle = openSync(draft, 'wx', 0o600);
    try {
      await writeBatches(handle, chunks);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    chmodSync(draft, 0o666 & ~process.umask());
    renameSync(draft, file);
  } catch (error) {
    remove();
    throw error;
  } finally {
    forget();
  }
}
