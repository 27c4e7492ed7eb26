import type { AwsIdentity } from '../aws-ports.ts';
import type { SecretSyncConfig } from './config.ts';
import type { ExternalSecret, ExternalSecretSpec, SourceEntry } from './external-secret.ts';
import { type FindRef, formatFind } from './find.ts';
import type { GeneratorRead, GeneratorRef } from './generator.ts';
import { parameterNameOf } from './parameter-name.ts';
import { resolveFind } from './resolve-find.ts';
import { resolveGenerator } from './resolve-generator.ts';
import { CURRENT_STAGE, secretNameOf } from './secret-request.ts';
import { type SecretStore, storeKey } from './secret-store.ts';
import type { Source } from './source.ts';
import { type KeySecretOf, readStaticKeys } from './static-keys.ts';
import { type CompileRegexp, checkConditions } from './store-conditions.ts';
import { findStore } from './store-refs.ts';
import { type SyncFailure, syncFailure, WORDS } from './sync-failure.ts';
import { type Access, decideAccess, isGranted } from './tenancy.ts';

/** What is known of the cluster's stores and namespaces when sources are resolved. */
export interface StoreLookup {
  readonly config: SecretSyncConfig;
  readonly stores: ReadonlyMap<string, SecretStore>;
  readonly namespaceLabels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly compileRegexp: CompileRegexp;
  /** Generators that were read for this run, by the key of the store they stand for. @default none */
  readonly generators?: ReadonlyMap<string, GeneratorRead>;
  /** Secrets with static keys that were read for this run. */
  readonly keySecretOf: KeySecretOf;
}

export type Resolution =
  | { readonly ok: true; readonly sources: readonly Source[] }
  | { readonly ok: false; readonly failure: SyncFailure };

/** Names of SSM: `SSM` is what some manifests say, though no version of ESO accepts it (reference: eso 0). */
const PARAMETER_STORE_SERVICES: readonly string[] = ['ParameterStore', 'SSM'];
const SECRETS_MANAGER = 'SecretsManager';

/**
 * Every entry becomes a parameter name with credentials, or the first entry that cannot says why. Nothing is asked
 * of AWS before store, namespace condition, tenancy and prefix have said yes.
 */
export function resolveSources(
  externalSecret: ExternalSecret,
  spec: ExternalSecretSpec,
  lookup: StoreLookup,
): Resolution {
  const sources: Source[] = [];
  for (const entry of spec.entries) {
    const resolved = resolveEntry(externalSecret, entry, lookup);
    if (!('request' in resolved)) return { ok: false, failure: resolved };
    sources.push(resolved);
  }
  return { ok: true, sources };
}

function resolveEntry(
  { namespace }: ExternalSecret,
  entry: SourceEntry,
  lookup: StoreLookup,
): Source | SyncFailure {
  const fail = (cause: string) => failEntry(entry, cause);
  if (entry.generator !== undefined)
    return resolveGeneratorEntry(entry, entry.generator, { namespace, lookup });
  const { kind, name } = entry.storeRef;
  const store = findStore(entry.storeRef, namespace, lookup.stores);
  if (store === undefined) {
    return fail(`could not get ${kind} "${name}", ${kind}.external-secrets.io "${name}" not found`);
  }
  const labels = lookup.namespaceLabels.get(namespace) ?? {};
  const admitted = checkConditions(store, { name: namespace, labels }, lookup.compileRegexp);
  if (!admitted.ok) return fail(admitted.problem);
  const problem = findStoreProblem(store, lookup.config);
  if (problem !== undefined) return refuse(entry, 'UnsupportedField', problem);
  const access = decideAccess(store, namespace, lookup.config);
  if (!access.ok) return refuse(entry, access.reason, access.message);
  if (entry.find !== undefined)
    return resolveFindEntry(entry, { ref: entry.find, store, access: access.value, lookup });
  const parameter = `${store.prefix}${entry.remoteRef.key}`;
  if (!isGranted(secretNameOf(parameterNameOf(parameter)), access.value)) {
    return refuse(entry, 'KeyNotGranted', notGranted(parameter, namespace));
  }
  const identity = withKeys(access.value, lookup.keySecretOf);
  if (!identity.ok) return { ...fail(identity.problem), transient: identity.transient };
  const { version, fetchesTags } = entry.remoteRef;
  const isSecret = store.service === SECRETS_MANAGER;
  const tags = isSecret ? 'secret-tags' : 'parameter-tags';
  const reads = fetchesTags === true ? tags : isSecret ? 'secret' : undefined;
  return {
    ...(reads === undefined ? {} : { reads }),
    entry,
    store: storeKey(store),
    identity: identity.value,
    name: parameter,
    request: requestOf(parameter, version, reads),
  };
}

function resolveFindEntry(
  entry: SourceEntry,
  {
    ref,
    store,
    access,
    lookup,
  }: {
    readonly ref: FindRef;
    readonly store: SecretStore;
    readonly access: Access;
    readonly lookup: StoreLookup;
  },
): Source | SyncFailure {
  const isSecret = store.service === SECRETS_MANAGER;
  const found = resolveFind(ref, {
    isSecret,
    permits: (name) => isGranted(name, access),
    allowsTags: lookup.config.tagFinds === true || !readsAsFunction(access.identity, access.keyRefs),
    compileRegexp: lookup.compileRegexp,
  });
  if (!found.ok) {
    return found.reason === undefined
      ? failEntry(entry, found.problem)
      : refuse(entry, found.reason, found.problem);
  }
  const identity = withKeys(access, lookup.keySecretOf);
  if (!identity.ok) return { ...failEntry(entry, identity.problem), transient: identity.transient };
  return {
    reads: isSecret ? 'secret-find' : 'parameter-find',
    find: found.value,
    entry,
    store: storeKey(store),
    identity: identity.value,
    name: found.value.path,
    request: formatFind(ref),
  };
}

function resolveGeneratorEntry(
  entry: SourceEntry,
  ref: GeneratorRef,
  { namespace, lookup }: { readonly namespace: string; readonly lookup: StoreLookup },
): Source | SyncFailure {
  const read = lookup.generators?.get(storeKey({ ...entry.storeRef, namespace }));
  const found = resolveGenerator(ref, { namespace, read, config: lookup.config });
  if (!found.ok) {
    return found.reason === undefined
      ? { ...failEntry(entry, found.problem), transient: found.transient }
      : refuse(entry, found.reason, found.problem);
  }
  const { store, spec, access, request } = found;
  const identity = withKeys(access, lookup.keySecretOf);
  if (!identity.ok) return { ...failEntry(entry, identity.problem), transient: identity.transient };
  return {
    reads: 'generator',
    generator: spec,
    entry,
    store: storeKey(store),
    identity: identity.value,
    name: store.name,
    request,
  };
}

function readsAsFunction({ roleArn, chain = [] }: AwsIdentity, keyRefs: Access['keyRefs']): boolean {
  return roleArn === undefined && chain.length === 0 && keyRefs === undefined;
}

/** Tags belong to a secret as a whole; a secret's version is a staging label, AWSCURRENT by default, or `uuid/<id>`. */
function requestOf(name: string, version: string, reads: Source['reads']): string {
  if (reads === 'secret') return `${name}#${version === '' ? CURRENT_STAGE : version}`;
  return version === '' || reads === 'secret-tags' ? name : `${name}:${version}`;
}

/** The credentials with the static keys that belong to them, if any. */
export function withKeys({ identity, keyRefs }: Access, keySecretOf: KeySecretOf): IdentityRead {
  if (keyRefs === undefined) return { ok: true, value: identity };
  const keys = readStaticKeys(keyRefs, keySecretOf);
  return keys.ok ? { ok: true, value: { ...identity, keys: keys.value } } : keys;
}

type IdentityRead =
  | { readonly ok: true; readonly value: AwsIdentity }
  | { readonly ok: false; readonly problem: string; readonly transient: boolean };

/** Why no ExternalSecret can use this store, whoever asks; undefined for a sound one. */
export function findStoreProblem(
  store: SecretStore,
  { services }: Pick<SecretSyncConfig, 'services'>,
): string | undefined {
  if (store.unsupportedField !== undefined)
    return `${store.unsupportedField} of ${storeKey(store)} is not supported`;
  if (store.service === SECRETS_MANAGER) {
    return services.includes(SECRETS_MANAGER)
      ? undefined
      : `service SecretsManager of ${storeKey(store)} is not configured; add it to secrets.services: ["SecretsManager"]`;
  }
  if (!PARAMETER_STORE_SERVICES.includes(store.service)) {
    return (
      `spec.provider.aws.service ${JSON.stringify(store.service)} of ${storeKey(store)} is not supported; ` +
      'allowed are ParameterStore and SecretsManager'
    );
  }
  return undefined;
}

function failEntry(entry: SourceEntry, cause: string): SyncFailure {
  return syncFailure(WORDS.fetch, `error processing ${entry.field}, err: ${cause}`);
}

function refuse(entry: SourceEntry, reason: string, message: string): SyncFailure {
  const detail = `error processing ${entry.field}, err: ${message}`;
  return syncFailure(WORDS.fetch, detail, { reason, refusal: true });
}

function notGranted(parameter: string, namespace: string): string {
  return (
    `parameter ${parameter} is outside the prefixes granted to namespace ${JSON.stringify(namespace)}; ` +
    'add a prefix to secrets.prefixes (and to secrets.namespaces[] where the namespace is listed)'
  );
}
