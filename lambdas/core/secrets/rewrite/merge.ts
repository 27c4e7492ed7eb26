import { compareBytes } from '../../object-key.ts';
import { SecretValue } from '../../secret-value.ts';
import { type Checked, invalid, valid } from '../checked.ts';
import { type JsonObject, parseJsonObject } from './json-object.ts';
import { textOfJson, writeJson } from './json-text.ts';
import type { MergeOptions } from './operation.ts';

type Values = ReadonlyMap<string, SecretValue>;

/**
 * The `merge` operation: the values are JSON objects, and their properties become one. Numbers pass through float64,
 * as in ESO. A problem names keys and properties, never a value (invariant I1).
 */
export function mergeValues(values: Values, options: MergeOptions): Checked<Values> {
  const merged = mergeObjects(values, options);
  if (!merged.ok) return merged;
  if (options.strategy === 'Extract') {
    return valid(
      new Map([...merged.value].map(([key, value]) => [key, SecretValue.ofText(textOfJson(value))])),
    );
  }
  if (options.into === '') return invalid("missing 'into' field");
  const text = writeJson(Object.fromEntries(merged.value), { escapeHtml: false });
  return valid(new Map([...values, [options.into, SecretValue.ofText(text)]]));
}

function mergeObjects(values: Values, options: MergeOptions): Checked<Map<string, unknown>> {
  const keys = keysInOrder(values, options);
  if (!keys.ok) return keys;
  const merged = new Map<string, unknown>();
  const conflicts: string[] = [];
  for (const key of keys.value) {
    const object = parseJsonObject(values.get(key)?.unwrap().toString('utf8') ?? '');
    if (!object.ok) return invalid(`failed to unmarshal JSON: ${object.problem}`);
    for (const [property, value] of sortedEntries(object.value)) {
      if (merged.has(property)) conflicts.push(property);
      merged.set(property, value);
    }
  }
  return conflicts.length > 0 && options.conflictPolicy === 'Error'
    ? invalid(`conflicts: ${conflicts.join(', ')}`)
    : valid(merged);
}

/** Keys without priority in byte order, then the priorities as given. */
function keysInOrder(values: Values, { priority, priorityPolicy }: MergeOptions): Checked<readonly string[]> {
  const others = [...values.keys()].filter((key) => !priority.includes(key)).sort(compareBytes);
  const missing = priority.find((key) => !values.has(key));
  if (missing !== undefined && priorityPolicy === 'Strict') {
    return invalid(`key "${missing}" not found in input map`);
  }
  return valid([...others, ...priority.filter((key) => values.has(key))]);
}

function sortedEntries(object: JsonObject): [string, unknown][] {
  return Object.entries(object).sort(([a], [b]) => compareBytes(a, b));
}
