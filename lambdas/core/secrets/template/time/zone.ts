/** A time zone: what the clocks there show, and what they call it. */
export interface Zone {
  /** IANA name, `UTC`, `Local`, or empty for a fixed offset without a name. */
  readonly name: string;
  /** Seconds east of UTC at a moment (milliseconds since 1970), and the abbreviation. */
  at(epochMs: number): { readonly offset: number; readonly abbreviation: string };
}

/** The functions run in UTC; `Local` differs by its name only. */
export const UTC: Zone = { name: 'UTC', at: () => ({ offset: 0, abbreviation: 'UTC' }) };

export function fixedZone(offset: number, abbreviation: string): Zone {
  return { name: abbreviation, at: () => ({ offset, abbreviation }) };
}

/** Locales whose English names zones by the letters used there; elsewhere Intl says GMT+9 and the like. */
const LOCALES: readonly string[] = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'en-NZ', 'en-CA'];
/** Abbreviations of the time zone database that no locale of Intl knows. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  'Asia/Tokyo': 'JST',
  'Asia/Seoul': 'KST',
  'Asia/Shanghai': 'CST',
  'Asia/Taipei': 'CST',
  'Asia/Hong_Kong': 'HKT',
  'Asia/Manila': 'PST',
  'Asia/Jakarta': 'WIB',
  'Asia/Karachi': 'PKT',
  'Europe/Moscow': 'MSK',
  'Africa/Lagos': 'WAT',
  'Africa/Nairobi': 'EAT',
};

/** time.LoadLocation; undefined for a name that is no zone. */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return UTC;
  // Intl takes names in any case and offsets; the database on a Linux system does not.
  const format = formatOf(name, 'en-US');
  if (format === undefined || /^[+-]/.test(name)) return undefined;
  const isListed =
    /^[A-Z]/.test(name) && (name.includes('/') || /^[A-Z0-9+-]+$/.test(name) || isKnownCountry(name));
  if (!isListed) return undefined;
  return {
    name,
    at(epochMs) {
      const offset = offsetAt(format, epochMs);
      return { offset, abbreviation: abbreviationAt(name, epochMs, offset) };
    },
  };
}

function isKnownCountry(name: string): boolean {
  return /^[A-Z][a-z]+(-[A-Z][a-z]+)?$/.test(name);
}

function formatOf(timeZone: string, locale: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat(locale, {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      timeZoneName: 'short',
    });
  } catch {
    return undefined;
  }
}

function offsetAt(format: Intl.DateTimeFormat, epochMs: number): number {
  const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, value]));
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (
    ['month', 'day', 'year', 'hour', 'minute', 'second'] as const
  ).map((part) => Number(parts.get(part)));
  const shown =
    new Date(0).setUTCFullYear(year, month - 1, day) + (hour * 3_600 + minute * 60 + second) * 1_000;
  return Math.round((shown - Math.floor(epochMs / 1_000) * 1_000) / 1_000);
}

function abbreviationAt(name: string, epochMs: number, offset: number): string {
  const known = ABBREVIATIONS[name];
  if (known !== undefined) return known;
  for (const locale of LOCALES) {
    const shown = formatOf(name, locale)
      ?.formatToParts(epochMs)
      .find(({ type }) => type === 'timeZoneName')?.value;
    if (shown !== undefined && /^[A-Z]+$/.test(shown) && !(shown === 'GMT' && offset !== 0)) return shown;
  }
  const minutes = Math.abs(Math.trunc(offset / 60));
  const digits = `${String(Math.floor(minutes / 60)).padStart(2, '0')}${minutes % 60 === 0 ? '' : minutes % 60}`;
  return `${offset < 0 ? '-' : '+'}${digits}`;
}
