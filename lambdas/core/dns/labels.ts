import { compareBytes } from '../object-key.ts';

/**
 * The heritage string of a registry TXT (ExternalDNS `endpoint/labels.go`):
 * `"heritage=external-dns,external-dns/owner=eco2-dev,external-dns/resource=ingress/auth/api"`.
 * Unknown labels are kept, so that what is read can be written again.
 */
export type Labels = Readonly<Record<string, string>>;

const HERITAGE = 'external-dns';
const PREFIX = `${HERITAGE}/`;
/** In memory only: where the peer keeps the nonce of an encrypted marker. */
const NONCE_LABEL = 'txt-encryption-nonce';

/** Labels of one TXT value, or undefined when it is not a registry value. */
export function parseLabels(value: string): Labels | undefined {
  const labels: Record<string, string> = {};
  let found = false;
  for (const token of trimQuotes(value).split(',')) {
    const equals = token.indexOf('=');
    if (equals < 0) continue;
    const key = token.slice(0, equals);
    const text = token.slice(equals + 1);
    if (key === 'heritage') {
      if (text !== HERITAGE) return undefined;
      found = true;
    } else if (key.startsWith(HERITAGE)) {
      labels[key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key] = text;
    }
  }
  return found ? labels : undefined;
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
  let [start, end] = [0, value.length];
  while (start < end && value[start] === '"') start += 1;
  while (end > start && value[end - 1] === '"') end -= 1;
  return value.slice(start, end);
}
