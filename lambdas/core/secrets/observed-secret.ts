import type { KubernetesObject, OwnerReference } from '../kubernetes.ts';
import { SecretValue } from '../secret-value.ts';
import { algorithmOf, hashData } from './data-hash.ts';
import { ANNOTATION, LABEL } from './marks.ts';
import { textsOf } from './raw-json.ts';

/** The Secret as it is in the cluster. `object` is what goes back on a write, unknown fields included. */
export interface ObservedSecret {
  readonly object: KubernetesObject;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly immutable: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly ownerReferences: readonly OwnerReference[];
  readonly data: ReadonlyMap<string, SecretValue>;
}

export function readObservedSecret(object: KubernetesObject): ObservedSecret {
  const { metadata } = object;
  const data = Object.entries(textsOf(object['data']));
  return {
    object,
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    immutable: object['immutable'] === true,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    ownerReferences: metadata.ownerReferences ?? [],
    data: new Map(data.map(([key, base64]) => [key, SecretValue.ofBytes(Buffer.from(base64, 'base64'))])),
  };
}

/**
 * ESO's own test for drift: the managed label, and a hash annotation that agrees with the data. An older operator's
 * MD5 counts as well.
 */
export function isIntact(secret: ObservedSecret): boolean {
  const annotation = secret.annotations[ANNOTATION.dataHash];
  return (
    secret.labels[LABEL.managed] === 'true' &&
    annotation !== undefined &&
    annotation === hashData(secret.data, algorithmOf(annotation))
  );
}
