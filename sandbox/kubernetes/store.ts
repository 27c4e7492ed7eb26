import type { JsonObject } from './json.ts';

/** What happened to one object. `object` is its last state; for a deletion, the state that was deleted. */
export interface StoredChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `group/plural`. */
  readonly kind: string;
  readonly object: JsonObject;
  /** The state before; undefined for ADDED. */
  readonly previous: JsonObject | undefined;
  readonly resourceVersion: number;
}

/** Past changes kept for watches that resume. */
const CHANGES_MAX = 1000;

/** Identity of an object inside its kind: `namespace/name`, or `/name`. */
export function storeKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/**
 * All objects of one cluster, in their storage version, under one counter of resource versions. Objects are
 * never changed in place, so a fork shares them.
 */
export class ObjectStore {
  #kinds: Map<string, Map<string, JsonObject>>;
  #sorted = new Map<string, readonly string[]>();
  #version: number;
  #changes: StoredChange[] = [];

  constructor(source?: ObjectStore) {
    this.#kinds = new Map();
    this.#version = source === undefined ? 0 : source.#version;
    if (source === undefined) return;
    for (const [kind, objects] of source.#kinds) this.#kinds.set(kind, new Map(objects));
  }

  /** The newest resource version of all. */
  get version(): number {
    return this.#version;
  }

  get(kind: string, key: string): JsonObject | undefined {
    return this.#kinds.get(kind)?.get(key);
  }

  /** Objects in the order of their keys; of one namespace when given. */
  list(kind: string, namespace?: string): JsonObject[] {
    const objects = this.#kinds.get(kind);
    if (objects === undefined) return [];
    const found: JsonObject[] = [];
    for (const key of this.#keys(kind, objects)) {
      const object = objects.get(key);
      if (object !== undefined && (namespace === undefined || key.startsWith(`${namespace}/`)))
        found.push(object);
    }
    return found;
  }

  #keys(kind: string, objects: ReadonlyMap<string, JsonObject>): readonly string[] {
    const known = this.#sorted.get(kind);
    if (known !== undefined) return known;
    const keys = [...objects.keys()].sort();
    this.#sorted.set(kind, keys);
    return keys;
  }

  /** Every kind that has objects. */
  kinds(): string[] {
    return [...this.#kinds.keys()];
  }

  /** Stores an object under the next resource version, and returns what was stored. */
  put(kind: string, key: string, object: JsonObject): StoredChange {
    let objects = this.#kinds.get(kind);
    if (objects === undefined) {
      objects = new Map();
      this.#kinds.set(kind, objects);
    }
    this.#version += 1;
    const previous = objects.get(key);
    if (previous === undefined) this.#sorted.delete(kind);
    const stored = withVersion(object, this.#version);
    objects.set(key, stored);
    const type = previous === undefined ? 'ADDED' : 'MODIFIED';
    return this.#note({ type, kind, object: stored, previous, resourceVersion: this.#version });
  }

  delete(kind: string, key: string): StoredChange | undefined {
    const objects = this.#kinds.get(kind);
    const previous = objects?.get(key);
    if (objects === undefined || previous === undefined) return undefined;
    this.#version += 1;
    objects.delete(key);
    this.#sorted.delete(kind);
    const object = withVersion(previous, this.#version);
    return this.#note({ type: 'DELETED', kind, object, previous, resourceVersion: this.#version });
  }

  /** Changes after a resource version; undefined when they are no longer known. */
  changesSince(version: number): readonly StoredChange[] | undefined {
    const oldest = this.#changes[0]?.resourceVersion;
    const known = oldest === undefined ? this.#version : oldest - 1;
    if (version < known) return undefined;
    return this.#changes.filter((change) => change.resourceVersion > version);
  }

  #note(change: StoredChange): StoredChange {
    this.#changes.push(change);
    if (this.#changes.length > CHANGES_MAX) this.#changes.splice(0, CHANGES_MAX / 2);
    return change;
  }
}

function withVersion(object: JsonObject, version: number): JsonObject {
  const metadata = object['metadata'] as JsonObject;
  return { ...object, metadata: { ...metadata, resourceVersion: String(version) } };
}
