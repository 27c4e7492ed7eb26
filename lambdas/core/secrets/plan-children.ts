import type { KubernetesObject } from '../kubernetes.ts';
import { matchesSelector } from '../label-selector.ts';
import { compareBytes } from '../object-key.ts';
import { type ClusterExternalSecret, ownerReferenceTo } from './cluster-external-secret.ts';
import { isEqualJson } from './equal-json.ts';

/** A namespace as far as ClusterExternalSecrets look at it. */
export interface NamespaceState {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly terminating: boolean;
}

/** What is to be done for one ClusterExternalSecret; namespaces sorted. */
export interface ChildrenPlan {
  readonly create: readonly KubernetesObject[];
  /** Complete objects with the resourceVersion they were computed from. */
  readonly replace: readonly KubernetesObject[];
  readonly remove: readonly KubernetesObject[];
  /** Namespaces whose child is there or is being made. */
  readonly provisioned: readonly string[];
  readonly failed: readonly { readonly namespace: string; readonly reason: string }[];
}

/** ESO's annotation that is passed on to the children. */
const FORCE_SYNC = 'external-secrets.io/force-sync';
/** Annotations of a child that are ours or a person's, not the ClusterExternalSecret's. */
const KEPT = /^sluice\/|^force-sync$/;

/**
 * Desired children x existing ExternalSecrets. A child is known by its owner reference, so that one in a namespace
 * that no longer matches, or of an earlier name, goes whatever the status says; an ExternalSecret that somebody else
 * made is never touched (reference: eso 1.3). All of it follows from the manifest, so nothing waits.
 */
export function planChildren(
  owner: ClusterExternalSecret,
  cluster: {
    readonly namespaces: readonly NamespaceState[];
    readonly externalSecrets: readonly KubernetesObject[];
    /** apiVersion of ExternalSecrets as the cluster serves them. */
    readonly apiVersion: string;
  },
): ChildrenPlan {
  const targets = cluster.namespaces
    .filter((namespace) => !namespace.terminating && isTarget(owner, namespace))
    .map(({ name }) => name)
    .sort(compareBytes);
  const wanted = new Set(targets);
  const isChild = (object: KubernetesObject) => controllerUid(object) === owner.uid;
  const isWanted = ({ metadata }: KubernetesObject) =>
    metadata.name === owner.childName && wanted.has(metadata.namespace ?? '');
  const existing = new Map(
    cluster.externalSecrets
      .filter(({ metadata }) => metadata.name === owner.childName)
      .map((object) => [object.metadata.namespace ?? '', object]),
  );
  const foreign = targets.filter((namespace) => {
    const object = existing.get(namespace);
    return object !== undefined && !isChild(object);
  });
  const provisioned = targets.filter((namespace) => !foreign.includes(namespace));
  return {
    create: provisioned
      .filter((namespace) => !existing.has(namespace))
      .map((namespace) => buildChild(owner, namespace, cluster.apiVersion)),
    replace: provisioned.flatMap((namespace) => {
      const object = existing.get(namespace);
      return object === undefined ? [] : findChange(owner, object);
    }),
    remove: cluster.externalSecrets.filter(
      (object) => isChild(object) && !isWanted(object) && object.metadata.deletionTimestamp === undefined,
    ),
    provisioned,
    failed: foreign.map((namespace) => ({
      namespace,
      reason: 'external secret already exists in namespace',
    })),
  };
}

function isTarget(owner: ClusterExternalSecret, { name, labels }: NamespaceState): boolean {
  return (
    owner.namespaces.includes(name) || owner.selectors.some((selector) => matchesSelector(selector, labels))
  );
}

function buildChild(owner: ClusterExternalSecret, namespace: string, apiVersion: string): KubernetesObject {
  const annotations = desiredAnnotations(owner);
  return {
    apiVersion,
    kind: 'ExternalSecret',
    metadata: {
      name: owner.childName,
      namespace,
      ...(Object.keys(owner.childLabels).length === 0 ? {} : { labels: owner.childLabels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [ownerReferenceTo(owner)],
    },
    spec: owner.childSpec,
  };
}

function findChange(owner: ClusterExternalSecret, object: KubernetesObject): readonly KubernetesObject[] {
  const { metadata } = object;
  if (metadata.deletionTimestamp !== undefined) return [];
  const kept = Object.entries(metadata.annotations ?? {}).filter(([key]) => KEPT.test(key));
  const annotations = { ...Object.fromEntries(kept), ...desiredAnnotations(owner) };
  const isSame =
    isEqualJson(object['spec'], owner.childSpec) &&
    isEqualJson(metadata.labels ?? {}, owner.childLabels) &&
    isEqualJson(metadata.annotations ?? {}, annotations);
  if (isSame) return [];
  return [
    { ...object, metadata: { ...metadata, labels: owner.childLabels, annotations }, spec: owner.childSpec },
  ];
}

function desiredAnnotations(owner: ClusterExternalSecret): Readonly<Record<string, string>> {
  const forced = owner.annotations[FORCE_SYNC];
  return { ...owner.childAnnotations, ...(forced === undefined ? {} : { [FORCE_SYNC]: forced }) };
}

function controllerUid({ metadata }: KubernetesObject): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
}
