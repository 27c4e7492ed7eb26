import * as v from 'valibot';

/** `metav1.LabelSelector`, the object form of a label selector. */
export const SelectorShape = v.object({
  matchLabels: v.nullish(v.record(v.string(), v.string()), {}),
  matchExpressions: v.nullish(
    v.array(v.object({ key: v.string(), operator: v.string(), values: v.nullish(v.array(v.string()), []) })),
    [],
  ),
});

/** Whether labels fulfil every requirement; an operator that does not exist fulfils none. */
export function matchesSelector(
  selector: v.InferOutput<typeof SelectorShape>,
  labels: Readonly<Record<string, string>>,
): boolean {
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return equal && (selector.matchExpressions ?? []).every((requirement) => holds(requirement, labels));
}

function holds(
  {
    key,
    operator,
    values,
  }: { readonly key: string; readonly operator: string; readonly values: readonly string[] },
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
