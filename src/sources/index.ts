import { createReadStream, existsSync, statSync } from 'node:fs';
import { limits } from '../limits.ts';
import type { Source } from '../model.ts';
import { fileSource, memorySource } from './file.ts';
import { folderSource, rootSource } from './folder.ts';

/** How images are opened. */
export interface SourceOptions {
  /** `linux/arm64`, … of an image index; default: every platform of it. */
  readonly platform?: string;
  /** Also tell what upper layers removed. */
  readonly allLayers?: boolean;
}

/** This machine. */
export async function hostSource(): Promise<Source> {
  return rootSource();
}

/**
 * Opens what an argument names: a folder, an image, an archive, or a file.
 *
 * @throws Error when nothing is there
 */
export async function openSource(path: string, _options: SourceOptions = {}): Promise<Source> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new Error(`${path}: no such file or folder`);
  if (stats.isDirectory()) return folderSource(path);
  // `interdict <(dpkg -l)` hands over a pipe, which can be read only once and from its beginning.
  return stats.isFile() ? fileSource(path) : memorySource(await wholeOf(createReadStream(path), path), path);
}

/** What comes through standard input. */
export async function inputSource(
  input: NodeJS.ReadableStream,
  _options: SourceOptions = {},
): Promise<Source> {
  return memorySource(await wholeOf(input, 'standard input'), '-');
}

async function wholeOf(input: NodeJS.ReadableStream, name: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > limits.file)
      throw new Error(`${name}: larger than the limit for one file (${limits.file} bytes)`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * The sources that arguments name. A pattern that the shell left alone (Windows shells do) is expanded here.
 *
 * @throws Error when an argument names nothing
 */
export async function sourcePaths(args: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const arg of args) paths.push(...(await expand(arg)));
  return paths;
}

async function expand(arg: string): Promise<string[]> {
  if (arg === '-' || !/[*?[{]/u.test(arg) || existsSync(arg)) return [arg];
  const { default: glob } = await import('fast-glob');
  const found = await glob(arg.replaceAll('\\', '/'), { onlyFiles: false, followSymbolicLinks: false });
  if (found.length === 0) throw new Error(`${arg}: no such file or folder`);
  return found.sort();
}
