import { DNS_LABEL_BYTES_MAX, DNS_NAME_BYTES_MAX } from '../bounds.ts';

export function trimFinalDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** Whether `name` is `zone` or below it; both normalised. */
export function isWithin(name: string, zone: string): boolean {
  if (name.length <= zone.length) return name === zone;
  return name[name.length - zone.length - 1] === '.' && name.endsWith(zone);
}

/** Why a normalised name cannot be written, or undefined. Lengths are in bytes (RFC 1035 2.3.4). */
export function explainInvalidName(name: string): string | undefined {
  if (Buffer.byteLength(name) > DNS_NAME_BYTES_MAX) return `is longer than ${DNS_NAME_BYTES_MAX} bytes`;
  for (const label of name.split('.')) {
    if (label === '') return 'has an empty label';
    if (Buffer.byteLength(label) > DNS_LABEL_BYTES_MAX)
      return `has a label longer than ${DNS_LABEL_BYTES_MAX} bytes`;
  }
  return undefined;
}
