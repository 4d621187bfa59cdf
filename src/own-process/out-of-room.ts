/** Whether a disk, or what an account may have of it, is full: of the error itself, or of that behind it. */
export function isOutOfRoom(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, cause } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || isOutOfRoom(cause);
}
