/** A value as XML: objects become elements, arrays their items, undefined nothing. */
export function toXml(tag: string, value: unknown, itemNames: Readonly<Record<string, string>>): string {
  if (value === undefined) return '';
  return `<${tag}>${content(tag, value, itemNames)}</${tag}>`;
}

/** Text safe between tags; control characters that XML 1.0 can only carry as references are written so. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function content(tag: string, value: unknown, itemNames: Readonly<Record<string, string>>): string {
  if (Array.isArray(value)) {
    return value.map((item) => toXml(itemNames[tag] ?? 'member', item, itemNames)).join('');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, field]) => toXml(name, field, itemNames))
      .join('');
  }
  return escapeXml(String(value));
}
