import { createCipheriv, createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { FunctionError } from '../template-error.ts';
import { integer, oid, oidText } from './asn1.ts';
import { type Der, der, readDer } from './der.ts';
import { checkIterations, derivePkcs12 } from './pkcs12-kdf.ts';
import { decryptRc2 } from './rc2.ts';
import { TAG } from './tag.ts';

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const HMAC_SHA256 = '1.2.840.113549.2.9';
const AES_256_CBC = '2.16.840.1.101.3.4.1.42';
const PRFS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  [HMAC_SHA256]: 'sha256',
  '1.2.840.113549.2.11': 'sha512',
};
const AES: Readonly<Record<string, readonly [name: string, keyBytes: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  [AES_256_CBC]: ['aes-256-cbc', 32],
};
/** The old schemes: key bytes, and the cipher. */
const LEGACY: Readonly<Record<string, readonly [cipher: 'des-ede3-cbc' | 'rc2', keyBytes: number]>> = {
  '1.2.840.113549.1.12.1.3': ['des-ede3-cbc', 24],
  '1.2.840.113549.1.12.1.5': ['rc2', 16],
  '1.2.840.113549.1.12.1.6': ['rc2', 5],
};
const ITERATIONS = 2_048;

/** Decrypts by an algorithm identifier; throws FunctionError, also where the password is wrong. */
export function decryptWith(algorithm: Der, data: Buffer, password: Buffer): Buffer {
  const [id, parameters] = readDer(algorithm.content);
  if (id === undefined || parameters === undefined) throw new FunctionError('pkcs12: malformed algorithm');
  const name = oidText(id);
  const legacy = LEGACY[name];
  if (name !== PBES2 && legacy === undefined)
    throw new FunctionError(`pkcs12: algorithm ${name} is not supported`);
  try {
    const padded =
      legacy === undefined
        ? decryptPbes2(parameters, data, password)
        : decryptLegacy(legacy, parameters, { data, password });
    return withoutPadding(padded);
  } catch (error) {
    throw error instanceof FunctionError
      ? error
      : new FunctionError('pkcs12: decryption error, incorrect padding');
  }
}

function withoutPadding(padded: Buffer): Buffer {
  const count = padded.at(-1) ?? 0;
  const isSound =
    count > 0 && count <= padded.length && padded.subarray(-count).every((byte) => byte === count);
  if (!isSound) throw new FunctionError('pkcs12: decryption error, incorrect padding');
  return padded.subarray(0, -count);
}

function decryptLegacy(
  [cipher, keyBytes]: readonly [cipher: 'des-ede3-cbc' | 'rc2', keyBytes: number],
  parameters: Der,
  { data, password }: { readonly data: Buffer; readonly password: Buffer },
): Buffer {
  const [salt, iterations] = readDer(parameters.content);
  if (salt === undefined || iterations === undefined) throw new FunctionError('pkcs12: malformed parameters');
  const request = { hash: 'sha1', salt: salt.content, password, iterations: number(iterations) };
  const key = derivePkcs12({ ...request, id: 1, size: keyBytes });
  const iv = derivePkcs12({ ...request, id: 2, size: 8 });
  return cipher === 'rc2' ? decryptRc2(key, iv, data) : decipher(cipher, { key, iv, data });
}

function decryptPbes2(parameters: Der, data: Buffer, password: Buffer): Buffer {
  const [kdf, scheme] = readDer(parameters.content);
  const [kdfId, kdfParameters] = readDer(kdf?.content ?? Buffer.alloc(0));
  const [schemeId, iv] = readDer(scheme?.content ?? Buffer.alloc(0));
  if (!kdfId || !kdfParameters || !schemeId || !iv)
    throw new FunctionError('pkcs12: malformed PBES2 parameters');
  const [cipher, keyBytes] = AES[oidText(schemeId)] ?? [];
  if (oidText(kdfId) !== PBKDF2 || cipher === undefined || keyBytes === undefined) {
    throw new FunctionError('pkcs12: PBES2 scheme is not supported');
  }
  const [salt, iterations, ...rest] = readDer(kdfParameters.content);
  if (salt === undefined || iterations === undefined)
    throw new FunctionError('pkcs12: malformed PBKDF2 parameters');
  const prf = rest.find(({ tag }) => tag === TAG.sequence);
  const [prfId] = prf === undefined ? [] : readDer(prf.content);
  const hash = prfId === undefined ? 'sha1' : PRFS[oidText(prfId)];
  if (hash === undefined) throw new FunctionError('pkcs12: PBES2 prf is not supported');
  checkIterations(number(iterations));
  const key = pbkdf2Sync(utf8(password), salt.content, number(iterations), keyBytes, hash);
  return decipher(cipher, { key, iv: iv.content, data });
}

function decipher(name: string, { key, iv, data }: Record<'key' | 'iv' | 'data', Buffer>): Buffer {
  const cipher = createDecipheriv(name, key, iv);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** A number of at most 32 bits. */
function number({ content }: Der): number {
  return content.length > 0 && content.length <= 5 ? content.readUIntBE(0, content.length) : 0;
}

/** The password of a BMP string. */
function utf8(password: Buffer): Buffer {
  const text = Buffer.from(password).swap16().toString('utf16le');
  return Buffer.from(text.replace(/\0$/, ''), 'utf8');
}

/** Encrypts by PBES2 with AES-256 and HMAC-SHA256, as ESO's modern files are; gives the algorithm and the bytes. */
export function encryptModern(
  data: Buffer,
  password: Buffer,
  random: (size: number) => Buffer,
): { readonly algorithm: Buffer; readonly encrypted: Buffer } {
  const [salt, iv] = [random(16), random(16)];
  const key = pbkdf2Sync(utf8(password), salt, ITERATIONS, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const prf = der(TAG.sequence, oid(HMAC_SHA256), der(TAG.none));
  const kdf = der(TAG.sequence, der(TAG.octets, salt), integer(ITERATIONS), prf);
  const parameters = der(
    TAG.sequence,
    der(TAG.sequence, oid(PBKDF2), kdf),
    der(TAG.sequence, oid(AES_256_CBC), der(TAG.octets, iv)),
  );
  return {
    algorithm: der(TAG.sequence, oid(PBES2), parameters),
    encrypted: Buffer.concat([cipher.update(data), cipher.final()]),
  };
}
