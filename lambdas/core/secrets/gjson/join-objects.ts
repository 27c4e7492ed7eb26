import { unwrap } from './brackets.ts';
import { membersOf } from './members.ts';
import { parseValue } from './read-value.ts';
import type { Result } from './result.ts';
import { isArray, isObject } from './result-kind.ts';

/** `@join`: one object of an array of objects; the last of equal keys wins unless they are to be preserved. */
export function joinObjects(json: string, preserve: boolean): string {
  const result = parseValue(json);
  if (!isArray(result)) return json;
  const objects = membersOf(result)
    .map(({ value }) => value)
    .filter(isObject);
  if (preserve) return `{${objects.map(({ raw }) => unwrap(raw)).join(',')}}`;
  const joined = new Map<string, { key: Result; value: Result }>();
  for (const { key, value } of objects.flatMap(membersOf)) {
    joined.set(key.text, { key: joined.get(key.text)?.key ?? key, value });
  }
  return `{${[...joined.values()].map(({ key, value }) => `${key.raw}:${value.raw}`).join(',')}}`;
}

/** `@group`: an object of arrays becomes an array of objects. */
export function groupMembers(json: string): string {
  const result = parseValue(json);
  if (!isObject(result)) return '';
  const groups: string[][] = [];
  for (const { key, value } of membersOf(result)) {
    if (!isArray(value)) continue;
    for (const [index, element] of membersOf(value).entries()) {
      groups[index] ??= [];
      groups[index].push(`${key.raw}:${element.value.raw}`);
    }
  }
  return `[${groups.map((group) => `{${group.join(',')}}`).join(',')}]`;
}
