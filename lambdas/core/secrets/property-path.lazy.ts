import { getPath } from './gjson/get.ts';
import { exists } from './gjson/result.ts';
import { textOf } from './gjson/result-text.ts';
import type { LookupProperty, PropertyResult } from './property-path.ts';
import { toByteString } from './template/byte-string.ts';

/**
 * `remoteRef.property`: a path of gjson into a value, which need not be sound JSON. A property with dots is first
 * read as one literal key, every dot escaped, as ESO does; that reading also decides for multipaths with dots, which
 * it finds empty (reference: eso 3.2, appendix C.2 11). Loaded only where a manifest has a property.
 */
export const lookupProperty: LookupProperty = (value, property) => {
  const json = value.toString('latin1');
  const path = toByteString(property);
  if (!path.includes('.')) return lookup(json, path);
  const literal = lookup(json, path.replaceAll('.', '\\.'));
  return literal.found || literal.problem !== undefined ? literal : lookup(json, path);
};

function lookup(json: string, path: string): PropertyResult {
  const result = getPath(json, path);
  if (!result.ok) return { found: false, problem: result.problem };
  return exists(result.value)
    ? { found: true, bytes: Buffer.from(textOf(result.value), 'latin1') }
    : { found: false };
}
