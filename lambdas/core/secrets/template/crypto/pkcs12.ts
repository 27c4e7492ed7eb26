import { createHmac } from 'node:crypto';
import { FunctionError } from '../template-error.ts';
import { oidText } from './asn1.ts';
import { type Der, readDer } from './der.ts';
import { decryptWith } from './pkcs12-cipher.ts';
import { derivePkcs12 } from './pkcs12-kdf.ts';
import { TAG } from './tag.ts';

export const OID = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509: '1.2.840.113549.1.9.22.1',
  localKeyId: '1.2.840.113549.1.9.21',
  friendlyName: '1.2.840.113549.1.9.20',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;
const MAC_HASHES: Readonly<Record<string, readonly [hash: string, size: number]>> = {
  '1.3.14.3.2.26': ['sha1', 20],
  [OID.sha256]: ['sha256', 32],
  '2.16.840.1.101.3.4.2.3': ['sha512', 64],
};

/** What is in a file: the key as PKCS#8, and the certificates in their order. */
export interface Pkcs12Content {
  readonly key: Buffer;
  readonly certificates: readonly Buffer[];
}

/** Opens a file; throws FunctionError in the words of Go's library. `password` as UTF-16 units do fit. */
export function decodePkcs12(bytes: Buffer, password: string): Pkcs12Content {
  const { content, mac } = openEnvelope(bytes);
  const secret = checkMac(content, mac, bmpPassword(password));
  const parts = readDer(sequence(readDer(content)[0]).content);
  if (parts.length < 1 || parts.length > 2)
    throw new FunctionError('pkcs12: expected 1 or 2 items in the authenticated safe');
  const bags = parts.flatMap((part) => readBags(part, secret));
  const keys = bags.flatMap((bag) => keyOf(bag, secret));
  const certificates = bags.flatMap(certificateOf);
  if (keys.length > 1) throw new FunctionError('pkcs12: expected exactly one key bag');
  if (certificates.length === 0) throw new FunctionError('pkcs12: certificate missing');
  const [key] = keys;
  if (key === undefined) throw new FunctionError('pkcs12: private key missing');
  return { key, certificates };
}

/** A BMP string with two zero bytes at the end. */
export function bmpPassword(text: string): Buffer {
  if ([...text].some((char) => char.length > 1)) {
    throw new FunctionError('pkcs12: string contains characters that cannot be encoded in UCS-2');
  }
  return Buffer.from(`${text}\0`, 'utf16le').swap16();
}

function openEnvelope(bytes: Buffer): { readonly content: Buffer; readonly mac: Der | undefined } {
  let outer: Der[];
  try {
    outer = readDer(bytes);
  } catch (error) {
    const problem = error instanceof FunctionError ? error.message : 'malformed';
    throw new FunctionError(`pkcs12: error reading P12 data: ${problem}`);
  }
  if (outer.length !== 1 || outer[0]?.tag !== TAG.sequence) {
    throw new FunctionError('pkcs12: error reading P12 data: asn1: structure error: tags do not match');
  }
  const [version, safe, mac] = readDer(outer[0].content);
  if (version?.content.equals(Buffer.from([3])) !== true)
    throw new FunctionError("pkcs12: can only decode v3 PFX PDU's");
  return { content: contentOf(sequence(safe)).content, mac };
}

function sequence(element: Der | undefined): Der {
  if (element?.tag !== TAG.sequence)
    throw new FunctionError('pkcs12: asn1: structure error: sequence expected');
  return element;
}

/** The octets in a ContentInfo of type data. */
function contentOf(info: Der): Der {
  const [type, wrapped] = readDer(info.content);
  if (type === undefined || oidText(type) !== OID.data) {
    throw new FunctionError('pkcs12: only password-protected PFX is implemented');
  }
  const [octets] = readDer(wrapped?.content ?? Buffer.alloc(0));
  if (octets?.tag !== TAG.octets) throw new FunctionError('pkcs12: asn1: structure error: octets expected');
  return octets;
}

/** The password that the file was made with; an empty one may also have been none at all. */
function checkMac(content: Buffer, mac: Der | undefined, password: Buffer): Buffer {
  const isEmpty = password.length === 2;
  if (mac === undefined) {
    if (isEmpty) return password;
    throw new FunctionError('pkcs12: no MAC in data');
  }
  const candidates = isEmpty ? [password, Buffer.alloc(0)] : [password];
  const fitting = candidates.find((candidate) => isMacOf(content, mac, candidate));
  if (fitting === undefined) throw new FunctionError('pkcs12: decryption password incorrect');
  return fitting;
}

function isMacOf(content: Buffer, mac: Der, password: Buffer): boolean {
  const [info, salt, iterations] = readDer(mac.content);
  const [algorithm, digest] = readDer(sequence(info).content);
  const [id] = readDer(sequence(algorithm).content);
  const [hash, size] = (id === undefined ? undefined : MAC_HASHES[oidText(id)]) ?? [];
  if (hash === undefined || size === undefined || salt === undefined || digest === undefined) {
    throw new FunctionError('pkcs12: MAC digest algorithm not supported');
  }
  const rounds =
    iterations === undefined ? 1 : iterations.content.readUIntBE(0, Math.min(iterations.content.length, 6));
  const key = derivePkcs12({ hash, salt: salt.content, password, iterations: rounds, id: 3, size });
  return createHmac(hash, key).update(content).digest().equals(digest.content);
}

function readBags(part: Der, password: Buffer): readonly Der[] {
  const [type, wrapped] = readDer(part.content);
  const [inner] = readDer(wrapped?.content ?? Buffer.alloc(0));
  if (type === undefined || inner === undefined) throw new FunctionError('pkcs12: malformed safe');
  if (oidText(type) === OID.data) return readDer(sequence(readDer(inner.content)[0]).content);
  if (oidText(type) !== OID.encryptedData) {
    throw new FunctionError(
      'pkcs12: only data and encryptedData content types are supported in authenticated safe',
    );
  }
  const [, info] = readDer(inner.content);
  const [, algorithm, encrypted] = readDer(sequence(info).content);
  if (algorithm === undefined || encrypted === undefined)
    throw new FunctionError('pkcs12: malformed encrypted data');
  const plain = decryptWith(algorithm, encrypted.content, password);
  return readDer(sequence(readDer(plain)[0]).content);
}

function bagParts(bag: Der): { readonly id: string; readonly value: Buffer } {
  const [id, value] = readDer(bag.content);
  if (id === undefined || value === undefined) throw new FunctionError('pkcs12: malformed bag');
  return { id: oidText(id), value: value.content };
}

function keyOf(bag: Der, password: Buffer): readonly Buffer[] {
  const { id, value } = bagParts(bag);
  if (id === OID.keyBag) return [value];
  if (id !== OID.shroudedKeyBag) return [];
  const [algorithm, encrypted] = readDer(sequence(readDer(value)[0]).content);
  if (algorithm === undefined || encrypted === undefined)
    throw new FunctionError('pkcs12: malformed key bag');
  return [decryptWith(algorithm, encrypted.content, password)];
}

function certificateOf(bag: Der): readonly Buffer[] {
  const { id, value } = bagParts(bag);
  if (id !== OID.certBag) return [];
  const [type, wrapped] = readDer(sequence(readDer(value)[0]).content);
  const [octets] = readDer(wrapped?.content ?? Buffer.alloc(0));
  if (type === undefined || octets === undefined || oidText(type) !== OID.x509) {
    throw new FunctionError('pkcs12: only X509 certificates are supported in cert bags');
  }
  return [octets.content];
}
