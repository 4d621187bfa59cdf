import { quoted } from '../formats/source-position.ts';
import { failureLines } from '../formats/text/failure-lines.ts';
import type { Program } from '../types.ts';
import type { UnreadPart } from './further-documents.ts';

/** What spreadsheets and PowerShell write in the place of a value, and what somebody made unreadable. */
const NO_VALUE =
  /^(?:#(?:N\/A|NV|REF!|BEZUG!|NAME\?|NOM\?|VALUE!|WERT!|VALEUR!|NULL!|DIV\/0!|NUM!|ZAHL!|SPILL!|CALC!)|(?:System|Microsoft\.PowerShell)\.[A-Z][\w.]+(?:\[\])?|@\{.*|REDACTED|[-*•_=.…]+)$/su;
const IN_BRACKETS = /^[[(<](?:null|nil|none|n\/a|redacted|masked|hidden|removed)[\])>]$/iu;
/** Words for nothing, which packages may be called, too: then they have a version. */
const NO_WORD = /^(?:null|nil|none|n\/a|undefined|nan)$/iu;
/** What stands in the place of programs where a computer could not be asked. */
const NOT_ASKED =
  /^(?:(?:is |was )?(?:off-?line|unreachable|not reachable|timed? ?out|no (?:response|answer|data|reply|ping)|failed|failure|error|not available|unavailable|not found|unknown host|host not found|access denied|not scanned|not collected|pending|no inventory|no software found|nicht erreichbar|fehlgeschlagen|fehler|hors ligne|échec|недоступен|ошибка|离线|失败)|(?:the |der |le )?(?:rpc[- ]server|serveur rpc) (?:is unavailable|ist nicht verfügbar|n.est pas disponible)|(?:unable|failed|could not|cannot|can't) (?:to )?(?:connect|reach|ping|query|access|resolve)\b.*|winrm .{0,100}|connection (?:failed|refused|timed out|error)\b.*)[.!。]*$/isu;
/** How a document begins that has no line end before the row below it. */
const DOCUMENT = /^(?:<\?xml\s|<!DOCTYPE\s|\{\s*"|\[\s*\{\s*")/u;
/** As many characters has a cell of a spreadsheet, and no more. */
const LONGEST_CELL = 32_767;

/**
 * What a list has in the place of a name: the beginning of another document; or of a program without its name, version and
 * publisher: nothing, a word for nothing, or that a computer could not be asked.
 */
export function noName({ name, version, publisher, ids = [] }: Program): string | undefined {
  if (name.length >= LONGEST_CELL)
    return `a name of ${name.length} letters, which is as long as a cell may be`;
  if (DOCUMENT.test(name)) return `in the place of a name stands ${quoted(name)}`;
  if (!isNothing(publisher) || ids.some((id) => !id.endsWith(`:${name}`))) return undefined;
  const isBare = isNothing(version);
  if (isNoValue(name.trim()) || (isBare && isNothing(name)))
    return `in the place of a name stands ${quoted(name)}`;
  const isFailure = isBare && (NOT_ASKED.test(name) || !failureLines(name).next().done);
  return isFailure ? `in the place of a program stands ${quoted(name)}` : undefined;
}

function isNothing(text = ''): boolean {
  const word = text.trim();
  return word === '' || isNoValue(word) || NO_WORD.test(word);
}

function isNoValue(word: string): boolean {
  return NO_VALUE.test(word) || IN_BRACKETS.test(word);
}

/** Entries in which something else stands in the place of a name. */
export interface Nameless {
  count: number;
  first?: string;
}

/** Counts an entry if it is one of these. */
export function addNameless(nameless: Nameless, program: Program): void {
  const reason = noName(program);
  if (reason === undefined) return;
  nameless.count++;
  nameless.first ??= program.line === undefined ? reason : `line ${program.line}: ${reason}`;
}

/** Says that there are such entries, by the first of them. */
export function namelessIn({ count, first }: Nameless): UnreadPart[] {
  if (first === undefined) return [];
  return [{ reason: `${first}${count > 1 ? ` (and ${count - 1} more)` : ''}` }];
}
