/** One count of a phase. */
export interface Count {
  readonly phase: string;
  readonly what: string;
  readonly count: number;
  /** What it may be at most. @default it is told, not judged */
  readonly limit?: number;
  /** What was counted. */
  readonly names?: readonly string[];
}

const NAMES_SHOWN = 40;

/** Whether a rule is broken. */
export function isBroken({ count, limit }: Count): boolean {
  return limit !== undefined && count > limit;
}

/** `ok   takeover: Secrets written: 0, at most 0`, then the names of what broke a rule or is only told. */
export function formatCount(count: Count): string {
  const { phase, what, limit, names = [] } = count;
  const verdict = limit === undefined ? 'told' : isBroken(count) ? 'FAIL' : 'ok  ';
  const line = `${verdict} ${phase}: ${what}: ${count.count}${limit === undefined ? '' : `, at most ${limit}`}`;
  if (limit !== undefined && !isBroken(count)) return line;
  const more = names.length > NAMES_SHOWN ? [`and ${names.length - NAMES_SHOWN} more`] : [];
  return [line, ...[...names.slice(0, NAMES_SHOWN), ...more].map((name) => `       ${name}`)].join('\n');
}
