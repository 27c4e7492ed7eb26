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

/** Counts of a run, each told as it is made. */
export interface Tally {
  readonly counts: readonly Count[];
  add(count: Count): void;
  /** What must not be: each name breaks the rule. */
  judge(phase: string, what: string, names: readonly string[]): void;
  /** What is worth knowing. @param count where it is not the number of names */
  tell(phase: string, what: string, names: readonly string[], count?: number): void;
}

export function createTally(report: (text: string) => void): Tally {
  const counts: Count[] = [];
  const add = (count: Count) => {
    counts.push(count);
    report(formatCount(count));
  };
  return {
    counts,
    add,
    judge: (phase, what, names) => add({ phase, what, count: names.length, limit: 0, names }),
    tell: (phase, what, names, count = names.length) => add({ phase, what, count, names }),
  };
}
