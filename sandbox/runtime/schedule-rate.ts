const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The period of `rate(5 minutes)` in ms. Throws TypeError on any other expression. */
export function scheduleRateMs(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined || Number(count) < 1) {
    throw new TypeError(`schedule ${JSON.stringify(expression)}: the sandbox runs rate(<n> minutes) only`);
  }
  return Number(count) * unitMs;
}
