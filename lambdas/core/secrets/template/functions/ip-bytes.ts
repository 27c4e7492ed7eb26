import { FunctionError } from '../template-error.ts';

/** Bytes of an address in text; throws FunctionError. */
export function ipBytes(text: string): Buffer {
  const bytes = ipv4(text) ?? ipv6(text);
  if (bytes === undefined) throw new FunctionError(`error parsing ip: ${text}`);
  return bytes;
}

function ipv4(text: string): Buffer | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  const isSound = parts?.every((part) => Number(part) <= 255 && !/^0\d/.test(part)) === true;
  return parts !== undefined && isSound ? Buffer.from(parts.map(Number)) : undefined;
}

function ipv6(given: string): Buffer | undefined {
  // The last two groups may be written as IPv4.
  const tailBytes = ipv4(given.slice(given.lastIndexOf(':') + 1));
  const text =
    tailBytes === undefined
      ? given
      : `${given.slice(0, given.lastIndexOf(':') + 1)}${tailBytes.readUInt16BE(0).toString(16)}:${tailBytes.readUInt16BE(2).toString(16)}`;
  const halves = text.split('::');
  if (halves.length > 2 || !/^[\da-fA-F:]+$/.test(text)) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[\da-fA-F]{1,4}$/.test(group))) return undefined;
  const bytes = Buffer.alloc(16);
  for (const [index, group] of groups.entries()) bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  return bytes;
}
