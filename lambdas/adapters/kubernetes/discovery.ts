import type { ResourceKind, ResourceType } from '../../core/kubernetes.ts';
import { groupVersionPath } from './resource-path.ts';

/** `APIResourceList`, as far as we read it. */
interface ApiResourceList {
  readonly resources?: readonly { readonly name?: string }[];
}

/** Reads one path of the API; undefined when the path is not served (404). */
export type ReadDocument = (path: string) => Promise<unknown>;

export interface Discovery {
  find(kind: ResourceKind, versions: readonly string[]): Promise<ResourceType | undefined>;
  /** Forgets a group version that turned out not to be served any more. */
  forget(type: Pick<ResourceType, 'group' | 'version'>): void;
}

/**
 * Finds the served version of a kind, in the caller's order of preference. What is served is remembered for the
 * life of the container; what is not served is asked for again, since the definition may be installed any time.
 */
export function createDiscovery(read: ReadDocument): Discovery {
  const served = new Map<string, Promise<ReadonlySet<string>>>();

  function pluralsOf(type: Pick<ResourceType, 'group' | 'version'>): Promise<ReadonlySet<string>> {
    const path = groupVersionPath(type);
    const known = served.get(path);
    if (known !== undefined) return known;
    const reading = read(path).then(pluralsIn);
    served.set(path, reading);
    reading.catch(() => served.delete(path));
    return reading;
  }

  async function find(kind: ResourceKind, versions: readonly string[]): Promise<ResourceType | undefined> {
    for (const version of versions) {
      const type = { ...kind, version };
      if ((await pluralsOf(type)).has(kind.plural)) return type;
      served.delete(groupVersionPath(type));
    }
    return undefined;
  }

  return { find, forget: (type) => void served.delete(groupVersionPath(type)) };
}

function pluralsIn(document: unknown): ReadonlySet<string> {
  const list = (document ?? {}) as ApiResourceList;
  return new Set((list.resources ?? []).flatMap((resource) => resource.name ?? []));
}
