import type { KubernetesObject } from '../kubernetes.ts';

/** Kinds that objects of a source refer to. They are read only where something needs them. */
export type RelatedKind = 'gateways' | 'namespaces' | 'nodes' | 'pods' | 'endpointslices';

/** As listed; a kind that is missing was not needed or could not be read. */
export type RelatedObjects = Readonly<Partial<Record<RelatedKind, readonly KubernetesObject[]>>>;

/** The same, to be looked up. A kind that is undefined is unknown, which is not the same as empty. */
export interface Related {
  /** By `<namespace>/<name>`. */
  readonly gateways?: ReadonlyMap<string, KubernetesObject>;
  /** Labels by name. */
  readonly namespaces?: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** By name. */
  readonly nodes?: ReadonlyMap<string, KubernetesObject>;
  /** By namespace, then name. */
  readonly pods?: ReadonlyMap<string, ReadonlyMap<string, KubernetesObject>>;
  /** By `<namespace>/<name of the Service>`. */
  readonly slices?: ReadonlyMap<string, readonly KubernetesObject[]>;
}

const SERVICE_LABEL = 'kubernetes.io/service-name';

/** Lookups over what was read. */
export function indexRelated(objects: RelatedObjects): Related {
  const { gateways, namespaces, nodes, pods, endpointslices } = objects;
  return {
    ...(gateways === undefined ? {} : { gateways: new Map(gateways.map((item) => [keyOf(item), item])) }),
    ...(namespaces === undefined
      ? {}
      : { namespaces: new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])) }),
    ...(nodes === undefined ? {} : { nodes: new Map(nodes.map((item) => [item.metadata.name, item])) }),
    ...(pods === undefined ? {} : { pods: indexPods(pods) }),
    ...(endpointslices === undefined ? {} : { slices: indexSlices(endpointslices) }),
  };
}

function keyOf({ metadata: { namespace = '', name } }: KubernetesObject): string {
  return `${namespace}/${name}`;
}

function indexPods(pods: readonly KubernetesObject[]): NonNullable<Related['pods']> {
  const index = new Map<string, Map<string, KubernetesObject>>();
  for (const pod of pods) {
    const { namespace = '', name } = pod.metadata;
    const siblings = index.get(namespace) ?? new Map<string, KubernetesObject>();
    index.set(namespace, siblings.set(name, pod));
  }
  return index;
}

function indexSlices(slices: readonly KubernetesObject[]): NonNullable<Related['slices']> {
  const index = new Map<string, KubernetesObject[]>();
  for (const slice of slices) {
    const { namespace = '', labels } = slice.metadata;
    const key = `${namespace}/${labels?.[SERVICE_LABEL] ?? ''}`;
    const entries = index.get(key);
    if (entries === undefined) index.set(key, [slice]);
    else entries.push(slice);
  }
  return index;
}
