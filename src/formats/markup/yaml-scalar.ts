/** A scalar of one line without the quotes around it; what is escaped in it stays so. */
export function unquotedScalar(written: string): string {
  return written.replace(/^(?<quote>["'])(?<inner>.*)\k<quote>$/u, '$<inner>');
}
