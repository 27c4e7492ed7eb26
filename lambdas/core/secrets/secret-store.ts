import type { KubernetesObject } from '../kubernetes.ts';
import { formatKey } from '../object-key.ts';
import type { Condition } from './external-secret.ts';
import { ANNOTATION } from './marks.ts';
import { findUnsupportedField, STORE_FIELDS } from './supported-fields.ts';

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** One entry of `spec.conditions`; all fields of all entries are alternatives. */
export interface StoreCondition {
  readonly namespaceSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly namespaceRegexes?: readonly string[];
}

export type StoreAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'serviceAccount'; readonly name: string; readonly namespace: string | undefined };

/** A SecretStore or ClusterSecretStore as far as it matters to us. */
export interface SecretStore {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  /** Undefined for ClusterSecretStore. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string;
  readonly apiVersion: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly controller: string;
  readonly paused: boolean;
  /** False when the provider is another one than AWS: such a store is never touched. */
  readonly isAws: boolean;
  readonly service: string;
  readonly region: string;
  readonly prefix: string;
  readonly auth: StoreAuth;
  readonly conditions: readonly StoreCondition[];
  /** Path of a field that is not supported. */
  readonly unsupportedField: string | undefined;
  readonly status: {
    readonly ready: Condition | undefined;
    readonly otherConditions: readonly Condition[];
    readonly capabilities: string | undefined;
  };
}

interface RawStore {
  readonly spec?: {
    readonly controller?: string;
    readonly conditions?: readonly StoreCondition[];
    readonly provider?: { readonly aws?: RawAws };
  };
  readonly status?: { readonly conditions?: readonly Condition[]; readonly capabilities?: string };
}

interface RawAws {
  readonly service?: string;
  readonly region?: string;
  readonly prefix?: string;
  readonly auth?: {
    readonly jwt?: { readonly serviceAccountRef?: { readonly name?: string; readonly namespace?: string } };
  };
}

export function readSecretStore(object: KubernetesObject): SecretStore {
  const { metadata } = object;
  const { spec = {}, status = {} } = object as KubernetesObject & RawStore;
  const aws = spec.provider?.aws;
  const conditions = status.conditions ?? [];
  return {
    kind: object.kind === 'ClusterSecretStore' ? 'ClusterSecretStore' : 'SecretStore',
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid ?? '',
    apiVersion: object.apiVersion,
    resourceVersion: metadata.resourceVersion ?? '',
    generation: metadata.generation ?? 0,
    controller: spec.controller ?? '',
    paused: metadata.annotations?.[ANNOTATION.pause] === 'true',
    isAws: aws !== undefined,
    service: aws?.service ?? '',
    region: aws?.region ?? '',
    prefix: aws?.prefix ?? '',
    auth: readAuth(aws),
    conditions: spec.conditions ?? [],
    unsupportedField: findUnsupportedField(spec, STORE_FIELDS, 'spec'),
    status: {
      ready: conditions.find((condition) => condition.type === 'Ready'),
      otherConditions: conditions.filter((condition) => condition.type !== 'Ready'),
      capabilities: status.capabilities,
    },
  };
}

function readAuth(aws: RawAws | undefined): StoreAuth {
  const ref = aws?.auth?.jwt?.serviceAccountRef;
  return ref === undefined
    ? { kind: 'none' }
    : { kind: 'serviceAccount', name: ref.name ?? '', namespace: ref.namespace };
}

/** `ClusterSecretStore/aws-ssm` or `SecretStore/auth/aws-ssm`. */
export function storeKey(store: {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}): string {
  return formatKey(store.kind, store);
}
