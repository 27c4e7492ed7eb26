/** One measured quantity beside its limits. */
export interface Quantity {
  /** What was measured, in the words of DESIGN 11. */
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  /** The promise: above it the quantity is `over`. Neither limit: reported only. */
  readonly target?: number;
  /** Above it the run fails. */
  readonly fail?: number;
  /** Spread, sizes, or what stood in for the real thing. */
  readonly note?: string;
}

/** `x` is a ratio; an empty unit a count. */
export type Unit = 'x' | 'KB' | 'MB' | 'ms' | 'us' | '';

export type Mark = 'ok' | 'over' | 'FAIL' | 'info';

/** How many quantities with a limit came out how. */
export interface Verdict {
  readonly within: number;
  readonly over: number;
  readonly failed: number;
}

/** Compares with both limits; a value that is no number fails, since nothing was measured. */
export function judge({ value, target, fail }: Quantity): Mark {
  if (!Number.isFinite(value)) return 'FAIL';
  if (fail !== undefined && value > fail) return 'FAIL';
  if (target !== undefined && value > target) return 'over';
  return target === undefined && fail === undefined ? 'info' : 'ok';
}

/** Counts marks; what is reported only counts nowhere. */
export function countMarks(quantities: readonly Quantity[]): Verdict {
  const marks = quantities.map(judge);
  const count = (mark: Mark) => marks.filter((one) => one === mark).length;
  return { within: count('ok'), over: count('over'), failed: count('FAIL') };
}
