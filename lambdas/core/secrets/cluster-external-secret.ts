import * as v from 'valibot';
import type { KubernetesObject, OwnerReference } from '../kubernetes.ts';
import { type LabelSelector, LabelSelectorShape } from '../label-selector.ts';
import { ANNOTATION } from './marks.ts';
import { isObject, textsOf, valueAt } from './raw-json.ts';

/** ESO's own finalizer on ClusterExternalSecrets; we release it and never add it. */
export const CLUSTER_CLEANUP_FINALIZER = 'externalsecrets.external-secrets.io/clusterexternalsecret-cleanup';

type Texts = Readonly<Record<string, string>>;

/** A ClusterExternalSecret: which namespaces get an ExternalSecret, and which. */
export interface ClusterExternalSecret {
  readonly name: string;
  readonly uid: string;
  readonly apiVersion: string;
  readonly resourceVersion: string;
  readonly annotations: Texts;
  readonly finalizers: readonly string[];
  readonly beingDeleted: boolean;
  readonly paused: boolean;
  readonly childName: string;
  readonly childLabels: Texts;
  readonly childAnnotations: Texts;
  readonly childSpec: Readonly<Record<string, unknown>>;
  /** Any of them selects a namespace; the empty selector selects all. */
  readonly selectors: readonly LabelSelector[];
  readonly namespaces: readonly string[];
  /** What is wrong with the selectors; undefined when they can be read. */
  readonly problem: string | undefined;
  readonly status: unknown;
}

const Selectors = v.optional(v.nullable(v.array(LabelSelectorShape)), []);
const Names = v.optional(v.nullable(v.array(v.string())), []);

export function readClusterExternalSecret(object: KubernetesObject): ClusterExternalSecret {
  const { metadata } = object;
  const spec = object['spec'];
  const own = valueAt(spec, 'namespaceSelector') ?? undefined;
  const given = [...(own === undefined ? [] : [own]), ...toList(valueAt(spec, 'namespaceSelectors'))];
  const selectors = v.safeParse(Selectors, given);
  const namespaces = v.safeParse(Names, valueAt(spec, 'namespaces'));
  const childMeta = valueAt(spec, 'externalSecretMetadata');
  const childSpec = valueAt(spec, 'externalSecretSpec');
  const { externalSecretName = '' } = textsOf(spec);
  return {
    name: metadata.name,
    uid: metadata.uid ?? '',
    apiVersion: object.apiVersion,
    resourceVersion: metadata.resourceVersion ?? '',
    annotations: metadata.annotations ?? {},
    finalizers: metadata.finalizers ?? [],
    beingDeleted: metadata.deletionTimestamp !== undefined,
    paused: metadata.annotations?.[ANNOTATION.pause] === 'true',
    childName: externalSecretName === '' ? metadata.name : externalSecretName,
    childLabels: textsOf(valueAt(childMeta, 'labels')),
    childAnnotations: textsOf(valueAt(childMeta, 'annotations')),
    childSpec: isObject(childSpec) ? childSpec : {},
    selectors: selectors.success ? (selectors.output ?? []) : [],
    namespaces: namespaces.success ? (namespaces.output ?? []) : [],
    problem:
      selectors.success && namespaces.success
        ? undefined
        : 'spec.namespaceSelectors or spec.namespaces cannot be read',
    status: object['status'],
  };
}

/** The owner reference of its ExternalSecrets. */
export function ownerReferenceTo({ apiVersion, name, uid }: ClusterExternalSecret): OwnerReference {
  const kind = 'ClusterExternalSecret';
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
