import type { ExternalSecret, StoreRef } from './external-secret.ts';
import { collectGeneratorRefs, generatorName } from './generator-refs.ts';
import { valueAt } from './raw-json.ts';
import { type SecretStore, storeKey } from './secret-store.ts';

/**
 * Every store and generator an ExternalSecret names, read leniently: who is responsible for an object must be known before its
 * spec can be judged. Sorted, without repetition.
 */
export function collectStoreRefs(externalSecret: ExternalSecret): readonly StoreRef[] {
  const { spec } = externalSecret;
  const own = toStoreRef(spec['secretStoreRef']);
  const entries = [...toList(spec['data']), ...toList(spec['dataFrom'])];
  const named = entries.flatMap((entry) => toStoreRef(valueAt(entry, 'sourceRef', 'storeRef')) ?? []);
  const generators = collectGeneratorRefs(externalSecret).map(
    ({ ref }): StoreRef => ({ kind: 'SecretStore', name: generatorName(ref) }),
  );
  const all = [...(own === undefined ? [] : [own]), ...named, ...generators];
  const byKey = new Map(all.map((ref) => [`${ref.kind}/${ref.name}`, ref]));
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ref]) => ref);
}

/** The store a reference means, seen from a namespace. */
export function findStore(
  ref: StoreRef,
  namespace: string,
  stores: ReadonlyMap<string, SecretStore>,
): SecretStore | undefined {
  return stores.get(storeKey({ ...ref, namespace: ref.kind === 'SecretStore' ? namespace : undefined }));
}

function toStoreRef(value: unknown): StoreRef | undefined {
  const name = valueAt(value, 'name');
  if (typeof name !== 'string' || name === '') return undefined;
  const kind = valueAt(value, 'kind');
  return { kind: kind === 'ClusterSecretStore' ? kind : 'SecretStore', name };
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
