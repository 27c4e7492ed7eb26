/**
 * A set of field paths: the trie that `managedFields[].fieldsV1` holds. A path element is written as on the wire:
 * `f:name`, `k:{"uid":"..."}` (item of a keyed list), `v:"value"` (item of a set). Sets are values: operations
 * return new ones and may share parts.
 */
export interface FieldSet {
  /** Elements that are paths of the set themselves. */
  readonly members: ReadonlySet<string>;
  /** What lies below an element. */
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const EMPTY_SET: FieldSet = { members: new Set(), children: new Map() };

export function isEmptySet(set: FieldSet): boolean {
  if (set.members.size > 0) return false;
  for (const child of set.children.values()) {
    if (!isEmptySet(child)) return false;
  }
  return true;
}
