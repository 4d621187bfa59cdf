import { safeJson } from '../report/sanitise.ts';

/** A YAML text that stays inside its quotes, with nothing in it that hides or turns what is around it. */
export function yamlText(text: string): string {
  return safeJson(text);
}
