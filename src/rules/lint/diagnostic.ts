import type { RuleDocument } from '../document.ts';
import type { Problem } from '../problem.ts';

/** Steps from the top of a document to a part of it. */
export type Steps = readonly (string | number)[];

/** What is wrong with a part of a document. */
export interface Diagnostic {
  readonly steps: Steps;
  readonly message: string;
}

/** A complaint with its place. */
export function problemOf({ steps, message }: Diagnostic, document: RuleDocument): Problem {
  let holder: unknown = document.data;
  for (const step of steps.slice(0, -1)) holder = childOf(holder, step) ?? holder;
  const prefix = steps.length > 0 ? `${steps.join('.').slice(0, 120)}: ` : '';
  return { path: document.path, ...document.place(holder, steps.at(-1)), message: `${prefix}${message}` };
}

function childOf(holder: unknown, step: string | number): unknown {
  return typeof holder === 'object' && holder !== null
    ? (holder as Record<string, unknown>)[step]
    : undefined;
}
