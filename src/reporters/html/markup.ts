import { safeJson } from '../../report/sanitise.ts';
import { xmlText } from '../../report/xml.ts';

/** Markup that is safe as it stands, distinguished from text by its wrapper. */
export interface Markup {
  readonly markup: string;
}

/** A value of a template: text is escaped, markup is nested, lists are joined. */
export type Value = string | number | undefined | Markup | readonly Markup[];

/** Markup out of a template; no text of a scanned machine gets in but through it. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: parts.reduce((text, part, index) => text + shown(values[index - 1]) + part) };
}

/** A link where the address is one of the web; the text alone where it is anything else. */
export function link(text: string, url: string | undefined): Markup {
  if (url === undefined || !/^https?:\/\//iu.test(url)) return html`${text}`;
  return html`<a href="${url}" rel="noreferrer">${text}</a>`;
}

/** JSON for a script element that holds data: nothing in it can end the element. */
export function island(value: unknown): string {
  return safeJson(value).replaceAll('<', '\\u003c');
}

function shown(value: Value): string {
  if (value === undefined) return '';
  // Thousands are set apart: a page is read by people.
  if (typeof value === 'number') return String(value).replace(/\B(?=(?:\d{3})+$)/gu, ',');
  if (typeof value === 'string') return xmlText(value);
  return 'markup' in value ? value.markup : value.map((one) => one.markup).join('');
}
