import { FunctionError } from '../template-error.ts';

/** One element of DER. */
export interface Der {
  /** Identifier octet: class, constructed bit and number. Numbers above 30 do not occur in what we read. */
  readonly tag: number;
  readonly content: Buffer;
  /** Header and content. */
  readonly raw: Buffer;
}

/** The elements that follow each other in `bytes`; throws FunctionError. */
export function readDer(bytes: Buffer): Der[] {
  const elements: Der[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const element = elementAt(bytes, offset);
    elements.push(element);
    offset += element.raw.length;
  }
  return elements;
}

function elementAt(bytes: Buffer, offset: number): Der {
  const first = bytes[offset + 1];
  if (first === undefined) throw new FunctionError('asn1: syntax error: truncated tag or length');
  const digits = first < 0x80 ? 0 : first & 0x7f;
  const isBad = first === 0x80 || digits > 4 || offset + 2 + digits > bytes.length;
  if (isBad) throw new FunctionError('asn1: structure error: length is not DER');
  const length = digits === 0 ? first : bytes.readUIntBE(offset + 2, digits);
  const start = offset + 2 + digits;
  if (start + length > bytes.length) throw new FunctionError('asn1: syntax error: data truncated');
  return {
    tag: bytes[offset] ?? 0,
    content: bytes.subarray(start, start + length),
    raw: bytes.subarray(offset, start + length),
  };
}

/** An element around the given contents. */
export function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length = content.length;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.alloc(4);
  digits.writeUInt32BE(length);
  const shown = digits.subarray(digits.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 | shown.length]), shown, content]);
}
