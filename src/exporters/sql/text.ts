const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/u;
const CONTROLS = /([\u0000-\u001f\u007f\u2028\u2029])/u;

/** A text as SQLite reads it: one literal, whatever stands in it. Control characters are written by their numbers. */
export function quoted(text: string): string {
  if (!CONTROL.test(text)) return `'${text.replace(/'/gu, "''")}'`;
  const parts = text.split(CONTROLS).filter((part) => part !== '');
  return `(${parts.map((part) => (CONTROL.test(part) ? `char(${part.codePointAt(0)})` : quoted(part))).join('||')})`;
}

/** A row of a `VALUES` list. */
export function row(...values: readonly (string | number | boolean)[]): string {
  return `(${values.map((value) => (typeof value === 'string' ? quoted(value) : Number(value))).join(',')})`;
}

/** A list between brackets, as `IN` wants it. */
export function list(values: Iterable<string>): string {
  return `(${[...values].map(quoted).join(',')})`;
}

/** A pattern of a rule as GLOB reads it; `#` is distinguished elsewhere. */
export function glob(pattern: string): string {
  return pattern.replace(/\[/gu, '[[]').replace(/#/gu, '[0-9. ]*');
}
