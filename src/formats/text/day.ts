const compact = /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:\d{6}\.|$)/u;
const iso = /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?:\D|$)/u;
const european = /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})(?:\D|$)/u;
const slashed = /^(?<first>\d{1,2})[/-](?<second>\d{1,2})[/-](?<year>\d{4})(?:\D|$)/u;

/**
 * A day as `YYYY-MM-DD`, from the form that Microsoft asks for and those that installers and tools write.
 * Where month and day could be each other, nothing.
 */
export function dayOf(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const ordered = (compact.exec(written) ?? iso.exec(written) ?? european.exec(written))?.groups;
  if (ordered) return day(ordered['year'], ordered['month'], ordered['day']);
  const mixed = slashed.exec(written)?.groups;
  const [first, second] = [Number(mixed?.['first']), Number(mixed?.['second'])];
  if (first > 12) return day(mixed?.['year'], String(second), String(first));
  return second > 12 || first === second ? day(mixed?.['year'], String(first), String(second)) : undefined;
}

function day(year = '', month = '', date = ''): string | undefined {
  const written = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const time = Date.parse(`${written}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== written ? undefined : written;
}
