import type { KubernetesObject, OwnerReference } from '../kubernetes.ts';
import { compareBytes } from '../object-key.ts';
import type { SecretValue } from '../secret-value.ts';
import { algorithmOf, hashData } from './data-hash.ts';
import type { ExternalSecret, ExternalSecretSpec } from './external-secret.ts';
import type { OwnedKeys } from './managed-fields.ts';
import { manifestStamp } from './manifest-stamp.ts';
import { ANNOTATION } from './marks.ts';
import type { ObservedSecret } from './observed-secret.ts';
import { textsOf } from './raw-json.ts';
import { desiredMetadata } from './secret-metadata.ts';
import { formatSourceVersions, parseSourceVersions, type SourceVersions } from './source-versions.ts';
import type { RenderedSecret } from './template-renderer.ts';

export interface BuildInput {
  readonly externalSecret: ExternalSecret;
  readonly spec: ExternalSecretSpec;
  readonly observed: ObservedSecret | undefined;
  /** The whole data of the Secret, other people's keys included. */
  readonly data: ReadonlyMap<string, SecretValue>;
  readonly owned: OwnedKeys;
  /** What the template made; undefined without a template, and of a Secret that is frozen. */
  readonly rendered: RenderedSecret | undefined;
  readonly versions: SourceVersions;
  /** Keys may stay whose parameters were not found. @default false */
  readonly keepsAny?: boolean;
  readonly keepCopiedMarks: boolean;
}

type Data = ReadonlyMap<string, SecretValue>;
type StringMap = Readonly<Record<string, string>>;

/**
 * The Secret to send: what the server gave us with our parts replaced, so that fields we do not know survive.
 * This is the one place where values are unwrapped for writing.
 */
export function buildSecret(input: BuildInput): KubernetesObject {
  const { externalSecret, spec, observed, data } = input;
  const isKept = spec.template !== undefined && input.rendered === undefined;
  const given = isKept ? 'kept' : input.rendered;
  const metadata = desiredMetadata({ ...input, creationPolicy: spec.creationPolicy, rendered: given });
  const base: KubernetesObject = observed?.object ?? {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: spec.targetName, namespace: externalSecret.namespace },
    type: 'Opaque',
  };
  const { ownerReferences: _owners, managedFields: _fields, ...meta } = base.metadata;
  const immutable = spec.immutable || observed?.immutable === true;
  return {
    ...base,
    metadata: {
      ...meta,
      labels: metadata.labels,
      annotations: withHashAndVersions(input, metadata.annotations),
      ...(metadata.ownerReferences.length === 0 ? {} : { ownerReferences: metadata.ownerReferences }),
      ...(isKept ? {} : desiredFinalizers(input)),
    },
    ...(isKept || !spec.template?.type ? {} : { type: spec.template.type }),
    // Undefined fields are left out of the JSON that is sent.
    data: data.size === 0 ? undefined : encode(data),
    immutable: immutable ? true : undefined,
  };
}

/** Those of the template are added, and never taken away; a Secret that is being deleted takes none. */
function desiredFinalizers({ spec, observed }: BuildInput): { readonly finalizers?: readonly string[] } {
  const { finalizers: existing = [], deletionTimestamp } = observed?.object.metadata ?? {};
  const added = (spec.template?.finalizers ?? []).filter((one) => !existing.includes(one));
  return added.length === 0 || deletionTimestamp !== undefined ? {} : { finalizers: [...existing, ...added] };
}

/** The versions only together with a real change of data (DESIGN 4.4). */
function withHashAndVersions(input: BuildInput, annotations: StringMap): StringMap {
  const { externalSecret, spec, observed, data, versions } = input;
  const hashed: Record<string, string> = { ...annotations, [ANNOTATION.dataHash]: hashOf(input) };
  if (observed !== undefined && isSameData(data, observed.data)) return hashed;
  const { [ANNOTATION.sourceVersions]: _outdated, ...others } = hashed;
  const formatted = formatSourceVersions(
    new Map([...othersVersions(spec, observed), ...versions, manifestStamp(externalSecret)]),
  );
  return formatted === undefined ? others : { ...others, [ANNOTATION.sourceVersions]: formatted };
}

/**
 * In the algorithm already there. Data that was edited by hand keeps the hash that gives it away while keys of it
 * stay unread: which of them were edited is not known, and a hash over them would call them ours.
 */
function hashOf({ observed, data, keepsAny = false }: BuildInput): string {
  const existing = observed?.annotations[ANNOTATION.dataHash];
  const algorithm = algorithmOf(existing);
  const isEdited = existing !== undefined && existing !== hashData(observed?.data ?? new Map(), algorithm);
  return keepsAny && isEdited ? existing : hashData(data, algorithm);
}

/** In a Secret that several ExternalSecrets merge into, the stamps of the others stay. */
function othersVersions(
  { creationPolicy }: ExternalSecretSpec,
  observed: ObservedSecret | undefined,
): SourceVersions {
  const isShared = creationPolicy === 'Merge' || creationPolicy === 'CreateOrMerge';
  return parseSourceVersions(isShared ? observed?.annotations[ANNOTATION.sourceVersions] : undefined);
}

function encode(data: Data): StringMap {
  const keys = [...data.keys()].sort(compareBytes);
  return Object.fromEntries(keys.map((key) => [key, data.get(key)?.unwrap().toString('base64') ?? '']));
}

/** Whether writing would change nothing: metadata that we set, type, data and immutability all equal. */
export function isSameSecret(built: KubernetesObject, observed: ObservedSecret): boolean {
  return (
    isSameMap(built.metadata.labels, observed.labels) &&
    isSameMap(built.metadata.annotations, observed.annotations) &&
    isSameMap(textsOf(built['data']), textsOf(observed.object['data'])) &&
    (built['immutable'] === true) === observed.immutable &&
    built['type'] === observed.object['type'] &&
    (built.metadata.finalizers ?? []).length === (observed.object.metadata.finalizers ?? []).length &&
    isSameOwners(built.metadata.ownerReferences ?? [], observed.ownerReferences)
  );
}

export function isSameData(left: Data, right: Data): boolean {
  return (
    left.size === right.size && [...left].every(([key, value]) => right.get(key)?.equals(value) === true)
  );
}

function isSameMap(left: StringMap = {}, right: StringMap = {}): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}

function isSameOwners(left: readonly OwnerReference[], right: readonly OwnerReference[]): boolean {
  const text = (references: readonly OwnerReference[]) =>
    references
      .map((ref) => [ref.apiVersion, ref.kind, ref.name, ref.uid, ref.controller === true].join(' '))
      .sort();
  return text(left).join() === text(right).join();
}
