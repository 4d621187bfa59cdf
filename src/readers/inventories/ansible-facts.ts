import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import {
  field,
  isList,
  isObject,
  type Json,
  jsonPart,
  listField,
  stringField,
} from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import { text } from '../../formats/text/decode.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { isRemark } from '../answers/keys.ts';
import { ofHost } from '../answers/program.ts';
import { packageKind } from '../package-kind.ts';

/**
 * What `package_facts` of Ansible gathered: the output of the ad-hoc command, one block a host, the files of
 * `--tree` and of the fact cache, and the list of packages alone.
 *
 * @see https://docs.ansible.com/ansible/latest/collections/ansible/builtin/package_facts_module.html
 */
export const ansibleFacts: Reader = {
  id: 'ansible-facts',
  title: 'Packages in facts of Ansible',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    // A list begins with no fact: its rows may be those of osquery, with the source package apt.
    return FACTS.test(start) || (/^[^\w[]*\{/u.test(start) && PACKAGE.test(start));
  },
  telltales: [{ format: 'package facts of Ansible', keys: ['ansible_facts', 'packages', 'changed'] }],
  *read(bytes) {
    const faults = errorCollector();
    let broken: SyntaxError | undefined;
    for (const { host, value, fault } of factsIn(bytes)) {
      const packages = packagesOf(value, host !== undefined);
      yield* programsOf(packages, host, faults);
      broken ??= fault;
      if (fault === undefined && Object.keys(packages).length === 0)
        faults.add(`no packages were gathered${reasonIn(value)}`, host ?? 'the facts');
    }
    if (broken !== undefined) throw broken;
    faults.throwIfAny();
  },
};

const FACTS = /^(?:[^\n{]{0,256} (?:=>|>>) )?\s*\{\s*"ansible_facts"\s*:\s*\{/u;
const PACKAGE =
  /\[\s*\{[^{}[\]]{0,512}"source"\s*:\s*"(?:apt|rpm|apk|pacman|portage|pkg|pkg5|pkgng|openbsd_pkg)"/u;
/** What a line of such an output has. */
const OUTPUT = / \| [A-Z]+!?(?: \| rc=-?\d+)? (?:=>|>>) /u;
/** `web-01 | SUCCESS => {`, and what stands there instead of facts. */
const HOST =
  /^(?<host>[^\s|]+) \| (?:SUCCESS|CHANGED|FAILED!?|UNREACHABLE!?)(?: \| rc=-?\d+)? (?:=>|>>) ?/gmu;

interface Facts {
  readonly host: string | undefined;
  readonly document: Uint8Array;
}

/** The documents of an output: one for each host, or the whole file. */
function* documents(bytes: Uint8Array): Generator<Facts> {
  const output = OUTPUT.test(memoiseHead(bytes.subarray(0, 4096))) ? text(bytes) : '';
  const starts = [...output.matchAll(HOST)];
  if (starts.length === 0) yield { host: undefined, document: bytes };
  for (const [at, start] of starts.entries()) {
    const document = output.slice(start.index + start[0].length, starts[at + 1]?.index);
    yield { host: start.groups?.['host'], document: Buffer.from(document) };
  }
}

/** What was reported of one computer. */
interface HostFacts {
  readonly host: string | undefined;
  readonly value: Json | undefined;
  readonly fault: SyntaxError | undefined;
}

/** The facts of each host: those of a play, where its JSON callback wrote them, are in its tasks. */
function* factsIn(bytes: Uint8Array): Generator<HostFacts> {
  for (const { host, document } of documents(bytes)) {
    const { value, fault } = jsonPart(document);
    const plays = field(value, 'plays');
    if (!isList(plays)) yield { host, value, fault };
    else yield* factsOfPlays(plays, fault);
  }
}

/** A host answers each task; those that gather no packages say nothing of them, unless no task does. */
function* factsOfPlays(plays: readonly Json[], fault: SyntaxError | undefined): Generator<HostFacts> {
  const answers = new Map<string, Json>();
  for (const task of plays.flatMap((play) => listField(play, 'tasks'))) {
    const hosts = field(task, 'hosts');
    for (const [host, answer] of isObject(hosts) ? Object.entries(hosts) : []) {
      const hasPackages = isObject(field(answer, 'ansible_facts', 'packages'));
      if (hasPackages || !answers.has(host)) answers.set(host, answer);
    }
  }
  for (const [host, value] of answers) yield { host, value, fault: undefined };
  if (fault !== undefined || answers.size === 0) yield { host: undefined, value: {}, fault };
}

/**
 * The packages by their names, wherever the facts of this kind of file hold them.
 *
 * @param reported whether the document is what a command reported of a host: an error without facts too
 */
function packagesOf(value: Json | undefined, reported: boolean): { readonly [name: string]: Json } {
  const facts = field(value, 'ansible_facts');
  const packages = field(facts ?? value, 'packages') ?? (facts === undefined && !reported ? value : {});
  return isObject(packages) ? packages : {};
}

function* programsOf(
  packages: { readonly [name: string]: Json },
  host: string | undefined,
  faults: ErrorCollector,
): Generator<Program> {
  for (const [key, versions] of Object.entries(packages)) {
    if (isRemark(versions)) continue;
    if (!isList(versions)) {
      faults.add(`no list of versions of ${quoted(key)}: ${quoted(JSON.stringify(versions))}`);
      continue;
    }
    for (const each of versions) {
      const name = stringField(each, 'name') ?? key;
      if (!isVersion(each)) {
        faults.add(`no version of ${quoted(key)}: ${quoted(JSON.stringify(each))}`);
        continue;
      }
      const source = stringField(each, 'source');
      const kind = source === 'apt' ? 'deb' : packageKind(source);
      yield present<Program>({
        name,
        version: versionOf(each),
        arch: stringField(each, 'arch'),
        publisher: stringField(each, 'vendor'),
        ids: kind === undefined ? undefined : idsOf([kind, name]),
        ...ofHost(host),
      });
    }
  }
}

/** Every package manager gives a version or says which one it is. */
function isVersion(each: Json): boolean {
  return isObject(each) && (stringField(each, 'version') ?? stringField(each, 'source')) !== undefined;
}

function reasonIn(value: Json | undefined): string {
  const reason = stringField(value, 'msg');
  return reason === undefined ? '' : `: ${quoted(reason)}`;
}

/** Packages of rpm have their versions in three parts. */
function versionOf(entry: Json): string | undefined {
  const version = stringField(entry, 'version');
  if (version === undefined) return undefined;
  const [epoch, release] = [stringField(entry, 'epoch'), stringField(entry, 'release')];
  return `${epoch && epoch !== '0' ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}`;
}
