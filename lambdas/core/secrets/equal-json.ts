import { isObject } from './raw-json.ts';

/** Whether two JSON values say the same, whatever the order of their fields. */
export function isEqualJson(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isEqualJson(item, right[index]));
  }
  if (isObject(left) && isObject(right)) {
    const fields = Object.keys(left);
    return (
      fields.length === Object.keys(right).length &&
      fields.every((field) => field in right && isEqualJson(left[field], right[field]))
    );
  }
  return left === right;
}
