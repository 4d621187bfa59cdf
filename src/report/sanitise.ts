/**
 * Nothing that a scanned machine says reaches an eye or a terminal as it is: a control character, a terminal
 * escape, an override of the writing direction or an invisible character is shown as `\u{…}`.
 */

const PLAIN = /^[\x20-\x7E]*$/u;

/**
 * What {@link hidden} looks at, without its costly looks behind. Both are made when something is not plain: tables of
 * Unicode cost a cold start.
 */
const suspect = () => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/u;

// A joiner is part of the spelling in Persian, in the scripts of India and in emoji; elsewhere it is a disguise.
const hidden = () =>
  /(?<joiner>(?<=[\p{Script=Arab}\p{Script=Deva}\p{Script=Beng}\p{Script=Mlym}\p{Script=Sinh}\p{Script=Knda}\p{ExtPict}\uFE0F])[\u200C\u200D]|(?<=\p{ExtPict})\uFE0F)|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/gu;

const HIDDEN_IN_JSON =
  /[\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

const brokenPair = () => /\p{Cs}$/u;

/** UTF-16 units of a name, and of a sentence with names in it, that a report for people shows. */
const LONGEST_NAME = 240;
const LONGEST_SENTENCE = 2000;

/** A name on one line, with every character that hides or acts shown, and cut where it is endless. */
export function sanitiseName(name: string): string {
  return cut(name, LONGEST_NAME);
}

/** As {@link sanitiseName}, for a sentence that may hold several names. */
export function sanitiseText(text: string): string {
  return cut(text, LONGEST_SENTENCE);
}

/** As {@link sanitiseName}, uncut: for files whose values may be long. */
export function escapeControls(text: string): string {
  if (PLAIN.test(text) || !suspect().test(text)) return text;
  return text.replace(hidden(), (match, joiner: string | undefined) => joiner ?? escaped(match));
}

/** As {@link escapeControls}, for what has lines of its own: a message that quotes what a file or its name says. */
export function visibleLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}

/**
 * JSON that means the same value and holds no character that acts on a terminal or hides; JSON itself
 * escapes only the first 32 control characters.
 */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(HIDDEN_IN_JSON, inJson);
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return escapeControls(text);
  return `${escapeControls(text.slice(0, longest).replace(brokenPair(), ''))}… (${text.length} characters)`;
}

function escaped(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

function inJson(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
