import { field, isList, type Json, jsonPart, listField, stringField } from '../../formats/markup/json.ts';
import { present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * Software installations as the table interface of ServiceNow answers.
 *
 * @see https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html
 */
export const servicenow: Reader = {
  id: 'servicenow',
  title: 'ServiceNow software installations (JSON)',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    return (
      /^\S{0,3}\s*\{\s*"(?:result|records)"\s*:\s*\[/u.test(start) &&
      MARKS.every((mark) => start.includes(mark))
    );
  },
  *read(bytes) {
    const { value, fault } = jsonPart(bytes);
    const rows = [...listField(value, 'result'), ...listField(value, 'records')];
    for (const row of rows) yield programOf(row);
    if (fault) throw fault;
    if (rows.length === 0 && !isList(field(value, 'result')))
      throw new SyntaxError('no list of installations');
  },
};

const MARKS = ['"display_name"', '"version"'];

function programOf(row: Json): Program {
  const name = text(row, 'display_name') ?? text(row, 'name');
  return present<Program>({
    name: name ?? '',
    version: text(row, 'version'),
    publisher: text(row, 'publisher') ?? text(row, 'vendor') ?? text(row, 'manufacturer'),
    installedOn: /^\d{4}-\d{2}-\d{2}/u.exec(text(row, 'install_date') ?? '')?.[0],
  });
}

/** With `sysparm_display_value=all` every field is an object of two forms. */
function text(row: Json, name: string): string | undefined {
  return stringField(row, name) ?? stringField(row, name, 'display_value') ?? stringField(row, name, 'value');
}
