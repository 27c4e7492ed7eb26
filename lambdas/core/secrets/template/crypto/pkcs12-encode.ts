import { createHash, createHmac } from 'node:crypto';
import { integer, oid } from './asn1.ts';
import { der } from './der.ts';
import { bmpPassword, OID, type Pkcs12Content } from './pkcs12.ts';
import { encryptModern } from './pkcs12-cipher.ts';
import { derivePkcs12 } from './pkcs12-kdf.ts';
import { TAG } from './tag.ts';

const ITERATIONS = 2_048;
const JAVA_TRUST_STORE = '2.16.840.1.113894.746875.1.1';
const ANY_EXTENDED_KEY_USAGE = '2.5.29.37.0';

/** Makes bytes that nobody can guess; each call gives other ones. */
export type Random = (size: number) => Buffer;

/**
 * Salts that follow from what is encrypted, so that one content always makes one file: a random file would differ at
 * every sync and restart everything that mounts it. What they follow from is as secret as the key itself.
 */
export function contentRandom(content: readonly (Buffer | string)[]): Random {
  const seed = createHash('sha512');
  for (const part of content) seed.update(createHash('sha256').update(part).digest());
  const key = seed.digest();
  let count = 0;
  return (size) => {
    count += 1;
    return createHmac('sha512', key).update(`sluice pkcs12 ${count}`).digest().subarray(0, size);
  };
}

/** A file with a key and its certificates, the leaf first (go-pkcs12's `Modern`). */
export function encodePkcs12({ key, certificates }: Pkcs12Content, password: string, random: Random): Buffer {
  const secret = bmpPassword(password);
  const [leaf = Buffer.alloc(0)] = certificates;
  const localKeyId = attribute(OID.localKeyId, der(TAG.octets, createHash('sha1').update(leaf).digest()));
  const certBags = certificates.map((raw, index) => certBag(raw, index === 0 ? [localKeyId] : []));
  const { algorithm, encrypted } = encryptModern(key, secret, random);
  const shrouded = der(TAG.sequence, algorithm, der(TAG.octets, encrypted));
  const keyBag = bag(OID.shroudedKeyBag, shrouded, [localKeyId]);
  const safe = der(
    TAG.sequence,
    encryptedPart(der(TAG.sequence, ...certBags), secret, random),
    contentInfo(OID.data, der(TAG.octets, der(TAG.sequence, keyBag))),
  );
  return envelope(safe, secret, random);
}

export interface TrustedCertificate {
  readonly raw: Buffer;
  readonly name: string;
}

/** A file with certificates that Java trusts. */
export function encodeTrustStore(
  certificates: readonly TrustedCertificate[],
  password: string,
  random: Random,
): Buffer {
  const secret = bmpPassword(password);
  const trusted = attribute(JAVA_TRUST_STORE, oid(ANY_EXTENDED_KEY_USAGE));
  const bags = certificates.map(({ raw, name }) => {
    const bmp = Buffer.from(name, 'utf16le').swap16();
    return certBag(raw, [trusted, attribute(OID.friendlyName, der(TAG.bmp, bmp))]);
  });
  return envelope(
    der(TAG.sequence, encryptedPart(der(TAG.sequence, ...bags), secret, random)),
    secret,
    random,
  );
}

function attribute(id: string, value: Buffer): Buffer {
  return der(TAG.sequence, oid(id), der(TAG.set, value));
}

function bag(id: string, value: Buffer, attributes: readonly Buffer[]): Buffer {
  const shown = attributes.length === 0 ? [] : [der(TAG.set, ...attributes)];
  return der(TAG.sequence, oid(id), der(TAG.context0, value), ...shown);
}

function certBag(raw: Buffer, attributes: readonly Buffer[]): Buffer {
  const value = der(TAG.sequence, oid(OID.x509), der(TAG.context0, der(TAG.octets, raw)));
  return bag(OID.certBag, value, attributes);
}

function contentInfo(type: string, content: Buffer): Buffer {
  return der(TAG.sequence, oid(type), der(TAG.context0, content));
}

function encryptedPart(bags: Buffer, password: Buffer, random: Random): Buffer {
  const { algorithm, encrypted } = encryptModern(bags, password, random);
  const info = der(TAG.sequence, oid(OID.data), algorithm, der(0x80, encrypted));
  return contentInfo(OID.encryptedData, der(TAG.sequence, integer(0), info));
}

function envelope(safe: Buffer, password: Buffer, random: Random): Buffer {
  const salt = random(16);
  const key = derivePkcs12({ hash: 'sha256', salt, password, iterations: ITERATIONS, id: 3, size: 32 });
  const digest = createHmac('sha256', key).update(safe).digest();
  const algorithm = der(TAG.sequence, oid(OID.sha256), der(TAG.none));
  const mac = der(
    TAG.sequence,
    der(TAG.sequence, algorithm, der(TAG.octets, digest)),
    der(TAG.octets, salt),
    integer(ITERATIONS),
  );
  return der(TAG.sequence, integer(3), contentInfo(OID.data, der(TAG.octets, safe)), mac);
}
