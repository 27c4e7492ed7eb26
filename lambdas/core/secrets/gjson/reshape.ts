import { unwrap } from './brackets.ts';
import { membersOf } from './members.ts';
import { parseValue } from './read-value.ts';
import { isArray, isObject } from './result-kind.ts';
import { trimSpace } from './trim-space.ts';
import type { Work } from './work.ts';

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
