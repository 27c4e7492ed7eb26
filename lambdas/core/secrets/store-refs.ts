import type { ExternalSecret, StoreRef } from './external-secret.ts';

/**
 * Every store an ExternalSecret names, read leniently: who is responsible for an object must be known before its
 * spec can be judged. Sorted, without repetition.
 */
export function collectStoreRefs(externalSecret: ExternalSecret): readonly StoreRef[] {
  const { spec } = externalSecret;
  const own = toStoreRef(spec['secretStoreRef']);
  const entries = [...toList(spec['data']), ...toList(spec['dataFrom'])];
  const named = entries.flatMap((entry) => toStoreRef(field(field(entry, 'sourceRef'), 'storeRef')) ?? []);
  const all = [...(own === undefined ? [] : [own]), ...named];
  const byKey = new Map(all.map((ref) => [`${ref.kind}/${ref.name}`, ref]));
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ref]) => ref);
}

function toStoreRef(value: unknown): StoreRef | undefined {
  const name = field(value, 'name');
  if (typeof name !== 'string' || name === '') return undefined;
  const kind = field(value, 'kind');
  return { kind: kind === 'ClusterSecretStore' ? kind : 'SecretStore', name };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
