import type { Program } from '../../types.ts';

/** What one file says of itself, before it is known where it is. */
export interface ProgramFile {
  readonly program: Partial<Program>;
  /** It installs something, and is not the program itself. */
  readonly isInstaller?: true;
  readonly isAppImage?: true;
  /** What kept a part of it from being read: its resources, its signature. */
  readonly fault?: unknown;
}
