/** The value below which the share `q` (0 to 1) of a non-empty sample lies; the nearest one, none invented. */
export function quantile(sample: readonly number[], q: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1));
  return sorted[index] ?? Number.NaN;
}

export function median(sample: readonly number[]): number {
  return quantile(sample, 0.5);
}

/** `0.41-0.63`: the middle half of a sample, so that a reader sees how much the machine moved. */
export function formatSpread(sample: readonly number[], digits = 2): string {
  return `${quantile(sample, 0.25).toFixed(digits)}-${quantile(sample, 0.75).toFixed(digits)}`;
}
