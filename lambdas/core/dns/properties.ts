/**
 * Annotations that become provider-specific properties (`source/annotations/provider_specific.go`): `alias` only
 * when `true`, `record-type`, and the families of the providers. Route 53 keeps `aws/` and what has no slash.
 */

const FAMILIES: readonly (readonly [annotation: string, property: string])[] = [
  ['aws-', 'aws/'],
  ['scw-', 'scw/'],
  ['webhook-', 'webhook/'],
  ['coredns-', 'coredns/'],
];

/** @param values annotation values by key without prefix; @param prefix kept in cloudflare's property names */
export function readProperties(
  values: Readonly<Record<string, string>>,
  prefix: string,
): Readonly<Record<string, string>> {
  const properties: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) {
    if (key === 'alias' && value === 'true') properties['alias'] = 'true';
    if (key === 'record-type') properties[key] = value;
    if (key === 'azure-tags') properties['azure/tags'] = value;
    if (key.startsWith('cloudflare-')) properties[`${prefix}${key}`] = value;
    const family = FAMILIES.find(([annotation]) => key.startsWith(annotation));
    if (family !== undefined) properties[`${family[1]}${key.slice(family[0].length)}`] = value;
  }
  return properties;
}

/** What Route 53 understands: properties without a slash, and those of the family `aws/`. */
export function keepRoute53Properties(
  properties: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !name.includes('/') || name.startsWith('aws/')),
  );
}
