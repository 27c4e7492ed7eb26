/** IPv4 and IPv6 as Go's netip parses them: strict (no leading zeros), zone-scoped and IPv4-mapped are IPv6. */

const DECIMAL = /^(0|[1-9]\d{0,2})$/;
const HEX_GROUP = /^[0-9a-fA-F]{1,4}$/;

/** Four bytes for IPv4, sixteen for IPv6, undefined for anything else. */
function parseIp(text: string): Uint8Array | undefined {
  if (text.includes(':')) return parseIpv6(text);
  return parseIpv4(text);
}

/** 4, 6, or undefined. */
export function ipFamily(text: string): 4 | 6 | undefined {
  const bytes = parseIp(text);
  if (bytes === undefined) return undefined;
  return bytes.length === 4 ? 4 : 6;
}

/**
 * Text that is equal for two spellings of one address and orders addresses by number, IPv4 before IPv6; other text
 * is returned as it is.
 */
export function canonicalIp(text: string): string {
  const bytes = parseIp(text);
  if (bytes === undefined) return text;
  return `${bytes.length === 4 ? '4' : '6'}:${Buffer.from(bytes).toString('hex')}`;
}

/** Whether `ip` lies in `cidr` (`10.0.0.0/8`, `2001:db8::/32`). False for different families or bad text. */
export function isInNetwork(ip: string, cidr: string): boolean {
  const [network = '', prefixText = ''] = cidr.split('/');
  const left = parseIp(ip);
  const right = parseIp(network);
  const prefix = Number(prefixText);
  if (left === undefined || right === undefined || left.length !== right.length) return false;
  if (prefixText === '' || !Number.isInteger(prefix) || prefix < 0 || prefix > left.length * 8) return false;
  for (let bit = 0; bit < prefix; bit += 1) {
    const mask = 0x80 >> (bit % 8);
    const index = bit >> 3;
    if (((left[index] ?? 0) & mask) !== ((right[index] ?? 0) & mask)) return false;
  }
  return true;
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => DECIMAL.test(part))) return undefined;
  const numbers = parts.map(Number);
  return numbers.some((number) => number > 255) ? undefined : Uint8Array.from(numbers);
}

function parseIpv6(text: string): Uint8Array | undefined {
  const [address = '', zone, ...rest] = text.split('%');
  if (rest.length > 0 || zone === '') return undefined;
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

/** Bytes of `a:b:c` or, where the text ends the address, `a:b:1.2.3.4`. */
function parseGroups(text: string, endsAddress: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (endsAddress && index === groups.length - 1 && group.includes('.')) {
      const embedded = parseIpv4(group);
      if (embedded === undefined) return undefined;
      bytes.push(...embedded);
    } else if (HEX_GROUP.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else {
      return undefined;
    }
  }
  return bytes;
}
