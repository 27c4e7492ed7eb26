import { createPrivateKey, type KeyObject } from 'node:crypto';
import { toText } from '../byte-string.ts';
import { orderChain } from '../crypto/cert-chain.ts';
import { parseCertificate } from '../crypto/certificate.ts';
import { decodeAllPem, decodePem, encodePem } from '../crypto/pem.ts';
import { decodePkcs12 } from '../crypto/pkcs12.ts';
import { contentRandom, encodePkcs12, encodeTrustStore } from '../crypto/pkcs12-encode.ts';
import { FunctionError } from '../template-error.ts';
import type { Pkcs12Library } from './libraries.ts';

/** PKCS#12 files from and to PEM; every text is a byte string. */
export const pkcs12Library: Pkcs12Library = {
  key(bytes, password) {
    const { key } = decode(bytes, password, 'unable to decode pkcs12 with password');
    return encodePem(
      'PRIVATE KEY',
      exported(keyOf(() => createPrivateKey({ key, type: 'pkcs8', format: 'der' }))),
    );
  },
  certificates(bytes, password) {
    const { certificates } = decode(bytes, password, 'unable to decode pkcs12 certificate with password');
    return ordered(certificates)
      .map((raw) => encodePem('CERTIFICATE', raw))
      .join('');
  },
  encode({ certificates, key, password, isChain }) {
    const all = certificatesIn(certificates, 'certificate');
    const wanted = isChain ? all : all.slice(0, 1);
    const pkcs8 = exported(keyOf(() => createPrivateKey(pemOf(key))));
    const random = contentRandom([pkcs8, ...wanted, password]);
    return encodePkcs12({ key: pkcs8, certificates: wanted }, toText(password), random).toString('base64');
  },
  encodeTrust(certificates, password) {
    const all = certificatesIn(certificates, 'certificate');
    const named = all.map((raw, index) => ({ raw, name: nameOf(raw, index) }));
    return encodeTrustStore(named, toText(password), contentRandom([...all, password])).toString('base64');
  },
};

function decode(bytes: string, password: string, problem: string) {
  try {
    return decodePkcs12(Buffer.from(bytes, 'latin1'), toText(password));
  } catch (error) {
    throw error instanceof FunctionError ? new FunctionError(`${problem}: ${error.message}`) : error;
  }
}

/** Leaf first where they make one chain, else as they are. */
function ordered(certificates: readonly Buffer[]): readonly Buffer[] {
  const parsed = certificates.map(parseCertificate);
  try {
    return orderChain(parsed).map(({ raw }) => raw);
  } catch (error) {
    if (error instanceof FunctionError) return certificates;
    throw error;
  }
}

function keyOf(create: () => KeyObject): KeyObject {
  try {
    return create();
  } catch {
    throw new FunctionError('unable to parse private key');
  }
}

function exported(key: KeyObject): Buffer {
  return key.export({ type: 'pkcs8', format: 'der' });
}

function pemOf(text: string): string {
  const block = decodePem(text)?.block;
  if (block === undefined) throw new FunctionError('no private key in PEM');
  return encodePem(block.type, block.bytes);
}

/** Certificates of a text. Go's library fails on a text that is cut off; ours says what is missing. */
function certificatesIn(text: string, what: string): readonly Buffer[] {
  const { blocks, rest } = decodeAllPem(text);
  if (blocks.length === 0 || rest !== '')
    throw new FunctionError(`no ${what} in PEM, or text behind the last one`);
  return blocks.map(({ bytes }) => parseCertificate(bytes).raw);
}

/** Names in a trust store only have to differ. */
function nameOf(raw: Buffer, index: number): string {
  return `${index + 1}-${parseCertificate(raw).subjectKeyId?.toString('hex') ?? 'certificate'}`;
}
