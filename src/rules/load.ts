/** YAML texts → vendors and bans. Loaded only when there is YAML to read. */

import { BASELINE_BANS } from '../evaluate/baseline/bans.ts';
import { expressionsOf, regexesIn } from '../evaluate/expressions.ts';
import { listed } from '../evaluate/vendors.ts';
import {
  type Ban,
  type BanExtension,
  banExtension,
  banFile,
  type Config,
  configFile,
  type Match,
  type Vendor,
  type VendorExtension,
  vendorExtension,
  vendorFile,
  type Waiver,
  waiverFile,
} from '../schema/index.ts';
import { type RuleDocument, ruleDocument } from './document.ts';
import { distinct, duplicates, idOfPath, productDuplicates } from './duplicates.ts';
import { banParts, extendRules, lintBanExtension, lintVendorExtension, vendorParts } from './extend.ts';
import { addsTo, asExtension } from './extend-by-name.ts';
import { lintBan, lintWaiver } from './lint/ban.ts';
import { type Diagnostic, problemOf, type Steps } from './lint/diagnostic.ts';
import type { KnownToMatches } from './lint/match.ts';
import { lintVendor } from './lint/vendor.ts';
import { policyComplaints, type WaiverLaw } from './lint/waiver-policy.ts';
import { expressionFault } from './patterns.ts';
import type { Placed } from './placed.ts';
import { type Problem, RuleError } from './problem.ts';
import { checked } from './validate.ts';

/** A file of rules, not yet read. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** What rule files hold. */
export interface LoadedRules {
  readonly vendors: readonly Placed<Vendor>[];
  readonly bans: readonly Placed<Ban>[];
  /** Files that add to vendors, of these files or of others. */
  readonly vendorExtensions: readonly Placed<VendorExtension>[];
  /** Files that add to bans, likewise. */
  readonly banExtensions: readonly Placed<BanExtension>[];
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
 * Reads rule files: which kind each is shows its folder (`vendors`, `bans`), else its keys; its id is its name.
 *
 * @throws RuleError with every problem of every file
 */
export async function loadRules(files: readonly RuleFile[], around: BaseRules): Promise<LoadedRules> {
  const problems: Problem[] = [];
  const read: ReadRules = { vendors: [], bans: [], vendorExtensions: [], banExtensions: [] };
  for (const file of files) {
    try {
      readRule(ruleDocument(file.path, file.text), read, problems);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new RuleError(problems);
  const own = distinct(read.vendors, around.vendors);
  const more = own.filter(({ rule }) => addsTo(rule, around.vendors));
  const loaded = {
    ...read,
    vendors: own.filter((one) => !more.includes(one)),
    vendorExtensions: [
      ...read.vendorExtensions,
      ...more.map(({ rule, document }) => ({ rule: asExtension(rule), document })),
    ],
    bans: distinct(read.bans, around.bans),
  };
  problems.push(
    ...duplicates(loaded.vendors, around.vendors, 'vendor', around.files),
    ...duplicates(loaded.bans, around.bans, 'ban', around.files),
    ...productDuplicates(loaded.vendors, around.vendors),
    ...complaints(loaded, around, await licencesIn(files)),
  );
  for (const ban of [...loaded.bans, ...loaded.banExtensions])
    problems.push(...(await expressionProblems(ban)));
  if (problems.length > 0) throw new RuleError(problems);
  const { systemComplaints } = await import('./lint/system.ts');
  const vendors = [...around.vendors, ...loaded.vendors.map(({ rule }) => rule)];
  for (const { rule, document } of loaded.bans)
    for (const diagnostic of await systemComplaints(rule, vendors))
      problems.push(problemOf(diagnostic, document));
  if (problems.length > 0) throw new RuleError(problems);
  return loaded;
}

type ReadRules = { readonly [Key in keyof LoadedRules]: LoadedRules[Key][number][] };

function readRule(document: RuleDocument, read: ReadRules, problems: Problem[]): void {
  const id = idOf(document);
  const isOfVendor = isVendor(document);
  if (isExtension(document)) {
    if (isOfVendor)
      take(
        checked(vendorExtension, document),
        (rule) => read.vendorExtensions.push({ rule, document }),
        problems,
      );
    else
      take(checked(banExtension, document), (rule) => read.banExtensions.push({ rule, document }), problems);
  } else if (isOfVendor)
    take(
      checked(vendorFile, document),
      (data) => read.vendors.push({ rule: { ...data, id }, document }),
      problems,
    );
  else
    take(checked(banFile, document), (data) => read.bans.push({ rule: { ...data, id }, document }), problems);
}

function isExtension({ data }: RuleDocument): boolean {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, 'extends');
}

function take<Data>(
  result: { readonly data: Data } | { readonly problems: readonly Problem[] },
  keep: (data: Data) => void,
  problems: Problem[],
): void {
  if ('data' in result) keep(result.data);
  else problems.push(...result.problems);
}

function idOf(document: RuleDocument): string {
  const id = idOfPath(document.path);
  if (id !== undefined) return id;
  const message = 'the name of the file is the id: use a-z, 0-9, "-" and ".", and the ending .yaml';
  throw new RuleError([{ path: document.path, line: 1, column: 1, message }]);
}

const VENDOR_KEYS = 'country publishers products aliases controlled-from signers ids domains'.split(' ');
const BAN_KEYS = ['match', 'severity', 'phases', 'why'];

function isVendor({ path, data }: RuleDocument): boolean {
  const folder = /(?:^|[\\/])(?<folder>vendors|bans)[\\/][^\\/]*$/u.exec(path)?.groups?.['folder'];
  if (folder !== undefined) return folder === 'vendors';
  const keys = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  if (keys.some((key) => BAN_KEYS.includes(key))) return false;
  return keys.some((key) => VENDOR_KEYS.includes(key));
}

/** All that rules may refer to. */
function knownTo(
  vendors: readonly Vendor[],
  readers: ReadonlySet<string> | undefined,
  licences: Pick<KnownToMatches, 'licenceFault'>,
): KnownToMatches {
  const products = vendors.flatMap((vendor) => (vendor.products ?? []).map(({ id }) => id));
  return {
    vendors: new Set(vendors.map(({ id }) => id)),
    products: new Set(products),
    catalogue: vendors,
    readers,
    ...licences,
  };
}

/** What knows licences is loaded only where a file may name one. */
async function licencesIn(files: readonly RuleFile[]): Promise<Pick<KnownToMatches, 'licenceFault'>> {
  return files.some(({ text }) => text.includes('licence')) ? import('../matching/licences/fault.ts') : {};
}

function complaints(
  loaded: LoadedRules,
  around: BaseRules,
  licences: Pick<KnownToMatches, 'licenceFault'>,
): Problem[] {
  const { vendorExtensions, banExtensions } = loaded;
  const whole = {
    vendors: [...around.vendors, ...loaded.vendors.map(({ rule }) => rule)],
    bans: [...around.bans, ...loaded.bans.map(({ rule }) => rule)],
  };
  const { vendors } = extendRules(whole, {
    vendors: vendorExtensions.map(({ rule }) => rule),
    bans: [],
  });
  const known = knownTo(vendors, around.readers, licences);
  return [
    ...problemsOf(vendorExtensions, (rule) => lintVendorExtension(rule, whole.vendors)),
    ...problemsOf(banExtensions, (rule) => lintBanExtension(rule, whole.bans)),
    ...problemsOf(loaded.vendors, (rule) => lintVendor(rule, known)),
    ...problemsOf(vendorParts(vendorExtensions, whole.vendors), (rule) => lintVendor(rule, known)),
    ...problemsOf(loaded.bans, (rule) => lintBan(rule, known)),
    ...problemsOf(banParts(banExtensions, whole.bans), (rule) => lintBan(rule, known)),
  ];
}

function problemsOf<Rule>(
  placed: readonly Placed<Rule>[],
  lint: (rule: Rule) => Iterable<Diagnostic>,
): Problem[] {
  return placed.flatMap(({ rule, document }) => [...lint(rule)].map((it) => problemOf(it, document)));
}

async function expressionProblems({
  rule,
  document,
}: Placed<Pick<Ban, 'match' | 'except' | 'undecided' | 'only'>>): Promise<Problem[]> {
  const { except = [], undecided = [], only = [] } = rule;
  const exceptions = [except, undecided, only].flatMap((matches) => listed(matches));
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
export async function loadWaivers(
  files: readonly RuleFile[],
  around: BaseRules,
  law?: WaiverLaw,
): Promise<Waiver[]> {
  const problems: Problem[] = [];
  const waivers: Waiver[] = [];
  const known = knownTo(around.vendors, around.readers, await licencesIn(files));
  const bans = new Set([...around.bans.map(({ id }) => id), ...Object.values(BASELINE_BANS)]);
  for (const file of files) {
    const document = ruleDocument(file.path, file.text);
    const list: Waiver[] = [];
    take(checked(waiverFile, document), (data) => list.push(...data), problems);
    for (const [index, waiver] of list.entries()) {
      waivers.push({ ...waiver, file: file.path, line: document.place(document.data, index).line });
      const diagnostics = [
        ...lintWaiver(waiver, index, known, bans),
        ...(law ? policyComplaints(waiver, index, law) : []),
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
