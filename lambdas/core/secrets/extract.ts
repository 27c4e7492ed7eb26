import { SecretValue } from '../secret-value.ts';
import { type Checked, invalid, valid } from './checked.ts';
import { scanMembers, unquote } from './json-scan.ts';

/**
 * `dataFrom.extract`: one JSON object becomes many keys. Strings are unquoted, `null` is an empty value, everything
 * else is the source text as it stands. The last of two equal keys wins; the document `null` has no keys.
 * A problem names the kind of value or says that it is no JSON, and never quotes the value (invariant I1).
 */
export function extractObject(text: string): Checked<Map<string, SecretValue>> {
  const kind = kindOf(text);
  if (kind === 'null') return valid(new Map());
  if (kind === undefined) return invalid('the value is not valid JSON');
  if (kind !== 'object') {
    return invalid(`json: cannot unmarshal ${kind} into Go value of type map[string]json.RawMessage`);
  }
  const values = new Map<string, SecretValue>();
  for (const { key, start, end } of scanMembers(text, text.indexOf('{'))) {
    if (key !== undefined) values.set(key, toValue(text.slice(start, end)));
  }
  return valid(values);
}

function toValue(slice: string): SecretValue {
  if (slice === 'null') return SecretValue.ofText('');
  return SecretValue.ofText(slice.startsWith('"') ? (unquote(slice) ?? '') : slice);
}

/** Kind of the document in Go's words, undefined when it is not valid JSON. */
function kindOf(text: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed === null) return 'null';
    if (Array.isArray(parsed)) return 'array';
    return typeof parsed === 'boolean' ? 'bool' : typeof parsed;
  } catch {
    // V8's message quotes the text.
    return undefined;
  }
}
