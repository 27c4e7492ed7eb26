import { compareBytes } from '../object-key.ts';
import { SecretValue } from '../secret-value.ts';

/** What Go's encoding/json escapes in strings for the sake of HTML. */
const HTML = /[<>&\u2028\u2029]/g;

/** Tags as the JSON object that ESO makes of them: keys sorted by bytes, no white space, HTML characters escaped. */
export function formatTags(tags: Readonly<Record<string, string>>): SecretValue {
  const members = Object.entries(tags)
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([key, value]) => `${quote(key)}:${quote(value)}`);
  return SecretValue.ofText(`{${members.join(',')}}`);
}

function quote(text: string): string {
  const escapeHtml = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(HTML, escapeHtml);
}
