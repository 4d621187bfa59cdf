/** What is wrong with a rule file, and where. */
export interface Problem {
  readonly path: string;
  /** From 1; 1 and 1 where the whole file is meant. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Rule files that cannot be used. Its message has a line `path:line:column: what` for each problem. */
export class RuleError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.slice(0, MOST).map(shown).join('\n') + rest(problems.length - MOST));
    this.name = 'RuleError';
    this.problems = problems;
  }
}

/** More would hide the first one. */
const MOST = 20;

function rest(count: number): string {
  return count > 0 ? `\n… and ${count} more` : '';
}

/** `rules/bans/x.yaml:7:3: match.vendor: no vendor "kaspersk"`. */
export function shown({ path, line, column, message }: Problem): string {
  return `${path}:${line}:${column}: ${message}`;
}
