import { escapeControls } from './sanitise.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute of XML or HTML; what XML cannot hold is shown as `\u{…}`. */
export function xmlText(text: string): string {
  return escapeControls(text)
    .replace(/[\uFFFE\uFFFF]/gu, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`)
    .replace(/[&<>"']/gu, (char) => ENTITIES[char] ?? char);
}
