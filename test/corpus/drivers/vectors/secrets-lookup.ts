import { extractObject } from '../../../../lambdas/core/secrets/extract.ts';
import { getPath } from '../../../../lambdas/core/secrets/gjson/get.ts';
import { exists } from '../../../../lambdas/core/secrets/gjson/result.ts';
import { isArray, isObject } from '../../../../lambdas/core/secrets/gjson/result-kind.ts';
import { textOf as textOfResult } from '../../../../lambdas/core/secrets/gjson/result-text.ts';
import { lookupProperty } from '../../../../lambdas/core/secrets/property-path.lazy.ts';
import { toByteString } from '../../../../lambdas/core/secrets/template/byte-string.ts';
import { orThrow, textOf, toBase64Map } from './answers.ts';
import type { Answer, Vector, VectorRunners } from './vector.ts';

/** What a provider makes of a fixed value, and of paths into values. */
export const lookupRunners: VectorRunners = {
  'provider-lookup': lookup,
  gjson,
};

function lookup(vector: Vector): Answer {
  const bytes = select(vector);
  if (vector['operation'] === 'GetSecret') return { output: bytes };
  return { outputMapBase64: toBase64Map(orThrow(extractObject(bytes.toString('utf8')))) };
}

function select(vector: Vector): Buffer {
  const [value, property] = [Buffer.from(textOf(vector, 'value')), textOf(vector, 'property')];
  if (property === '') return value;
  const found = lookupProperty(value, property);
  if (found.found) return found.bytes;
  throw new Error(found.problem ?? `key ${property} does not exist in secret ${textOf(vector, 'key')}`);
}

function gjson(vector: Vector): Answer {
  const result = orThrow(getPath(byteStringOf(vector, 'json'), byteStringOf(vector, 'path')));
  const { type, raw } = result;
  return {
    exists: exists(result),
    type,
    isArray: isArray(result),
    isObject: isObject(result),
    ...bytesField(vector, 'raw', raw),
    ...bytesField(vector, 'string', textOfResult(result)),
  };
}

/** A field of bytes, which the vector writes as base64 where they are not UTF-8. */
function byteStringOf(vector: Vector, field: string): string {
  const encoded = textOf(vector, `${field}Base64`);
  return encoded === ''
    ? toByteString(textOf(vector, field))
    : Buffer.from(encoded, 'base64').toString('latin1');
}

function bytesField(vector: Vector, field: string, bytes: string): Answer {
  const encoded = `${field}Base64`;
  const buffer = Buffer.from(bytes, 'latin1');
  return vector[encoded] === undefined
    ? { [field]: buffer.toString('utf8') }
    : { [encoded]: buffer.toString('base64') };
}
