import { type Json, jsonPart, listField, stringField } from '../../formats/markup/json.ts';
import { present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * What `winget export` writes: the packages that a source of winget knows, by their identifiers. Versions are
 * there only with `--include-versions`. The first version of the format calls the identifier `Id`.
 *
 * @see https://learn.microsoft.com/windows/package-manager/winget/export
 */
export const wingetExport: Reader = {
  id: 'winget-export',
  title: 'winget export',
  paths: [],
  recognises(head) {
    const text = memoiseHead(head);
    return isObject.test(text) && (schema.test(text) || (sources.test(text) && packages.test(text)));
  },
  telltales: [
    { format: 'an export of winget', keys: ['Sources', 'Packages', 'PackageIdentifier', 'SourceDetails'] },
  ],
  *read(bytes) {
    const { value, fault } = jsonPart(bytes);
    for (const source of listField(value, 'Sources')) {
      for (const entry of listField(source, 'Packages')) yield programOf(entry);
    }
    if (fault !== undefined) throw fault;
    if (listField(value, 'Sources').length === 0) throw new SyntaxError('there are no sources with packages');
  },
};

const isObject = /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?\s*\{/u;
const schema = /"\$schema"\s*:\s*"[^"]{0,200}winget-packages\.schema/u;
const sources = /"Sources"\s*:\s*\[/u;
const packages = /"Packages"\s*:\s*\[\s*(?:\]|\{\s*"(?:PackageIdentifier|Id)"\s*:)/u;

function programOf(entry: Json): Program {
  const id = stringField(entry, 'PackageIdentifier') ?? stringField(entry, 'Id');
  if (id === undefined)
    throw new SyntaxError(`a package without identifier: ${JSON.stringify(entry).slice(0, 80)}`);
  return present<Program>({ name: id, version: stringField(entry, 'Version'), ids: [`winget:${id}`] });
}
