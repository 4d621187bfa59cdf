import { isList, type Json, jsonPart, listField, stringField } from './json.ts';

/**
 * The text that a JSON document carries: what a command printed, as one string, as a list of lines, or with what else was
 * noted of the command around it.
 *
 * @returns undefined where it carries something else
 * @see https://docs.ansible.com/ansible/latest/reference_appendices/common_return_values.html
 */
export function textInJson(bytes: Uint8Array): Uint8Array | undefined {
  const { value, fault } = jsonPart(bytes);
  const lines = linesOf(value);
  if (fault !== undefined || lines.length === 0) return undefined;
  return Buffer.from(`${lines.join('\n').replace(/\n*$/u, '')}\n`);
}

function linesOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return value.includes('\n') ? [value] : [];
  const list = isList(value) ? value : listField(value, 'stdout_lines');
  if (list.length > 0) return list.every((line) => typeof line === 'string') ? list : [];
  const text = stringField(value, 'stdout') ?? stringField(value, 'output') ?? '';
  return text.includes('\n') ? [text] : [];
}
