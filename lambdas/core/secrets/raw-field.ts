import * as v from 'valibot';

/** Shapes of single fields, where `''`, null and an absent field mean the same (reference: eso 1.1). */

/** A text that may be left out. */
export const OptionalText = v.optional(v.nullable(v.string()));

/** One of the values; `''`, null and an absent field are the first. */
export function oneOf<const T extends string>(values: readonly [T, ...T[]]) {
  const [fallback] = values;
  // A default of '' makes valibot run the rest for absent fields too.
  const given = v.optional(v.nullable(v.union([v.picklist(values), v.literal('')])), '');
  return v.pipe(
    given,
    v.transform((value): T => (value === '' || value === null ? fallback : value)),
  );
}
