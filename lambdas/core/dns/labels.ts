import { compareBytes } from '../object-key.ts';
import { LABEL } from './registry.ts';

/**
 * The heritage string of a registry TXT (ExternalDNS `endpoint/labels.go`):
 * `"heritage=external-dns,external-dns/owner=eco2-dev,external-dns/resource=ingress/auth/api"`.
 * Unknown labels are kept, so that what is read can be written again.
 */
export type Labels = Readonly<Record<string, string>>;

const HERITAGE = 'external-dns';
const PREFIX = `${HERITAGE}/`;
const HERITAGE_KEY = 'heritage=';
/** In memory only: where the peer keeps the nonce of an encrypted marker. */
const NONCE_LABEL = 'txt-encryption-nonce';
const USUAL_KEYS: readonly string[] = Object.values(LABEL);

/** Labels of one TXT value, or undefined when it is not a registry value. */
export function parseLabels(value: string): Labels | undefined {
  const labels: Record<string, string> = {};
  let found = false;
  const text = trimQuotes(value);
  // Every TXT of a zone is read here on every run: no array of tokens, and no token before it is known to count.
  for (let start = 0, end = 0; start <= text.length; start = end + 1) {
    const comma = text.indexOf(',', start);
    end = comma < 0 ? text.length : comma;
    const equals = text.indexOf('=', start);
    if (equals < 0 || equals >= end) continue;
    if (text.startsWith(HERITAGE, start) && equals >= start + HERITAGE.length) {
      const isPrefixed = text.startsWith(PREFIX, start) && equals >= start + PREFIX.length;
      labels[keyAt(text, isPrefixed ? start + PREFIX.length : start, equals)] = text.slice(equals + 1, end);
    } else if (text.startsWith(HERITAGE_KEY, start)) {
      if (text.slice(equals + 1, end) !== HERITAGE) return undefined;
      found = true;
    }
  }
  return found ? labels : undefined;
}

/** Of the keys that most markers have the constant: one that is cut out is looked up among all strings of the program. */
function keyAt(text: string, start: number, end: number): string {
  for (const key of USUAL_KEYS) if (key.length === end - start && text.startsWith(key, start)) return key;
  return text.slice(start, end);
}

/** The text without quotes: heritage first, then labels by the bytes of their keys. */
export function serializeLabels(labels: Labels): string {
  const pairs = Object.keys(labels)
    .filter((key) => key !== NONCE_LABEL)
    .sort(compareBytes)
    .map((key) => `${PREFIX}${key}=${labels[key]}`);
  return [`heritage=${HERITAGE}`, ...pairs].join(',');
}

/** All quotes at both ends go, as Go's `strings.Trim` does. */
export function trimQuotes(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && value[start] === '"') start += 1;
  while (end > start && value[end - 1] === '"') end -= 1;
  return value.slice(start, end);
}
