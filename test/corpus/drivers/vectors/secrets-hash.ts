import { hashData, hashText } from '../../../../lambdas/core/secrets/data-hash.ts';
import { renderTexts } from '../../../../lambdas/core/secrets/map-text.ts';
import { syncedResourceVersion } from '../../../../lambdas/core/secrets/synced-version.ts';
import { textOf, valuesOf } from './answers.ts';
import { RefusedVector, type Vector, type VectorRunners } from './vector.ts';

/** ESO's object hash over Secret data, metadata and texts. */
export const hashRunners: VectorRunners = {
  'hash-data': (vector) => {
    const data = valuesOf(vector, 'data', 'base64');
    return { sha3_224: hashData(data), md5: hashData(data, 'md5') };
  },
  'hash-resource-version': (vector) => {
    const meta = {
      generation: Number(vector['generation']),
      labels: stringsOf(vector, 'labels'),
      annotations: stringsOf(vector, 'annotations'),
    };
    return {
      syncedResourceVersion: syncedResourceVersion(meta),
      syncedResourceVersionMd5: syncedResourceVersion(meta, 'md5'),
    };
  },
  'hash-other': (vector) => {
    if (vector['inputJson'] !== undefined) {
      throw new RefusedVector('GenericTarget', 'only Secrets are written, whose data is never any JSON');
    }
    const map = stringsOf(vector, 'inputMap');
    const text = map === undefined ? textOf(vector, 'input') : renderTexts(map);
    return { sha3_224: hashText(text), md5: hashText(text, 'md5') };
  },
};

function stringsOf(vector: Vector, field: string): Readonly<Record<string, string>> | undefined {
  return (vector[field] ?? undefined) as Readonly<Record<string, string>> | undefined;
}
