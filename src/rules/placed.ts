import type { RuleDocument } from './document.ts';

/** A rule with the document that it was read from. */
export interface Placed<Rule> {
  readonly rule: Rule;
  readonly document: RuleDocument;
}
