import type { SourceFile } from '../types.ts';

/** The last name of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** By its name alone an alias is another thing than what it leads to, though a folder may have two paths. */
export function nameInPlace({ path, real = path }: SourceFile): string {
  return baseName(real) === baseName(path) ? real : path;
}

/** The package of digests takes longer to load than a small machine to scan, so it is loaded when it is used. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(bytes).digest('hex');
}
