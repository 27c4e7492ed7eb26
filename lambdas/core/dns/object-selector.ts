import * as v from 'valibot';

/** `metav1.LabelSelector`, the object form of a label selector. */
export const SelectorShape = v.object({
  matchLabels: v.nullish(v.record(v.string(), v.string()), {}),
  matchExpressions: v.nullish(
    v.array(v.object({ key: v.string(), operator: v.string(), values: v.nullish(v.array(v.string()), []) })),
    [],
  ),
});
