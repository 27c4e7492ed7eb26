import { textsOf, valueAt } from './raw-json.ts';

/** One entry of `status.conditions`. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** Conditions of an object's status; entries without a type are dropped. */
export function readConditions(status: unknown): readonly Condition[] {
  const conditions = valueAt(status, 'conditions');
  return (Array.isArray(conditions) ? conditions : []).flatMap((entry: unknown) => {
    const { type, status: state = '', ...rest } = textsOf(entry);
    return type === undefined ? [] : [{ ...rest, type, status: state }];
  });
}
