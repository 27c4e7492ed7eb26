import type { KubernetesObject, OwnerReference } from '../kubernetes.ts';
import { formatKey } from '../object-key.ts';
import { type Condition, readConditions } from './condition.ts';
import type { DecodingStrategy } from './decode.ts';
import type { FindRef } from './find.ts';
import type { GeneratorRef } from './generator.ts';
import { isObject, valueAt } from './raw-json.ts';
import type { RewriteOperation } from './rewrite/operation.ts';
import type { ConversionStrategy } from './secret-key.ts';
import type { SecretTemplate } from './secret-template.ts';

/** The model of an ExternalSecret, whichever of v1 and v1beta1 the server serves; the shapes agree. */

export interface StoreRef {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly name: string;
}

export interface RemoteRef {
  /** Before the store's prefix is put in front. */
  readonly key: string;
  /** Empty: the whole value. */
  readonly property: string;
  /** Version number or label; empty: the current one. */
  readonly version: string;
  readonly conversionStrategy: ConversionStrategy;
  readonly decodingStrategy: DecodingStrategy;
  readonly refuseNullBytes: boolean;
  /** metadataPolicy Fetch: the tags, as a JSON object, take the place of the value. @default false */
  readonly fetchesTags?: boolean;
}

/** One entry of `data` or `dataFrom`. */
export interface SourceEntry {
  /** As ESO names it in messages: `spec.data[0] (key: /a)` or `spec.dataFrom[0].extract`. */
  readonly field: string;
  /** Undefined for `extract`, whose keys come with the value. */
  readonly secretKey: string | undefined;
  readonly storeRef: StoreRef;
  readonly remoteRef: RemoteRef;
  /** Many names instead of the one in `remoteRef`, whose strategies still count. @default none */
  readonly find?: FindRef;
  /** Made by a generator, to which `storeRef` leads. @default none */
  readonly generator?: GeneratorRef;
  /** What changes the keys of a bulk source; with any, `conversionStrategy` means nothing. */
  readonly rewrite: readonly RewriteOperation[];
}

export type CreationPolicy = 'Owner' | 'Orphan' | 'Merge' | 'None' | 'CreateOrMerge';
export type DeletionPolicy = 'Retain' | 'Delete' | 'Merge';
export type RefreshPolicy = 'Periodic' | 'OnChange' | 'CreatedOnce';

/** `spec`, defaults filled in. */
export interface ExternalSecretSpec {
  readonly targetName: string;
  readonly creationPolicy: CreationPolicy;
  readonly deletionPolicy: DeletionPolicy;
  readonly immutable: boolean;
  readonly refreshPolicy: RefreshPolicy;
  /** 0 or less: once, then never again. */
  readonly refreshIntervalMs: number;
  /** What makes the Secret out of the provider's keys; undefined: they are the Secret. */
  readonly template?: SecretTemplate;
  /** In order of precedence: `dataFrom` first, `data` after it, the later wins. */
  readonly entries: readonly SourceEntry[];
}

export interface ExternalSecretStatus {
  readonly ready: Condition | undefined;
  readonly otherConditions: readonly Condition[];
  readonly syncedResourceVersion: string;
  /** ms since the epoch; undefined when never synced. */
  readonly refreshTime: number | undefined;
  readonly bindingName: string;
}

/** Everything about the object that can be read whatever its spec says. */
export interface ExternalSecret {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly apiVersion: string;
  readonly resourceVersion: string;
  readonly generation: number;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
  readonly beingDeleted: boolean;
  /** Whose child it is; undefined for one that a person made. */
  readonly controller: OwnerReference | undefined;
  readonly status: ExternalSecretStatus;
  /** As the server sent it; parseSpec reads it. */
  readonly spec: Readonly<Record<string, unknown>>;
}

export function readExternalSecret(object: KubernetesObject): ExternalSecret {
  const { metadata } = object;
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
    apiVersion: object.apiVersion,
    resourceVersion: metadata.resourceVersion ?? '',
    generation: metadata.generation ?? 0,
    createdAt: Date.parse(metadata.creationTimestamp ?? '') || 0,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    finalizers: metadata.finalizers ?? [],
    beingDeleted: metadata.deletionTimestamp !== undefined,
    controller: metadata.ownerReferences?.find((owner) => owner.controller === true),
    status: readStatus(object['status']),
    spec: isObject(object['spec']) ? object['spec'] : {},
  };
}

function readStatus(status: unknown): ExternalSecretStatus {
  const conditions = readConditions(status);
  const refreshTime = Date.parse(toText(valueAt(status, 'refreshTime')));
  return {
    ready: conditions.find((condition) => condition.type === 'Ready'),
    otherConditions: conditions.filter((condition) => condition.type !== 'Ready'),
    syncedResourceVersion: toText(valueAt(status, 'syncedResourceVersion')),
    refreshTime: Number.isNaN(refreshTime) ? undefined : refreshTime,
    bindingName: toText(valueAt(status, 'binding', 'name')),
  };
}

/** The owner reference that creationPolicy Owner puts on the Secret. */
export function ownerReferenceOf(externalSecret: ExternalSecret): OwnerReference {
  return {
    apiVersion: externalSecret.apiVersion,
    kind: 'ExternalSecret',
    name: externalSecret.name,
    uid: externalSecret.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** `ExternalSecret/<namespace>/<name>`, the identity used in reports and maps. */
export function externalSecretKey(reference: { readonly namespace: string; readonly name: string }): string {
  return formatKey('ExternalSecret', reference);
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
