/**
 * Patterns of rules: `*` is any run, `?` one character, `#` a version: a run of digits and dots. They are anchored at
 * both ends and take time in proportion to pattern and text, whatever a rule or a machine writes.
 */

/** Whether a pattern holds anything but letters. Asked of every indicator at a start, which a regular expression delays. */
export function isGlob(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?') || pattern.includes('#');
}

/** What every text begins with that the pattern matches. */
export function literalPrefix(pattern: string): string {
  return isGlob(pattern) ? (/^[^*?#]*/u.exec(pattern)?.[0] ?? '') : pattern;
}

/** What every text ends with that the pattern matches. */
export function literalTail(pattern: string): string {
  return /[^*?#]*$/u.exec(pattern)?.[0] ?? '';
}

/** A pattern is looked up by its beginning, or, where it has none, by an end that is not shorter than this. */
export const SHORTEST_TAIL = 5;

/** In which kind of text a pattern is looked for. */
export interface GlobOptions {
  /** `*` and `?` stay within a folder. */
  readonly folders?: boolean;
}

type Step =
  | { readonly kind: 'letter'; readonly code: number }
  | { readonly kind: 'one' | 'run' | 'digit' | 'digits' };

/** A compiled pattern. */
export type Glob = (text: string) => boolean;

/** Compiles a pattern, when it is asked for the first time: most of a catalogue never are. */
export function globOf(pattern: string, options: GlobOptions = {}): Glob {
  const wall = options.folders ? SLASH : -1;
  // What means a whole kind is asked of every program.
  if (pattern === '*') return (text) => wall < 0 || !text.includes('/');
  let steps: readonly Step[] | undefined;
  return (text) => {
    steps ??= stepsOf(pattern);
    return matches(steps, text, wall);
  };
}

const SLASH = '/'.charCodeAt(0);

function stepsOf(pattern: string): Step[] {
  const steps: Step[] = [];
  for (let i = 0; i < pattern.length; i += 1) {
    const letter = pattern[i];
    if (letter === '*') steps.push({ kind: 'run' });
    else if (letter === '?') steps.push({ kind: 'one' });
    else if (letter === '#') steps.push({ kind: 'digit' }, { kind: 'digits' });
    else steps.push({ kind: 'letter', code: pattern.charCodeAt(i) });
  }
  return steps;
}

/** Follows all ways through the pattern at once, so that no pattern can make it try again and again. */
function matches(steps: readonly Step[], text: string, wall: number): boolean {
  let here = entered(steps, new Set([0]));
  for (let i = 0; i < text.length && here.size > 0; i += 1) {
    const code = text.charCodeAt(i);
    const next = new Set<number>();
    for (const at of here) {
      const step = steps[at];
      if (step && takes(step, code, wall))
        next.add(step.kind === 'run' || step.kind === 'digits' ? at : at + 1);
    }
    here = entered(steps, next);
  }
  return here.has(steps.length);
}

/** Runs may be empty. */
function entered(steps: readonly Step[], places: Set<number>): Set<number> {
  for (const at of places) {
    const kind = steps[at]?.kind;
    if (kind === 'run' || kind === 'digits') places.add(at + 1);
  }
  return places;
}

function takes(step: Step, code: number, wall: number): boolean {
  if (step.kind === 'letter') return step.code === code;
  if (step.kind === 'digit' || step.kind === 'digits') return isVersionSign(code);
  return code !== wall;
}

/** Digits and dots, and the space that the key of a name has in place of a dot. */
function isVersionSign(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46 || code === 32;
}
