import { GoMap, GoSlice } from '../containers.ts';
import type { Budget } from '../limits.ts';
import type { Value } from '../values.ts';

/** A copy that shares no list and no map with the original. */
export function deepCopy(budget: Budget, value: Value): Value {
  budget.spend(1);
  if (value instanceof GoSlice) {
    const items = budget.nested(() => value.items.map((item) => deepCopy(budget, item)));
    return new GoSlice(value.type, items, value.isNil);
  }
  if (value instanceof GoMap) {
    const entries = budget.nested(() =>
      [...value.entries].map(([key, item]) => [key, deepCopy(budget, item)] as const),
    );
    return new GoMap(value.type, new Map(entries));
  }
  return value;
}
