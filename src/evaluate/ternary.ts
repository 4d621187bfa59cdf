/** Whether a condition holds; `maybe` where the manifest does not show enough. */
export interface Ternary {
  readonly truth: 'yes' | 'no' | 'maybe';
  /** Why it holds, or what was not reported, one sentence each. */
  readonly reasons: readonly string[];
}

/** It does not hold. */
export const isFalse: Ternary = { truth: 'no', reasons: [] };

/** It holds. */
export function isTrue(...reasons: readonly string[]): Ternary {
  return { truth: 'yes', reasons };
}

/** It is not known. */
export function unknown(...reasons: readonly string[]): Ternary {
  return { truth: 'maybe', reasons };
}

/** Holds when all do. */
export function and(answers: Iterable<Ternary>): Ternary {
  const reasons: string[] = [];
  let truth: Ternary['truth'] = 'yes';
  for (const answer of answers) {
    if (answer.truth === 'no') return isFalse;
    if (answer.truth === 'maybe') truth = 'maybe';
    reasons.push(...answer.reasons);
  }
  return { truth, reasons };
}

/** Holds when one does. */
export function or(answers: Iterable<Ternary>): Ternary {
  let best = isFalse;
  for (const answer of answers) {
    if (answer.truth === 'yes') return answer;
    if (answer.truth === 'maybe') best = answer;
  }
  return best;
}

/** Holds when this does not. */
export function not(answer: Ternary): Ternary {
  if (answer.truth === 'maybe') return answer;
  return answer.truth === 'yes' ? isFalse : isTrue();
}
