import { SecretValue } from '../../../../lambdas/core/secret-value.ts';
import { extractObject } from '../../../../lambdas/core/secrets/extract.ts';
import { findUnsupportedConstruct, lookupProperty } from '../../../../lambdas/core/secrets/property-path.ts';
import { compileRegexp } from '../../../../lambdas/core/secrets/regexp.lazy.ts';
import { orThrow, textOf, toBase64Map } from './answers.ts';
import { type Answer, NotSupported, type Vector, type VectorRunners } from './vector.ts';

/** What a provider makes of a fixed value, and regular expressions. */
export const lookupRunners: VectorRunners = {
  'provider-lookup': lookup,
  'util-regexp': (vector) => {
    orThrow(compileRegexp(textOf(vector, 'pattern')));
    throw new NotSupported('finding and replacing, which comes with rewrite');
  },
};

function lookup(vector: Vector): Answer {
  if (vector['service'] !== 'ParameterStore') throw new NotSupported('Secrets Manager');
  const text = select(vector);
  if (vector['operation'] === 'GetSecret') return { output: SecretValue.ofText(text).unwrap() };
  return { outputMapBase64: toBase64Map(orThrow(extractObject(text))) };
}

function select(vector: Vector): string {
  const [value, property] = [textOf(vector, 'value'), textOf(vector, 'property')];
  if (property === '') return value;
  const construct = findUnsupportedConstruct(property);
  if (construct !== undefined) throw new NotSupported(construct);
  const found = lookupProperty(value, property);
  if (!found.found) throw new Error(`key ${property} does not exist in secret ${textOf(vector, 'key')}`);
  return found.text;
}
