import { EMPTY_SET, type FieldSet, isEmptySet } from './field-set.ts';

export function union(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map(left.children);
  for (const [element, set] of right.children) {
    const own = children.get(element);
    children.set(element, own === undefined ? set : union(own, set));
  }
  return { members: new Set([...left.members, ...right.members]), children };
}

export function difference(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, set] of left.children) {
    const other = right.children.get(element);
    const rest = other === undefined ? set : difference(set, other);
    if (!isEmptySet(rest)) children.set(element, rest);
  }
  return { members: without(left.members, right.members), children };
}

export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, set] of left.children) {
    const other = right.children.get(element);
    const shared = other === undefined ? EMPTY_SET : intersection(set, other);
    if (!isEmptySet(shared)) children.set(element, shared);
  }
  return { members: new Set([...left.members].filter((element) => right.members.has(element))), children };
}

function without(left: ReadonlySet<string>, right: ReadonlySet<string>): Set<string> {
  return new Set([...left].filter((element) => !right.has(element)));
}
