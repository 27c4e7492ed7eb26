import { LABEL } from './registry.ts';

/** Characters that end a label or a value in a marker. */
const UNSAFE_KEY = /[,="\s]/;
const UNSAFE_VALUE = /[,"\\]|[^\x20-\x7e]/;
/** Labels that say whose a record set is, or exist in the peer's memory only. */
const RESERVED: readonly string[] = [
  LABEL.owner,
  LABEL.resource,
  LABEL.dualstack,
  'ownedRecord',
  'txt-encryption-nonce',
];
const OUR_PREFIX = 'sluice-';
/** Together with owner and resource, a marker is one string of at most 255 bytes. */
const CUSTOM_LABELS_CHARACTERS_MAX = 100;

/**
 * Labels of a DNSEndpoint's endpoint that go into its markers, as ExternalDNS puts them there. Reserved names are
 * ignored; `refused` names those that would break the marker.
 */
export function readCustomLabels(labels: Readonly<Record<string, string>>): {
  readonly kept: Readonly<Record<string, string>>;
  readonly refused: readonly string[];
} {
  const kept: Record<string, string> = {};
  const refused: string[] = [];
  let characters = 0;
  for (const [key, value] of Object.entries(labels)) {
    if (RESERVED.includes(key) || key.startsWith(OUR_PREFIX)) continue;
    characters += key.length + value.length;
    const isUnsafe = key === '' || UNSAFE_KEY.test(key) || UNSAFE_VALUE.test(value);
    if (isUnsafe || characters > CUSTOM_LABELS_CHARACTERS_MAX) refused.push(key);
    else kept[key] = value;
  }
  return { kept, refused };
}
