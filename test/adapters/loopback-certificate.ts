import { createSign, generateKeyPairSync } from 'node:crypto';

/**
 * A self-signed certificate for 127.0.0.1, made when the test starts, so that no key is kept in the repository.
 * DER by hand: Node signs and parses certificates and does not make them.
 */
export interface LoopbackCertificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

const ECDSA_WITH_SHA256 = '06082a8648ce3d040302';
const COMMON_NAME = '0603550403';
const SUBJECT_ALTERNATIVE_NAME = '0603551d11';
const BASIC_CONSTRAINTS = '0603551d13';

export function createLoopbackCertificate(name: string): LoopbackCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(hex(ECDSA_WITH_SHA256));
  const subject = sequence(tlv(0x31, sequence(hex(COMMON_NAME), tlv(0x0c, Buffer.from(name)))));
  const validity = sequence(tlv(0x17, Buffer.from('200101000000Z')), tlv(0x17, Buffer.from('491231235959Z')));
  const alternativeNames = tlv(0x04, sequence(tlv(0x87, Buffer.from([127, 0, 0, 1]))));
  const authority = tlv(0x04, sequence(tlv(0x01, Buffer.from([0xff]))));
  const extensions = tlv(
    0xa3,
    sequence(
      sequence(hex(SUBJECT_ALTERNATIVE_NAME), alternativeNames),
      sequence(hex(BASIC_CONSTRAINTS), tlv(0x01, Buffer.from([0xff])), authority),
    ),
  );
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from([1])),
    algorithm,
    subject,
    validity,
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const der = sequence(body, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').replace(/(.{64})/g, '$1\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function tlv(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
