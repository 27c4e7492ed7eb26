import { compareBytes } from '../../../../lambdas/core/object-key.ts';
import { SecretValue } from '../../../../lambdas/core/secret-value.ts';
import { decodeValue } from '../../../../lambdas/core/secrets/decode.ts';
import { parseDuration } from '../../../../lambdas/core/secrets/duration.ts';
import { extractObject } from '../../../../lambdas/core/secrets/extract.ts';
import { textOfJson } from '../../../../lambdas/core/secrets/rewrite/json-text.ts';
import { convertKeys, validateKeys } from '../../../../lambdas/core/secrets/secret-key.ts';
import { parseStoreInterval } from '../../../../lambdas/core/secrets/store-interval.ts';
import { toText } from '../../../../lambdas/core/secrets/template/byte-string.ts';
import { formatDuration } from '../../../../lambdas/core/secrets/template/time/duration.ts';
import { orThrow, textOf, toBase64Map, valuesOf } from './answers.ts';
import { readExtract, readSpec } from './spec-of.ts';
import { type Answer, NotSupported, RefusedVector, type Vector, type VectorRunners } from './vector.ts';

const NANOSECONDS_PER_MS = 1_000_000n;

/** Decoding, keys, JSON objects and durations. */
export const valueRunners: VectorRunners = {
  'util-decode': decode,
  'util-keys': keys,
  'util-json': json,
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

function json(vector: Vector): Answer {
  const text = textOf(vector, 'input');
  switch (vector['operation']) {
    case 'jsonToSecretDataMap':
      return { outputBase64: toBase64Map(orThrow(extractObject(text))) };
    case 'getByteValue':
      return { output: Buffer.from(textOfJson(JSON.parse(text))) };
    default:
      throw new NotSupported(String(vector['operation']));
  }
}

function duration(vector: Vector): Answer {
  const { inputJson, inputInt, inputNanoseconds } = vector;
  if (inputJson !== undefined) {
    const { refreshIntervalMs } = readSpec({ refreshInterval: JSON.parse(textOf(vector, 'inputJson')) });
    return { nanoseconds: String(BigInt(refreshIntervalMs) * NANOSECONDS_PER_MS) };
  }
  if (inputNanoseconds !== undefined)
    return { string: toText(formatDuration(BigInt(String(inputNanoseconds)))) };
  if (inputInt !== undefined) return storeInterval(Number(inputInt));
  const text = textOf(vector, 'input');
  const nanoseconds = orThrow(parseDuration(text));
  return {
    nanoseconds: String(nanoseconds),
    string: toText(formatDuration(nanoseconds)),
    ...storeInterval(text),
  };
}

/** The same as `spec.refreshInterval` of a store, which may not be negative. */
function storeInterval(given: number | string): Answer {
  const interval = parseStoreInterval(given);
  return interval.ok
    ? { storeRefreshIntervalNanoseconds: String(interval.value) }
    : { storeRefreshIntervalError: interval.problem };
}
