import { GoMap } from '../containers.ts';
import type { Budget } from '../limits.ts';
import { isEmpty } from './empty.ts';

export interface MergeOptions {
  /** Whether values of the source replace those of the target. */
  readonly overwrites: boolean;
  readonly budget: Budget;
}

/** mergo over maps: maps inside are merged too; an empty value counts as missing in the target. */
export function mergeInto(target: GoMap, source: GoMap, options: MergeOptions): void {
  const { overwrites, budget } = options;
  for (const [key, value] of source.sorted()) {
    budget.spend(1);
    const existing = target.entries.get(key);
    if (existing instanceof GoMap && value instanceof GoMap) {
      if (existing !== value) budget.nested(() => mergeInto(existing, value, options));
      continue;
    }
    if (overwrites || existing === undefined || isEmpty(existing)) target.entries.set(key, value);
  }
}
