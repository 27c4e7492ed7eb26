import { integer, oid } from './asn1.ts';
import { der } from './der.ts';
import { TAG } from './tag.ts';

/** What a made certificate says. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly ips: readonly Buffer[];
  readonly dnsNames: readonly string[];
  readonly isCa: boolean;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly serial: Buffer;
  /** SubjectPublicKeyInfo of the certificate's own key. */
  readonly publicKey: Buffer;
  readonly subjectKeyId: Buffer;
  /** DER of the issuer's name; absent: its own. */
  readonly issuer?: Buffer | undefined;
  readonly authorityKeyId?: Buffer | undefined;
}

/** Signs bytes; the algorithm of the signature goes into the certificate. */
export interface Signer {
  readonly algorithm: Buffer;
  sign(bytes: Buffer): Buffer;
}

const BOOLEAN_TRUE = der(0x01, Buffer.from([0xff]));
/** Digital signature and key encipherment; for authorities also signing of certificates. */
const KEY_USAGE = { leaf: Buffer.from([5, 0xa0]), authority: Buffer.from([2, 0xa4]) };

/** A certificate as Sprig makes it, DER. */
export function makeCertificate(request: CertificateRequest, signer: Signer): Buffer {
  const subject = nameOf(request.commonName);
  const body = der(
    TAG.sequence,
    der(TAG.context0, integer(2)),
    der(TAG.integer, positive(request.serial)),
    signer.algorithm,
    request.issuer ?? subject,
    der(TAG.sequence, time(request.notBefore), time(request.notAfter)),
    subject,
    request.publicKey,
    der(0xa3, der(TAG.sequence, ...extensionsOf(request))),
  );
  const signature = Buffer.concat([Buffer.alloc(1), signer.sign(body)]);
  return der(TAG.sequence, body, signer.algorithm, der(TAG.bitString, signature));
}

function nameOf(commonName: string): Buffer {
  const value = der(TAG.utf8, Buffer.from(commonName, 'latin1'));
  return der(TAG.sequence, der(TAG.set, der(TAG.sequence, oid('2.5.4.3'), value)));
}

function positive(bytes: Buffer): Buffer {
  const isNegative = (bytes[0] ?? 0) >= 0x80;
  return isNegative ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
}

/** UTCTime up to 2049, GeneralizedTime from then on (RFC 5280). */
function time(epochMs: number): Buffer {
  const text = new Date(epochMs).toISOString().replace(/[-:T]|\.\d+/g, '');
  return text < '2050' ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

function extensionsOf(request: CertificateRequest): readonly Buffer[] {
  const { isCa, subjectKeyId, authorityKeyId, ips, dnsNames } = request;
  const names = [
    ...dnsNames.map((name) => der(0x82, Buffer.from(name, 'latin1'))),
    ...ips.map((bytes) => der(0x87, bytes)),
  ];
  const usages = der(TAG.sequence, oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'));
  return [
    extension('2.5.29.15', der(TAG.bitString, isCa ? KEY_USAGE.authority : KEY_USAGE.leaf), true),
    extension('2.5.29.37', usages),
    extension('2.5.29.19', der(TAG.sequence, ...(isCa ? [BOOLEAN_TRUE] : [])), true),
    ...(isCa ? [extension('2.5.29.14', der(TAG.octets, subjectKeyId))] : []),
    ...(authorityKeyId === undefined
      ? []
      : [extension('2.5.29.35', der(TAG.sequence, der(0x80, authorityKeyId)))]),
    ...(names.length === 0 ? [] : [extension('2.5.29.17', der(TAG.sequence, ...names))]),
  ];
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return der(TAG.sequence, oid(id), ...(isCritical ? [BOOLEAN_TRUE] : []), der(TAG.octets, value));
}
