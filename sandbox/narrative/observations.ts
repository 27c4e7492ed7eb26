import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { ObjectAddress } from '../runtime/administrator.ts';

/** `status.conditions[]`. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The ExternalSecret of a name in namespace auth, in the version the first user writes. */
export function externalSecret(name: string): ObjectAddress {
  return { apiVersion: 'external-secrets.io/v1beta1', kind: 'ExternalSecret', namespace: 'auth', name };
}

/** The value of one key of a Secret as text; undefined when there is none. */
export function secretText(secret: KubernetesObject | undefined, key: string): string | undefined {
  const data = secret?.['data'] as Readonly<Record<string, string>> | undefined;
  const encoded = data?.[key];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

/** The Ready condition of an object; undefined when its controller has not spoken yet. */
export function readyCondition(object: KubernetesObject | undefined): Condition | undefined {
  const status = object?.['status'] as { readonly conditions?: readonly Condition[] } | undefined;
  return status?.conditions?.find(({ type }) => type === 'Ready');
}
