import { quoted } from '../source-position.ts';
import { inCodePage } from '../text/code-page.ts';
import { text } from '../text/decode.ts';

/** The text of an XML document, and why some of its bytes could not be read as they say they should. */
export interface XmlText {
  readonly source: string;
  readonly fault: SyntaxError | undefined;
}

/**
 * The text of an XML document. A byte order mark wins, then the encoding that the document declares, then
 * what the bytes look like. Bytes that are not in the declared encoding are read with marks of replacement,
 * so that the programs around them can be seen; `fault` is for throwing when they have been.
 *
 * @see https://www.w3.org/TR/xml/#charencoding
 */
export function xmlText(bytes: Uint8Array): XmlText {
  const marked = hasMark(bytes) || bytes[0] === 0 || bytes[1] === 0;
  const label = marked ? undefined : DECLARATION.exec(headOf(bytes))?.groups?.['label'];
  if (label === undefined) return { source: text(bytes), fault: undefined };
  const strict = decode(bytes, label, true);
  if (strict !== undefined) return { source: strict, fault: undefined };
  const lenient = decode(bytes, label, false);
  const reason = lenient === undefined ? 'is not known' : 'does not hold for all bytes';
  const fault = new SyntaxError(`the declared encoding ${quoted(label)} ${reason}`);
  return { source: lenient ?? text(bytes), fault };
}

const DECLARATION = /^\s{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*["'](?<label>[A-Za-z][\w.:-]{0,40})["']/u;

function hasMark(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0xef;
}

function headOf(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 320));
}

/** Undefined when the platform does not know the encoding or, if `fatal`, the bytes are not in it. */
function decode(bytes: Uint8Array, label: string, fatal: boolean): string | undefined {
  // A declaration that could be read byte by byte is in no encoding of two bytes, whatever it says.
  const honest = /^(?:utf-?16|ucs-?2|utf-?32)/iu.test(label) ? 'utf-8' : label;
  try {
    return inCodePage(bytes, honest, fatal);
  } catch {
    return undefined;
  }
}
