import { membersOf, parseValue } from './read-value.ts';
import { isArray, isObject, type Result } from './result.ts';
import { trimBlanks } from './scan.ts';
import { trimSpace } from './trim-space.ts';
import type { Work } from './work.ts';

/** Modifiers that put the members of arrays and objects together in another way; values stay as written. */

/** `@reverse`: elements or members in the opposite order. */
export function reverseMembers(json: string): string {
  const result = parseValue(json);
  if (result.type !== 'JSON') return json;
  const parts = membersOf(result).map(({ key, value }) =>
    isObject(result) ? `${key.raw}:${value.raw}` : value.raw,
  );
  return isObject(result) ? `{${parts.reverse().join(',')}}` : `[${parts.reverse().join(',')}]`;
}

/** `@flatten`: elements of inner arrays take their place; `deep` goes on inside them. */
export function flattenArray(json: string, deep: boolean, work: Work): string {
  const result = parseValue(json);
  if (!isArray(result)) return json;
  work.spend(json.length);
  const parts = membersOf(result)
    .map(({ value }) => {
      if (!isArray(value)) return value.raw;
      return unwrap(deep ? work.deeper(() => flattenArray(value.raw, deep, work)) : value.raw);
    })
    .map(trimSpace)
    .filter((part) => part !== '');
  return `[${parts.join(',')}]`;
}

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

/** Without the brackets: the first and the last character, whatever the last one is. */
function unwrap(json: string): string {
  const trimmed = trimBlanks(json);
  return trimmed.length >= 2 && /^[[{]/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
