import { type HashAlgorithm, hashText } from './data-hash.ts';
import { renderTexts } from './map-text.ts';

/**
 * `status.syncedResourceVersion`: the generation and the hash of all labels and annotations, so that any change of
 * either asks for a sync.
 */
export function syncedResourceVersion(
  meta: {
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
  },
  algorithm: HashAlgorithm = 'sha3-224',
): string {
  const text = `{annotations:${renderTexts(meta.annotations)} labels:${renderTexts(meta.labels)}}`;
  return `${meta.generation ?? 0}-${hashText(text, algorithm)}`;
}
