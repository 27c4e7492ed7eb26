import type { KubernetesObject, ObjectReference, ResourceType } from '../../lambdas/core/kubernetes.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';

/** What both handovers know of the world. */
export interface CommonFacts {
  readonly cluster: ClusterConfiguration;
  /** The configuration file, as commands name it. */
  readonly file: string;
  /** Argo CD Applications of the cluster, by name. */
  readonly applications: ReadonlySet<string>;
  /** Deployments of the cluster, every namespace. */
  readonly deployments: readonly KubernetesObject[];
  /** Mode of the deployed function; undefined when there is none. */
  readonly deployedMode: 'observe' | 'enforce' | undefined;
}

/** What ESO and ExternalDNS run as. */
export const DEPLOYMENT: ResourceType = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
};

/** An object of the cluster with its type, which a write needs. */
export interface TypedObject {
  readonly type: ResourceType;
  readonly object: KubernetesObject;
}

/** What the cluster lacks of the manifests that a configuration asks for. */
export interface ManifestGap {
  /** Absent, or not as they should be. */
  readonly missing: readonly KubernetesObject[];
  /** Those of the cluster that stand in their places. */
  readonly present: readonly KubernetesObject[];
}

/** `auth/x` or `x`. */
export function formatReference({ namespace, name }: ObjectReference): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
