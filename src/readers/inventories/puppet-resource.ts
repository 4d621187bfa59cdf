import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines, type Line, numberedLines } from '../../formats/text/lines.ts';
import { isPrompt } from '../../formats/text/shell-prompt.ts';
import type { Program, Reader } from '../../types.ts';
import { formatKind, installState } from '../answers/program.ts';

/**
 * What `puppet resource package` prints, as resources or with `--to_yaml`: `ensure` is the version, or a word that
 * says that there is none.
 *
 * @see https://www.puppet.com/docs/puppet/8/man/resource.html
 */
export const puppetResource: Reader = {
  id: 'puppet-resource',
  title: 'Packages of Puppet (puppet resource package)',
  paths: [],
  recognises(head) {
    const lines = contentOf(headLines(head));
    return (
      OPEN.test(lines[0] ?? '') ||
      (lines[0] === '---' && lines[1] === 'package:' && YAML_NAME.test(lines[2] ?? ''))
    );
  },
  *read(bytes) {
    const faults = errorCollector();
    const lines = [...numberedLines(bytes)];
    const isYaml = lines.some(({ text }) => text === 'package:');
    let records = 0;
    for (const record of isYaml ? yamlRecords(lines, faults.add) : resources(lines, faults.add)) {
      records++;
      const program = programOf(record);
      if (program !== undefined) yield program;
    }
    const last = lines.at(-1);
    if (last && !last.ended && last.text.trim() !== '' && last.text !== '}')
      faults.add(`line ${last.number}: truncated before the line end: ${quoted(last.text)}`);
    faults.throwIfAny();
    if (records === 0) throw new SyntaxError('no resource of a package');
  },
};

const OPEN = /^package \{ *(?<quote>['"])(?<name>.+)\k<quote>: *$/u;
const ATTRIBUTE = /^ +(?<key>\w+) *=> *(?<value>.+?),? *$/u;
const YAML_NAME = /^ {2}(?<quote>['"]?)(?<name>[^\s'"].*?)\k<quote>: *$/u;
const YAML_ATTRIBUTE = /^ {4}(?<key>\w+): *(?<value>.+?) *$/u;
/** What Puppet and Facter say beside the resources. */
const REMARK = /^(?:(?:Notice|Warning|Info|Debug): |\s*\(location: )/u;

interface Resource {
  readonly name: string;
  readonly line: number;
  readonly attributes: Map<string, string>;
}

function contentOf(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.trim() !== '' && !REMARK.test(line) && !isPrompt(line));
}

function set(
  { attributes }: Resource,
  key: string,
  value: string,
  line: number,
  note: (fault: string) => void,
): void {
  if ((attributes.get(key) ?? value) !== value)
    note(`line ${line}: ${quoted(key)} stands twice in a resource, with two values`);
  attributes.set(key, value);
}

function* resources(lines: readonly Line[], note: (fault: string) => void): Generator<Resource> {
  let open: Resource | undefined;
  for (const { text, number } of lines) {
    const { name } = OPEN.exec(text)?.groups ?? {};
    const { key, value = '' } = ATTRIBUTE.exec(text)?.groups ?? {};
    if (name !== undefined) {
      if (open) yield open;
      if (open) note(`line ${number}: the resource above is not closed: ${quoted(text)}`);
      open = { name, line: number, attributes: new Map() };
    } else if (open && key !== undefined) set(open, key, unquoted(value), number, note);
    else if (open && text.trim() === '}') {
      yield open;
      open = undefined;
    } else if (contentOf([text]).length > 0) note(`line ${number}: not a resource: ${quoted(text)}`);
  }
  if (open) note(`line ${open.line}: truncated inside a resource: ${quoted(open.name)}`);
}

function* yamlRecords(lines: readonly Line[], note: (fault: string) => void): Generator<Resource> {
  let open: Resource | undefined;
  for (const { text, number } of lines) {
    const { key, value = '' } = YAML_ATTRIBUTE.exec(text)?.groups ?? {};
    const { name } = YAML_NAME.exec(text)?.groups ?? {};
    if (open && key !== undefined) set(open, key, unquoted(value), number, note);
    else if (name !== undefined) {
      if (open) yield open;
      open = { name, line: number, attributes: new Map() };
    } else if (text !== '---' && text !== 'package:' && contentOf([text]).length > 0)
      note(`line ${number}: not a resource: ${quoted(text)}`);
  }
  // Without a line end the last attribute may be torn; Puppet writes the provider last.
  if (open?.attributes.has('provider') && lines.at(-1)?.ended === true) yield open;
  else if (open) note(`line ${open.line}: truncated inside a resource: ${quoted(open.name)}`);
}

function unquoted(value: string): string {
  return value.replace(/^\[? *(?<quote>['"]?)(?<inner>.*?)\k<quote> *\]?$/u, '$<inner>');
}

function programOf({ name, line, attributes }: Resource): Program | undefined {
  const ensure = attributes.get('ensure');
  if (installState(ensure) === 'absent') return undefined;
  const kind = formatKind(attributes.get('provider'));
  const isVersion = ensure !== undefined && !/^(?:present|installed|latest|held|disabled)$/u.test(ensure);
  return {
    name,
    ...(isVersion ? { version: ensure } : {}),
    ...(ensure === 'held' ? { marks: ['held'] } : {}),
    ...(kind ? { ids: [`${kind}:${name}`] } : {}),
    line,
  };
}
