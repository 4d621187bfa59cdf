import type { FileResolver, Program } from '../types.ts';
import type { ScanOptions } from './options.ts';

/** Files next to package databases that show licences and nothing else. */
export const licenceGlobs: readonly string[] = ['usr/share/doc/*/copyright', 'var/db/pkg/*/*/LICENSE'];

/** Whether a rule asks for licences, and the list of a program has none. */
export function lacksLicence({ licence }: Program, { licences }: Pick<ScanOptions, 'licences'>): boolean {
  return licences === true && licence === undefined;
}

/** A program with the licence that a file of its own shows. */
export async function licensed(program: Program, resolver: FileResolver): Promise<Program> {
  const { withLicence } = await import('./package-licence.ts');
  return withLicence(program, resolver);
}
