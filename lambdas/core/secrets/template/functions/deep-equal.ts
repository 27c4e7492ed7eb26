import { GoMap, GoSlice } from '../containers.ts';
import type { Budget } from '../limits.ts';
import { typeName } from '../types.ts';
import { GoComplex, GoInt, GoObject, type Value } from '../values.ts';

/** reflect.DeepEqual: the same type and the same content all the way down. */
export function isDeepEqual(budget: Budget, left: Value, right: Value): boolean {
  budget.spend(1);
  if (typeName(left) !== typeName(right)) return false;
  if (left instanceof GoInt && right instanceof GoInt) return left.value === right.value;
  if (left instanceof GoSlice && right instanceof GoSlice) {
    return left === right || budget.nested(() => isEqualSlice(budget, left, right));
  }
  if (left instanceof GoMap && right instanceof GoMap) {
    return left === right || budget.nested(() => isEqualMap(budget, left, right));
  }
  if (left instanceof GoComplex && right instanceof GoComplex)
    return left.re === right.re && left.im === right.im;
  if (left instanceof GoObject && right instanceof GoObject) {
    return left === right || (left.shape.text !== undefined && left.shape.text() === right.shape.text?.());
  }
  return left === right;
}

function isEqualSlice(budget: Budget, left: GoSlice, right: GoSlice): boolean {
  if (left.items.length !== right.items.length || left.isNil !== right.isNil) return false;
  return left.items.every((item, index) => isDeepEqual(budget, item, right.items[index] ?? null));
}

function isEqualMap(budget: Budget, left: GoMap, right: GoMap): boolean {
  if (left.entries.size !== right.entries.size) return false;
  return [...left.entries].every(([key, value]) => {
    const other = right.entries.get(key);
    return other !== undefined && isDeepEqual(budget, value, other);
  });
}
