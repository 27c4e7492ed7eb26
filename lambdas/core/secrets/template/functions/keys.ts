import { createPrivateKey, createPublicKey, type KeyObject, privateDecrypt } from 'node:crypto';
import { GoMap } from '../containers.ts';
import { decodePem, encodePem } from '../crypto/pem.ts';
import type { Budget } from '../limits.ts';
import { FunctionError } from '../template-error.ts';
import type { Args } from './args.ts';
import type { FunctionFamily } from './function.ts';
import { parseJson } from './json-parse.ts';

/** OpenSSL's number for the padding of OAEP (`RSA_PKCS1_OAEP_PADDING`). */
const OAEP_PADDING = 4;
const HASHES: Readonly<Record<string, string>> = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' };

/** ESO's functions over keys: JSON web keys to PEM, and RSA decryption. */
export const keyFunctions: FunctionFamily = {
  jwkPublicKeyPem: ['s', (args) => publicPem(readJwk(args.budget, args.string(0)))],
  jwkPrivateKeyPem: ['s', (args) => privatePem(readJwk(args.budget, args.string(0)))],
  rsaDecrypt: ['ssss', rsaDecrypt],
};

type Jwk = Readonly<Record<string, string>>;

function readJwk(budget: Budget, text: string): Jwk {
  const value = parseJson(budget, text);
  if (!(value instanceof GoMap)) throw new FunctionError('failed to unmarshal JSON into key hint');
  const fields = [...value.entries].flatMap(([name, field]) =>
    typeof field === 'string' ? [[name, field]] : [],
  );
  return Object.fromEntries(fields);
}

function publicPem(jwk: Jwk): string {
  const kind = jwk['kty'] ?? '';
  if (jwk['d'] !== undefined)
    throw new FunctionError(`x509: unsupported public key type: ${kind} private key`);
  const key = keyOf(kind, () => createPublicKey({ key: jwk, format: 'jwk' }));
  return encodePem('PUBLIC KEY', exported(key, 'spki'));
}

function privatePem(jwk: Jwk): string {
  const kind = jwk['kty'] ?? '';
  if (jwk['d'] === undefined)
    throw new FunctionError(`x509: unknown key type while marshaling PKCS#8: ${kind}`);
  const key = keyOf(kind, () => createPrivateKey({ key: jwk, format: 'jwk' }));
  return encodePem('PRIVATE KEY', exported(key, 'pkcs8'));
}

function exported(key: KeyObject, type: 'spki' | 'pkcs8'): Buffer {
  return key.export({ type, format: 'der' });
}

/** OpenSSL's messages may hold parts of what it was given, so ours say only what the key is. */
function keyOf(kind: string, create: () => KeyObject): KeyObject {
  if (!['RSA', 'EC', 'OKP'].includes(kind)) throw new FunctionError(`invalid key type from JSON (${kind})`);
  try {
    return create();
  } catch {
    throw new FunctionError(`failed to unmarshal JSON into key: not a sound ${kind} key`);
  }
}

/** Scheme, hash, ciphertext, key; scheme `None` gives the ciphertext back. */
function rsaDecrypt(args: Args): string {
  const [scheme, hash, ciphertext, pem] = args.strings(0);
  if (scheme === 'None') return ciphertext ?? '';
  const block = decodePem(pem ?? '')?.block;
  if (block === undefined) throw new FunctionError('failed to decode PEM block');
  const key = rsaKey(encodePem(block.type, block.bytes));
  if (scheme !== 'RSA-OAEP') throw new FunctionError(`unsupported encryption scheme: ${scheme}`);
  try {
    const oaepHash = HASHES[hash ?? ''] ?? 'sha256';
    const data = Buffer.from(ciphertext ?? '', 'latin1');
    return privateDecrypt({ key, padding: OAEP_PADDING, oaepHash }, data).toString('latin1');
  } catch {
    throw new FunctionError('error decrypting data with RSA: crypto/rsa: decryption error');
  }
}

function rsaKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new FunctionError('could not parse private key: unable to parse private key');
  }
  if (key.asymmetricKeyType !== 'rsa') throw new FunctionError('could not parse RSA private key');
  return key;
}
