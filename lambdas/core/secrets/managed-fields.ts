import type { KubernetesObject } from '../kubernetes.ts';

/** Keys of data, labels and annotations that a field manager set: what it may take away again (reference: eso 2.4). */
export interface OwnedKeys {
  readonly data: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
  readonly annotations: ReadonlySet<string>;
}

export function ownedKeys(object: KubernetesObject, manager: string): OwnedKeys {
  const data = new Set<string>();
  const labels = new Set<string>();
  const annotations = new Set<string>();
  for (const entry of object.metadata.managedFields ?? []) {
    if (entry.manager !== manager) continue;
    const metadata = child(entry.fieldsV1, 'f:metadata');
    collect(child(entry.fieldsV1, 'f:data'), data);
    collect(child(metadata, 'f:labels'), labels);
    collect(child(metadata, 'f:annotations'), annotations);
  }
  return { data, labels, annotations };
}

function child(trie: unknown, name: string): unknown {
  return typeof trie === 'object' && trie !== null
    ? (trie as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function collect(trie: unknown, into: Set<string>): void {
  for (const key of Object.keys(typeof trie === 'object' && trie !== null ? trie : {})) {
    if (key.startsWith('f:')) into.add(key.slice(2));
  }
}
