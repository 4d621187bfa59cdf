/** Whether a condition holds; `maybe` where the manifest does not tell enough. */
export interface Answer {
  readonly truth: 'yes' | 'no' | 'maybe';
  /** Why it holds, or what was not told, one sentence each. */
  readonly reasons: readonly string[];
}

/** It does not hold. */
export const no: Answer = { truth: 'no', reasons: [] };

/** It holds. */
export function yes(...reasons: readonly string[]): Answer {
  return { truth: 'yes', reasons };
}

/** It cannot be told. */
export function maybe(...reasons: readonly string[]): Answer {
  return { truth: 'maybe', reasons };
}

/** Holds when all do. */
export function both(answers: Iterable<Answer>): Answer {
  const reasons: string[] = [];
  let truth: Answer['truth'] = 'yes';
  for (const answer of answers) {
    if (answer.truth === 'no') return no;
    if (answer.truth === 'maybe') truth = 'maybe';
    reasons.push(...answer.reasons);
  }
  return { truth, reasons };
}

/** Holds when one does. */
export function either(answers: Iterable<Answer>): Answer {
  let best = no;
  for (const answer of answers) {
    if (answer.truth === 'yes') return answer;
    if (answer.truth === 'maybe') best = answer;
  }
  return best;
}

/** Holds when this does not. */
export function opposite(answer: Answer): Answer {
  if (answer.truth === 'maybe') return answer;
  return answer.truth === 'yes' ? no : yes();
}
