/** YAML texts → vendors and bans. Loaded only when there is YAML to read. */

import { expressionsOf, regexesIn } from '../evaluate/expressions.ts';
import { listed } from '../evaluate/vendors.ts';
import {
  type Ban,
  banFile,
  type Config,
  configFile,
  type Match,
  type Vendor,
  vendorFile,
  type Waiver,
  waiverFile,
} from '../schema/index.ts';
import { type RuleDocument, ruleDocument } from './document.ts';
import { lintBan, lintWaiver } from './lint/ban.ts';
import { type Diagnostic, problemOf, type Steps } from './lint/diagnostic.ts';
import type { KnownToMatches } from './lint/match.ts';
import { lintVendor } from './lint/vendor.ts';
import { expressionFault } from './patterns.ts';
import { type Problem, RuleError } from './problem.ts';
import { checked } from './validate.ts';

/** A file of rules, not yet read. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** A rule with the document that it was read from. */
export interface Placed<Rule> {
  readonly rule: Rule;
  readonly document: RuleDocument;
}

/** What rule files hold. */
export interface LoadedRules {
  readonly vendors: readonly Placed<Vendor>[];
  readonly bans: readonly Placed<Ban>[];
}

/** What own rules may refer to and must not name again. */
export interface BaseRules {
  readonly vendors: readonly Vendor[];
  readonly bans: readonly Ban[];
  readonly readers?: ReadonlySet<string> | undefined;
  /** Own files that were read before. */
  readonly files?: ReadonlySet<string>;
}

/**
 * Reads rule files: which kind each is tells its folder (`vendors`, `bans`), else its keys; its id is its name.
 *
 * @throws RuleError with every problem of every file
 */
export async function loadRules(files: readonly RuleFile[], around: BaseRules): Promise<LoadedRules> {
  const problems: Problem[] = [];
  const vendors: Placed<Vendor>[] = [];
  const bans: Placed<Ban>[] = [];
  for (const file of files) {
    try {
      const document = ruleDocument(file.path, file.text);
      const id = idOf(document);
      if (isVendor(document))
        take(
          checked(vendorFile, document),
          (data) => vendors.push({ rule: { ...data, id }, document }),
          problems,
        );
      else
        take(checked(banFile, document), (data) => bans.push({ rule: { ...data, id }, document }), problems);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new RuleError(problems);
  problems.push(
    ...duplicates(vendors, around.vendors, 'vendor', around.files),
    ...duplicates(bans, around.bans, 'ban', around.files),
  );
  problems.push(...productDuplicates(vendors, around.vendors), ...complaints({ vendors, bans }, around));
  for (const ban of bans) problems.push(...(await expressionProblems(ban)));
  if (problems.length > 0) throw new RuleError(problems);
  return { vendors, bans };
}

function take<Data>(
  result: { readonly data: Data } | { readonly problems: readonly Problem[] },
  keep: (data: Data) => void,
  problems: Problem[],
): void {
  if ('data' in result) keep(result.data);
  else problems.push(...result.problems);
}

const NAME = /(?:^|[\\/])(?<id>[a-z0-9][a-z0-9.-]*)\.ya?ml$/u;

function idOfPath(path: string): string | undefined {
  return NAME.exec(path)?.groups?.['id'];
}

function idOf(document: RuleDocument): string {
  const id = idOfPath(document.path);
  if (id !== undefined) return id;
  const message = 'the name of the file is the id: use a-z, 0-9, "-" and ".", and the ending .yaml';
  throw new RuleError([{ path: document.path, line: 1, column: 1, message }]);
}

const VENDOR_KEYS = ['country', 'publishers', 'products', 'aliases', 'controlled-from', 'signers'];
const BAN_KEYS = ['match', 'severity', 'phases', 'why'];

function isVendor({ path, data }: RuleDocument): boolean {
  const folder = /(?:^|[\\/])(?<folder>vendors|bans)[\\/][^\\/]*$/u.exec(path)?.groups?.['folder'];
  if (folder !== undefined) return folder === 'vendors';
  const keys = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  if (keys.some((key) => BAN_KEYS.includes(key))) return false;
  return keys.some((key) => VENDOR_KEYS.includes(key));
}

function duplicates<Rule extends { readonly id: string }>(
  placed: readonly Placed<Rule>[],
  others: readonly Rule[],
  what: string,
  files: ReadonlySet<string> = new Set(),
): Problem[] {
  const own = new Map([...files].map((path) => [idOfPath(path), path]));
  const owners = new Map(others.map(({ id }) => [id, own.get(id) ?? 'the built-in rules']));
  return placed.flatMap(({ rule, document }) => {
    const owner = owners.get(rule.id);
    owners.set(rule.id, document.path);
    if (owner === undefined) return [];
    const message = `the ${what} ${rule.id} is in ${owner} already: name the file otherwise`;
    return [problemOf({ steps: [], message }, document)];
  });
}

function productDuplicates(vendors: readonly Placed<Vendor>[], others: readonly Vendor[]): Problem[] {
  const owners = new Map<string, string>();
  for (const { id, products } of others) for (const product of products ?? []) owners.set(product.id, id);
  return vendors.flatMap(({ rule, document }) =>
    (rule.products ?? []).flatMap((product, index) => {
      const owner = owners.get(product.id);
      owners.set(product.id, rule.id);
      if (owner === undefined) return [];
      const message = `the product ${product.id} is in the vendor ${owner} already`;
      return [problemOf({ steps: ['products', index, 'id'], message }, document)];
    }),
  );
}

/** All that rules may refer to. */
function knownTo(vendors: readonly Vendor[], readers?: ReadonlySet<string>): KnownToMatches {
  const products = vendors.flatMap((vendor) => (vendor.products ?? []).map(({ id }) => id));
  return {
    vendors: new Set(vendors.map(({ id }) => id)),
    products: new Set(products),
    catalogue: vendors,
    readers,
  };
}

function complaints({ vendors, bans }: LoadedRules, around: BaseRules): Problem[] {
  const known = knownTo([...around.vendors, ...vendors.map(({ rule }) => rule)], around.readers);
  return [
    ...vendors.flatMap(({ rule, document }) =>
      [...lintVendor(rule, known)].map((it) => problemOf(it, document)),
    ),
    ...bans.flatMap(({ rule, document }) => [...lintBan(rule, known)].map((it) => problemOf(it, document))),
  ];
}

async function expressionProblems({ rule, document }: Placed<Ban>): Promise<Problem[]> {
  const exceptions = [...listed(rule.except ?? []), ...listed(rule.undecided ?? [])];
  const problems = [
    ...(await expressionComplaints(rule.match, ['match'], true)),
    ...(await Promise.all(exceptions.map((match) => expressionComplaints(match, ['except'], false)))).flat(),
  ];
  return problems.map((diagnostic) => problemOf(diagnostic, document));
}

/** A ban must not mean half of the world; an exception or a waiver may. */
async function expressionComplaints(match: Match, steps: Steps, bans: boolean): Promise<Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  for (const source of regexesIn(match)) {
    const message = await faultOf(source, bans);
    if (message !== undefined) diagnostics.push({ steps, message });
  }
  return diagnostics;
}

async function faultOf(source: string, bans: boolean): Promise<string | undefined> {
  try {
    const match: Match = { name: { regex: source } };
    const expression = (await expressionsOf([match])).get(source);
    return bans && expression ? expressionFault(source, expression) : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Reads waivers.
 *
 * @throws RuleError
 */
export async function loadWaivers(files: readonly RuleFile[], around: BaseRules): Promise<Waiver[]> {
  const problems: Problem[] = [];
  const waivers: Waiver[] = [];
  const known = knownTo(around.vendors, around.readers);
  const bans = new Set(around.bans.map(({ id }) => id));
  for (const file of files) {
    const document = ruleDocument(file.path, file.text);
    const list: Waiver[] = [];
    take(checked(waiverFile, document), (data) => list.push(...data), problems);
    for (const [index, waiver] of list.entries()) {
      waivers.push({ ...waiver, file: file.path, line: document.place(document.data, index).line });
      const diagnostics = [
        ...lintWaiver(waiver, index, known, bans),
        ...(await expressionComplaints(waiver.program, [index, 'program'], false)),
      ];
      problems.push(...diagnostics.map((diagnostic) => problemOf(diagnostic, document)));
    }
  }
  if (problems.length > 0) throw new RuleError(problems);
  return waivers;
}

/**
 * Reads `interdict.yaml`.
 *
 * @throws RuleError
 */
export function loadConfig(file: RuleFile): Config {
  const document = ruleDocument(file.path, file.text);
  if (document.data === null) return {};
  const result = checked(configFile, document);
  if ('problems' in result) throw new RuleError(result.problems);
  return result.data;
}
