import * as v from 'valibot';
import type { RuleDocument } from './document.ts';
import type { Problem } from './problem.ts';

/** What came out: the data in its type, or what is wrong with it and where. */
export type Checked<Data> = { readonly data: Data } | { readonly problems: readonly Problem[] };

/** Checks a document against a schema. */
export function checked<Data>(schema: v.GenericSchema<unknown, Data>, document: RuleDocument): Checked<Data> {
  const result = v.safeParse(schema, document.data);
  if (result.success) {
    const lists = misplacedLists(document.data, result.output, document);
    return lists.length > 0 ? { problems: lists } : { data: result.output };
  }
  const problems = result.issues.flatMap((issue) => reported(issue, [], document));
  return { problems: problems.filter(isFirst) };
}

/** The library takes an empty list for a mapping in which nothing is needed. */
function misplacedLists(data: unknown, output: unknown, document: RuleDocument): Problem[] {
  if (typeof data !== 'object' || data === null || typeof output !== 'object' || output === null) return [];
  const own = Object.entries(data).flatMap(([key, inner]) =>
    misplacedLists(inner, (output as Record<string, unknown>)[key], document),
  );
  if (!Array.isArray(data) || Array.isArray(output)) return own;
  return [{ path: document.path, ...document.place(data), message: NO_LIST }];
}

const NO_LIST = 'a mapping is expected here, not a list';

/** A list where a mapping should be lacks every key; that is one mistake. */
function isFirst({ line, column, message }: Problem, index: number, all: readonly Problem[]): boolean {
  return index === all.findIndex((it) => it.line === line && it.column === column && it.message === message);
}

type Issue = v.BaseIssue<unknown>;
type Step = v.IssuePathItem;

/** Where a value may be one thing or another, the issues of the one that was most likely meant are reported. */
function reported(issue: Issue, before: readonly Step[], document: RuleDocument): Problem[] {
  const steps = [...before, ...(issue.path ?? [])];
  if (!issue.issues) return [problem(issue.message, issue, steps, document)];
  const deepest = Math.max(...issue.issues.map(depth));
  const likely = issue.issues.filter((inner) => depth(inner) === deepest);
  if (deepest > 0) return likely.slice(0, 1).flatMap((inner) => reported(inner, steps, document));
  return [problem(either(likely), issue, steps, document)];
}

function depth(issue: Issue): number {
  const inner = issue.issues?.map(depth) ?? [];
  return (issue.path?.length ?? 0) + Math.max(0, ...inner);
}

/** `text is expected here, or a mapping`: the schemas say `… is expected here, not 7`. */
function either(issues: readonly Issue[]): string {
  const messages = [...new Set(issues.flatMap(leaves))];
  const wanted = messages.filter((message) => EXPECTED.test(message));
  if (messages.length === 1 || wanted.length !== messages.length) {
    return messages.find((message) => !EXPECTED.test(message)) ?? messages[0] ?? '';
  }
  const words = wanted.map((message) => message.replace(EXPECTED, ''));
  return `${words.join(' or ')}${EXPECTED.exec(wanted[0] ?? '')?.[0] ?? ''}`;
}

const EXPECTED = / is expected here, not .*$/su;

function leaves(issue: Issue): string[] {
  return issue.issues ? issue.issues.flatMap(leaves) : [issue.message];
}

function problem(message: string, issue: Issue, steps: readonly Step[], document: RuleDocument): Problem {
  const last = steps.at(-1);
  const isList = issue.type === 'strict_object' && Array.isArray(last?.input);
  const missing = last?.origin === 'key' && issue.expected !== 'never' && issue.type === 'strict_object';
  const place = last === undefined ? document.place(document.data) : placeOf(last, missing, document);
  const names = steps.slice(0, last?.origin === 'key' ? -1 : undefined).map(({ key }) => String(key));
  const prefix = names.length > 0 ? `${names.join('.').slice(0, 120)}: ` : '';
  return {
    path: document.path,
    ...place,
    message: `${prefix}${isList ? NO_LIST : message}`,
  };
}

function placeOf(step: Step, missing: boolean, document: RuleDocument): Pick<Problem, 'line' | 'column'> {
  if (missing) return document.place(step.input);
  return document.place(step.input, step.key as string | number, step.origin === 'key' ? 'key' : 'value');
}
