import type { KubernetesObject } from '../kubernetes.ts';
import { valueAt } from './raw-json.ts';

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
    const metadata = valueAt(entry.fieldsV1, 'f:metadata');
    collect(valueAt(entry.fieldsV1, 'f:data'), data);
    collect(valueAt(metadata, 'f:labels'), labels);
    collect(valueAt(metadata, 'f:annotations'), annotations);
  }
  return { data, labels, annotations };
}

function collect(trie: unknown, into: Set<string>): void {
  for (const key of Object.keys(typeof trie === 'object' && trie !== null ? trie : {})) {
    if (key.startsWith('f:')) into.add(key.slice(2));
  }
}
