import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { GoSlice } from '../containers.ts';
import { oid } from '../crypto/asn1.ts';
import { parseCertificate } from '../crypto/certificate.ts';
import { der, readDer } from '../crypto/der.ts';
import { makeCertificate, type Signer } from '../crypto/make-certificate.ts';
import { decodePem, encodePem } from '../crypto/pem.ts';
import { TAG } from '../crypto/tag.ts';
import { FunctionError } from '../template-error.ts';
import { GoObject, type Value } from '../values.ts';
import type { Args } from './args.ts';
import { decodeBase64 } from './decode-text.ts';
import type { Chance } from './environment.ts';
import type { FunctionFamily } from './function.ts';
import { ipBytes } from './ip-bytes.ts';
import { undetermined } from './refusals.ts';

const DAY_MS = 86_400_000;
const KEY_STEPS = 200_000;
/** Key types by the name that templates use. */
const KEY_KINDS: Readonly<Record<string, 'rsa4096' | 'ecdsa' | 'ed25519' | 'dsa'>> = {
  rsa: 'rsa4096',
  ecdsa: 'ecdsa',
  ed25519: 'ed25519',
  dsa: 'dsa',
};

/** Keys and certificates. All but `buildCustomCert` are random, so only under refreshPolicy CreatedOnce. */
export const certificateFunctions: FunctionFamily = {
  genPrivateKey: ['s', genPrivateKey],
  buildCustomCert: ['ss', buildCustomCert],
  genCA: ['si', (args) => issue(args, 'genCA', newKey(args, 'genCA'), { isCa: true })],
  genCAWithKey: ['sis', (args) => issue(args, 'genCAWithKey', givenKey(args.string(2)), { isCa: true })],
  genSelfSignedCert: [
    'slli',
    (args) => issue(args, 'genSelfSignedCert', newKey(args, 'genSelfSignedCert'), {}),
  ],
  genSelfSignedCertWithKey: [
    'sllis',
    (args) => issue(args, 'genSelfSignedCertWithKey', givenKey(args.string(4)), {}),
  ],
  genSignedCert: [
    'sllic',
    (args) => issue(args, 'genSignedCert', newKey(args, 'genSignedCert'), { authority: args.any(4) }),
  ],
  genSignedCertWithKey: [
    'sllics',
    (args) => issue(args, 'genSignedCertWithKey', givenKey(args.string(5)), { authority: args.any(4) }),
  ],
};

function chanceOf(args: Args, name: string): Chance {
  const { chance } = args.environment;
  if (chance === undefined) throw undetermined(name);
  return chance;
}

function genPrivateKey(args: Args): string {
  const kind = KEY_KINDS[args.string(0)];
  if (kind === undefined) return `Unknown type ${args.string(0)}`;
  args.budget.spend(KEY_STEPS);
  return keyPem(createPrivateKey(chanceOf(args, 'genPrivateKey').privateKey(kind)));
}

/** In the form of its type: PKCS#1, SEC 1, or PKCS#8 for what has none. */
function keyPem(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return encodePem('RSA PRIVATE KEY', key.export({ type: 'pkcs1', format: 'der' }));
    case 'ec':
      return encodePem('EC PRIVATE KEY', key.export({ type: 'sec1', format: 'der' }));
    default:
      return encodePem('PRIVATE KEY', key.export({ type: 'pkcs8', format: 'der' }));
  }
}

function certificateValue(cert: string, key: string): GoObject {
  const fields = new Map([
    ['Cert', cert],
    ['Key', key],
  ]);
  return new GoObject({ type: 'sprig.certificate', fields, identity: () => JSON.stringify([cert, key]) });
}

function buildCustomCert(args: Args): Value {
  const [cert, key] = ['certificate', 'private key'].map((what, index) => {
    const pem = decoded(args.string(index), what);
    if (decodePem(pem) === undefined) throw new FunctionError(`unable to decode ${what}`);
    return pem;
  });
  return certificateValue(cert ?? '', key ?? '');
}

function decoded(text: string, what: string): string {
  try {
    return decodeBase64(text);
  } catch (error) {
    throw error instanceof FunctionError ? new FunctionError(`unable to decode base64 ${what}`) : error;
  }
}

function newKey(args: Args, name: string): KeyObject {
  args.budget.spend(KEY_STEPS);
  return createPrivateKey(chanceOf(args, name).privateKey('rsa2048'));
}

function givenKey(pem: string): KeyObject {
  const block = decodePem(pem)?.block;
  if (block === undefined) throw new FunctionError('parsing private key: no PEM data in input');
  try {
    return createPrivateKey(encodePem(block.type, block.bytes));
  } catch {
    throw new FunctionError('parsing private key: no private key data found');
  }
}

interface Issuing {
  readonly isCa?: boolean;
  /** A certificate of a template that signs; absent: the certificate signs itself. */
  readonly authority?: Value;
}

function issue(args: Args, name: string, key: KeyObject, { isCa = false, authority }: Issuing): Value {
  const chance = chanceOf(args, name);
  args.budget.spend(KEY_STEPS);
  const parent = authority instanceof GoObject ? readAuthority(authority) : undefined;
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const notBefore = chance.now();
  const days = args.int(isCa ? 1 : 3);
  const raw = makeCertificate(
    {
      commonName: args.string(0),
      ips: isCa ? [] : textsIn(args.list(1), 'ip').map(ipBytes),
      dnsNames: isCa ? [] : textsIn(args.list(2), 'alternate dns name'),
      isCa,
      notBefore,
      notAfter: notBefore + days * DAY_MS,
      serial: chance.random(16),
      publicKey,
      subjectKeyId: keyId(publicKey),
      issuer: parent?.subject,
      authorityKeyId: parent?.keyId,
    },
    signerOf(parent?.key ?? key, chance),
  );
  return certificateValue(encodePem('CERTIFICATE', raw), keyPem(key));
}

function textsIn({ items }: GoSlice, what: string): string[] {
  return items.map((item) => {
    if (typeof item === 'string') return item;
    const shown = typeof item === 'object' && item !== null && 'value' in item ? item.value : String(item);
    throw new FunctionError(`error parsing ${what}: ${shown} is not a string`);
  });
}

function readAuthority({ shape: { fields } }: GoObject) {
  const text = (name: string): string => {
    const value = fields?.get(name);
    return typeof value === 'string' ? value : '';
  };
  const block = decodePem(text('Cert'))?.block;
  if (block === undefined) throw new FunctionError('unable to decode certificate');
  const { subject, subjectKeyId } = parseCertificate(block.bytes);
  return { key: givenKey(text('Key')), subject: subject.raw, keyId: subjectKeyId };
}

/** SHA-1 of the key's bits, without their header (RFC 5280, method 1). */
function keyId(publicKey: Buffer): Buffer {
  const [outer] = readDer(publicKey);
  const bits = outer === undefined ? undefined : readDer(outer.content)[1];
  return createHash('sha1')
    .update(bits?.content.subarray(1) ?? publicKey)
    .digest();
}

const SIGNATURES: Readonly<Record<string, readonly [hash: string | undefined, algorithm: Buffer]>> = {
  rsa: ['sha256', der(TAG.sequence, oid('1.2.840.113549.1.1.11'), der(TAG.none))],
  ec: ['sha256', der(TAG.sequence, oid('1.2.840.10045.4.3.2'))],
  ed25519: [undefined, der(TAG.sequence, oid('1.3.101.112'))],
};

function signerOf(key: KeyObject, chance: Chance): Signer {
  const [hash, algorithm] = SIGNATURES[key.asymmetricKeyType ?? ''] ?? [];
  if (algorithm === undefined)
    throw new FunctionError('error creating certificate: x509: unsupported key type');
  const pem = encodePem('PRIVATE KEY', key.export({ type: 'pkcs8', format: 'der' }));
  return { algorithm, sign: (bytes) => chance.sign(hash, bytes, pem) };
}
