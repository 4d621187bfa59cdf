import { citedBan, severityOn } from '../evaluate/index.ts';
import type { Ban } from '../schema/index.ts';
import type { CitedBan } from '../types.ts';

/** Of the chosen bans those that are asked, and of the others why they are not. */
export interface CitedBans {
  readonly cited: readonly CitedBan[];
  readonly notChecked: readonly string[];
}

/**
 * Sorts bans by whether they are in force on a day and apply to this class of devices.
 *
 * @param deviceClass `any` where each source has its own
 */
export function citedBans(
  bans: readonly Ban[],
  digests: Readonly<Record<string, string>>,
  day: string,
  deviceClass: string | undefined,
): CitedBans {
  const cited: CitedBan[] = [];
  const notChecked: string[] = [];
  for (const ban of bans) {
    const reason = reasonAgainst(ban, day, deviceClass);
    const own = citedBan(ban, digests[ban.id] ?? '', day);
    if (reason !== undefined) notChecked.push(`${ban.id} (${reason})`);
    else if (own) cited.push(sureOf(ban, deviceClass, own));
  }
  return { cited, notChecked };
}

function reasonAgainst(ban: Ban, day: string, deviceClass: string | undefined): string | undefined {
  if (!severityOn(ban, day)) {
    const begins = ban.phases?.find(({ from, severity }) => from > day && severity !== 'none');
    return begins ? `in force from ${begins.from}` : `not in force on ${day}`;
  }
  const wanted = wantedClass(ban);
  const isOther = deviceClass !== undefined && deviceClass !== 'any' && deviceClass !== wanted;
  return wanted !== 'any' && isOther ? `for ${wanted} devices only` : undefined;
}

function sureOf(ban: Ban, deviceClass: string | undefined, own: CitedBan): CitedBan {
  const { mildest = own.severity } = own;
  if (isUnsure(ban, deviceClass, own)) {
    const { mildest: _, ...rest } = own;
    return { ...rest, severity: 'warn', ...(mildest === 'note' && { mildest }) };
  }
  // Where each source has its class, one that has none is warned alone.
  const mayBeUnsure = deviceClass === 'any' && isUnsure(ban, undefined, own) && mildest !== 'note';
  return mayBeUnsure ? { ...own, mildest: 'warn' } : own;
}

/** A ban on one class can be no more than a warning where nobody said what the machines are. */
function isUnsure(ban: Ban, deviceClass: string | undefined, { severity }: CitedBan): boolean {
  return wantedClass(ban) !== 'any' && deviceClass === undefined && severity === 'ban';
}

function wantedClass(ban: Ban): string {
  return ban['applies-to']?.['device-class'] ?? 'any';
}

/**
 * A verdict by no ban is no verdict.
 *
 * @throws Error when none of the chosen bans is asked
 */
export function refuseNoBan({ cited, notChecked }: CitedBans): void {
  if (cited.length > 0) return;
  const [first = 'none was chosen'] = notChecked;
  const more = notChecked.length > 1 ? ` and ${notChecked.length - 1} more` : '';
  throw new Error(`no chosen ban applies, so there is nothing to check: ${first}${more}`);
}

/** Bans that are named one by one. */
const NAMED = 6;

/** What is to be said of bans that were chosen and not asked. */
export function notCheckedNotice({ notChecked }: Pick<CitedBans, 'notChecked'>): string[] {
  if (notChecked.length === 0) return [];
  const more = notChecked.length > NAMED ? `, and ${notChecked.length - NAMED} more` : '';
  return [`not checked: ${notChecked.slice(0, NAMED).join(', ')}${more}`];
}
