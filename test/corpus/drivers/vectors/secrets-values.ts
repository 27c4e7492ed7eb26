import { compareBytes } from '../../../../lambdas/core/object-key.ts';
import { SecretValue } from '../../../../lambdas/core/secret-value.ts';
import { decodeValue } from '../../../../lambdas/core/secrets/decode.ts';
import { parseDuration } from '../../../../lambdas/core/secrets/duration.ts';
import { extractObject } from '../../../../lambdas/core/secrets/extract.ts';
import { convertKeys, validateKeys } from '../../../../lambdas/core/secrets/secret-key.ts';
import { orThrow, textOf, toBase64Map, valuesOf } from './answers.ts';
import { readExtract, readSpec } from './spec-of.ts';
import { type Answer, NotSupported, RefusedVector, type Vector, type VectorRunners } from './vector.ts';

const NANOSECONDS_PER_MS = 1_000_000n;

/** Decoding, keys, JSON objects and durations. */
export const valueRunners: VectorRunners = {
  'util-decode': decode,
  'util-keys': keys,
  'util-json': (vector) => {
    if (vector['operation'] !== 'jsonToSecretDataMap') throw new NotSupported('values of merged objects');
    return { outputBase64: toBase64Map(orThrow(extractObject(textOf(vector, 'input')))) };
  },
  'util-duration': duration,
};

function decode(vector: Vector): Answer {
  const { decodingStrategy } = readExtract({ decodingStrategy: textOf(vector, 'strategy') });
  if (vector['inputMap'] === undefined) {
    const bytes = textOf(vector, 'inputBase64');
    const value =
      vector['inputBase64'] === undefined
        ? SecretValue.ofText(textOf(vector, 'input'))
        : SecretValue.ofBytes(Buffer.from(bytes, 'base64'));
    return { outputBase64: orThrow(decodeValue(value, decodingStrategy)).unwrap().toString('base64') };
  }
  const decoded = [...valuesOf(vector, 'inputMap', 'utf8')].map(
    ([key, value]) => [key, orThrow(decodeValue(value, decodingStrategy))] as const,
  );
  return { outputMapBase64: toBase64Map(new Map(decoded)) };
}

function keys(vector: Vector): Answer {
  const values = new Map((vector['keys'] as readonly string[]).map((key) => [key, SecretValue.ofText('')]));
  switch (vector['operation']) {
    case 'convertKeys': {
      const { conversionStrategy } = readExtract({ conversionStrategy: textOf(vector, 'strategy') });
      return { outputKeys: sortedKeys(orThrow(convertKeys(values, conversionStrategy))) };
    }
    case 'validateKeys':
      return { outputKeys: sortedKeys(orThrow(validateKeys(values))) };
    default:
      throw new RefusedVector('PushSecret', 'names are not converted back, because nothing is pushed');
  }
}

/** A map's keys; the recording lists them in byte order. */
function sortedKeys(values: ReadonlyMap<string, SecretValue>): readonly string[] {
  return [...values.keys()].sort(compareBytes);
}

function duration(vector: Vector): Answer {
  if (vector['inputJson'] !== undefined) {
    const { refreshIntervalMs } = readSpec({ refreshInterval: JSON.parse(textOf(vector, 'inputJson')) });
    return { nanoseconds: String(BigInt(refreshIntervalMs) * NANOSECONDS_PER_MS) };
  }
  if (vector['input'] === undefined) throw new NotSupported('intervals as numbers, and durations as text');
  return { nanoseconds: String(orThrow(parseDuration(textOf(vector, 'input')))) };
}
