import { type FieldSet, isEmptySet } from './field-set.ts';

/** Removes every path that is in `prefixes` or lies below one that is. */
export function withoutPrefixes(set: FieldSet, prefixes: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    if (prefixes.members.has(element)) continue;
    const below = prefixes.children.get(element);
    const rest = below === undefined ? child : withoutPrefixes(child, below);
    if (!isEmptySet(rest)) children.set(element, rest);
  }
  return { members: new Set([...set.members].filter((element) => !prefixes.members.has(element))), children };
}
