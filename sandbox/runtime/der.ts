/** The few pieces of DER (X.690) that an X.509 certificate is made of. Each returns tag, length and content. */

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), encodeLength(content.length), content]);
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function encodeObjectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const groups = rest.flatMap((value) => {
    const digits = [value % 128];
    for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) {
      digits.unshift((left % 128) | 0x80);
    }
    return digits;
  });
  return element(0x06, Buffer.from([first * 40 + second, ...groups]));
}

/** `261122080000Z`: years until 2049 are written with two digits (RFC 5280, 4.1.2.5). */
function encodeTime(ms: number): Buffer {
  const text = new Date(ms).toISOString().slice(2, 19).replace(/[-:T]/g, '');
  return element(0x17, Buffer.from(`${text}Z`));
}

/** Encoders by ASN.1 type. */
export const der = {
  sequence: (...parts: readonly Buffer[]) => element(0x30, Buffer.concat(parts)),
  set: (...parts: readonly Buffer[]) => element(0x31, Buffer.concat(parts)),
  /** A positive number of any size. */
  integer: (bytes: Buffer) =>
    element(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes),
  boolean: (value: boolean) => element(0x01, Buffer.from([value ? 0xff : 0])),
  /** Bits that fill whole bytes, unless `unused` says how many of the last byte do not count. */
  bits: (bytes: Buffer, unused = 0) => element(0x03, Buffer.concat([Buffer.from([unused]), bytes])),
  octets: (bytes: Buffer) => element(0x04, bytes),
  utf8: (text: string) => element(0x0c, Buffer.from(text)),
  objectIdentifier: encodeObjectIdentifier,
  time: encodeTime,
  /** Context-specific, constructed. */
  explicit: (tag: number, content: Buffer) => element(0xa0 | tag, content),
  /** Context-specific, primitive. */
  implicit: (tag: number, content: Buffer) => element(0x80 | tag, content),
} as const;
