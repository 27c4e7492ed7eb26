import { compareBytes } from '../object-key.ts';
import { type HashAlgorithm, hashText } from './data-hash.ts';

type StringMap = Readonly<Record<string, string>>;

/**
 * `status.syncedResourceVersion`: the generation and the hash of all labels and annotations, so that any change of
 * either asks for a sync.
 */
export function syncedResourceVersion(
  meta: {
    readonly generation?: number;
    readonly labels?: StringMap | undefined;
    readonly annotations?: StringMap | undefined;
  },
  algorithm: HashAlgorithm = 'sha3-224',
): string {
  const text = `{annotations:${renderStrings(meta.annotations)} labels:${renderStrings(meta.labels)}}`;
  return `${meta.generation ?? 0}-${hashText(text, algorithm)}`;
}

function renderStrings(map: StringMap = {}): string {
  const keys = Object.keys(map).sort(compareBytes);
  return `map[${keys.map((key) => `${key}:${map[key]}`).join(' ')}]`;
}
