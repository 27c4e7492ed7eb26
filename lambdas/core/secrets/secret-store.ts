import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';
import { type LabelSelector, LabelSelectorShape } from '../label-selector.ts';
import { formatKey } from '../object-key.ts';
import { type Condition, readConditions } from './condition.ts';
import { ANNOTATION } from './marks.ts';
import { textsOf, valueAt } from './raw-json.ts';
import { readStoreAuth, readStoreRoles, type StoreAuth, type StoreRoles } from './store-auth.ts';
import { findUnsupportedField, STORE_FIELDS } from './supported-fields.ts';

/** One entry of `spec.conditions`; all fields of all entries are alternatives. */
export interface StoreCondition {
  readonly namespaceSelector?: LabelSelector | undefined;
  readonly namespaces: readonly string[];
  readonly namespaceRegexes: readonly string[];
}

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
  readonly roles: StoreRoles;
  readonly conditions: readonly StoreCondition[];
  /** Path of a field that is not supported. */
  readonly unsupportedField: string | undefined;
  readonly status: {
    readonly ready: Condition | undefined;
    readonly otherConditions: readonly Condition[];
    readonly capabilities: string | undefined;
  };
}

export function readSecretStore(object: KubernetesObject): SecretStore {
  const { metadata } = object;
  const spec = object['spec'];
  const aws = valueAt(spec, 'provider', 'aws');
  const { service = '', region = '', prefix = '' } = textsOf(aws);
  const conditions = readConditions(object['status']);
  return {
    kind: object.kind === 'ClusterSecretStore' ? 'ClusterSecretStore' : 'SecretStore',
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid ?? '',
    apiVersion: object.apiVersion,
    resourceVersion: metadata.resourceVersion ?? '',
    generation: metadata.generation ?? 0,
    controller: textsOf(spec)['controller'] ?? '',
    paused: metadata.annotations?.[ANNOTATION.pause] === 'true',
    isAws: aws !== undefined,
    service,
    region,
    prefix,
    auth: readStoreAuth(aws),
    roles: readStoreRoles(aws),
    conditions: readStoreConditions(spec),
    unsupportedField: findUnsupportedField(spec, STORE_FIELDS, 'spec'),
    status: {
      ready: conditions.find((condition) => condition.type === 'Ready'),
      otherConditions: conditions.filter((condition) => condition.type !== 'Ready'),
      capabilities: textsOf(object['status'])['capabilities'],
    },
  };
}

const texts = v.optional(v.array(v.string()), []);

const StoreConditions = v.optional(
  v.array(
    v.object({
      namespaceSelector: v.optional(LabelSelectorShape),
      namespaces: texts,
      namespaceRegexes: texts,
    }),
  ),
  [],
);

/** Conditions that cannot be read admit nobody. */
function readStoreConditions(spec: unknown): readonly StoreCondition[] {
  const parsed = v.safeParse(StoreConditions, valueAt(spec, 'conditions') ?? undefined);
  return parsed.success
    ? parsed.output
    : [{ namespaceSelector: undefined, namespaces: [], namespaceRegexes: [] }];
}

/** A ClusterSecretStore that uses credentials of whoever asks: nothing can be said of it by itself. */
export function refersToCaller({ kind, auth }: SecretStore): boolean {
  if (kind !== 'ClusterSecretStore' || auth.kind === 'none') return false;
  if (auth.kind === 'serviceAccount') return auth.namespace === undefined;
  const { accessKeyId, secretAccessKey, sessionToken } = auth.refs;
  return [accessKeyId, secretAccessKey, sessionToken].some(
    (ref) => ref !== undefined && ref.namespace === undefined,
  );
}

/** `ClusterSecretStore/aws-ssm` or `SecretStore/auth/aws-ssm`. */
export function storeKey(store: {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}): string {
  return formatKey(store.kind, store);
}
