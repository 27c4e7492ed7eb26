const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * `7d`, `12h`, `30m` before `now`, or a time such as 2026-11-16 or 2026-11-16T08:00:00Z; ms since the epoch.
 * @throws Error for anything else, or a time that is still to come
 */
export function parseSince(text: string, now: number): number {
  const [, count = '', unit = ''] = /^([0-9]{1,6})([mhd])$/.exec(text) ?? [];
  // Date.parse alone takes "7" for a month of 2001.
  const isDate = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(T|$)/.test(text);
  const since =
    unit === '' ? (isDate ? Date.parse(text) : Number.NaN) : now - Number(count) * (UNIT_MS[unit] ?? 0);
  if (!Number.isFinite(since) || since > now) {
    throw new Error(
      `--since "${text}": give 7d, 12h or 30m, or a time in the past such as 2026-11-16T08:00:00Z`,
    );
  }
  return since;
}
