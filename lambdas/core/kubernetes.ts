/**
 * Kubernetes objects as raw JSON: what the API server sent is what goes back, unknown fields included.
 * Typed models that drop unknown fields lose data on read-modify-write (reference: performance 2.1).
 */

/** `metadata.ownerReferences[]`. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** `metadata.managedFields[]`; `fieldsV1` is the server's own trie. */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: string;
  readonly apiVersion?: string;
  readonly subresource?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

/** `metadata`, as far as sluice reads it. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** Any object of any kind. Further fields (`spec`, `status`, `data`, ...) are read through parsers. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** Where a kind lives in the API: the URL is `/api/v1` or `/apis/<group>/<version>`, then namespace and plural. */
export interface ResourceType {
  /** Empty string for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** A resource whose served version is found by discovery. */
export type ResourceKind = Omit<ResourceType, 'version'>;

/** Identity of one object. `namespace` is undefined for cluster-scoped kinds. */
export interface ObjectReference {
  readonly namespace?: string | undefined;
  readonly name: string;
}
