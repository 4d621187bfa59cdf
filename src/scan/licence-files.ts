import type { FileResolver, Program } from '../types.ts';
import type { ScanOptions } from './options.ts';

/** Files next to package databases that show licences and nothing else. */
export const licenceGlobs: readonly string[] = ['usr/share/doc/*/copyright', 'var/db/pkg/*/*/LICENSE'];

/** A program with its licence, where a rule asks for licences and its list has none. */
export async function licensed(
  program: Program,
  resolver: FileResolver,
  { licences }: Pick<ScanOptions, 'licences'>,
): Promise<Program> {
  if (!licences || program.licence !== undefined) return program;
  const { withLicence } = await import('./package-licence.ts');
  return withLicence(program, resolver);
}
