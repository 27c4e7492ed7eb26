import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { der } from './der.ts';

/** A private key and its certificate, PEM. Of a server, or of a user. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A CA that lives as long as the sandbox: its key is never written anywhere. */
export interface CertificateAuthority {
  /** The CA's certificate, PEM. */
  readonly ca: string;
  /** A server certificate for DNS names and IPv4 addresses. */
  issue(names: readonly string[]): ServerCertificate;
  /** A client certificate: to an API server its holder is that user, in those groups. */
  issueUser(user: string, groups: readonly string[]): ServerCertificate;
}

interface Party {
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const ECDSA_WITH_SHA256 = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'));
const DAY_MS = 86_400_000;
/** Certificates hold for this long around their making: the sandbox's clock may be advanced. */
const VALIDITY_MS = 365 * DAY_MS;

/** Object identifiers of X.509 extensions (RFC 5280, 4.2.1). */
const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
/** Key usage bits, from the highest: keyCertSign and cRLSign; digitalSignature. */
const SIGNS_CERTIFICATES = der.bits(Buffer.from([0b0000_0110]), 1);
const SIGNS_DATA = der.bits(Buffer.from([0b1000_0000]), 7);

/** Makes a CA with a fresh P-256 key. Node can read certificates but not write them, hence the DER here. */
export function createCertificateAuthority(): CertificateAuthority {
  const authority = createParty('sluice sandbox CA');
  const ca = certify(authority, authority, [
    extension(EXTENSION.basicConstraints, der.sequence(der.boolean(true)), true),
    extension(EXTENSION.keyUsage, SIGNS_CERTIFICATES, true),
  ]);
  const issueTo = (party: Party, usage: string, extensions: readonly Buffer[]): ServerCertificate => {
    const cert = certify(party, authority, [
      extension(EXTENSION.basicConstraints, der.sequence(), true),
      extension(EXTENSION.keyUsage, SIGNS_DATA, true),
      extension(EXTENSION.extendedKeyUsage, der.sequence(der.objectIdentifier(usage))),
      ...extensions,
    ]);
    return { key: String(party.privateKey.export({ type: 'pkcs8', format: 'pem' })), cert };
  };
  return {
    ca,
    issue: (names) =>
      issueTo(createParty('sluice sandbox'), SERVER_AUTH, [
        extension(EXTENSION.subjectAltName, der.sequence(...names.map(generalName))),
      ]),
    issueUser: (user, groups) => issueTo(createParty(user, groups), CLIENT_AUTH, []),
  };
}

function createParty(commonName: string, organizations: readonly string[] = []): Party {
  return { commonName, organizations, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
}

function certify(subject: Party, issuer: Party, extensions: readonly Buffer[]): string {
  const now = Date.now();
  const tbs = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    der.sequence(der.time(now - DAY_MS), der.time(now + VALIDITY_MS)),
    distinguishedName(subject),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(
      3,
      der.sequence(
        ...extensions,
        extension(EXTENSION.subjectKeyIdentifier, der.octets(keyIdentifier(subject))),
        extension(EXTENSION.authorityKeyIdentifier, der.sequence(der.implicit(0, keyIdentifier(issuer)))),
      ),
    ),
  );
  const signature = sign('sha256', tbs, issuer.privateKey);
  return toPem(der.sequence(tbs, ECDSA_WITH_SHA256, der.bits(signature)));
}

function extension(identifier: string, value: Buffer, critical = false): Buffer {
  return der.sequence(
    der.objectIdentifier(identifier),
    ...(critical ? [der.boolean(true)] : []),
    der.octets(value),
  );
}

/** Organizations first, then the common name (RFC 5280, appendix A.1). */
function distinguishedName({ commonName, organizations }: Party): Buffer {
  const attribute = (identifier: string, text: string) =>
    der.set(der.sequence(der.objectIdentifier(identifier), der.utf8(text)));
  return der.sequence(
    ...organizations.map((organization) => attribute('2.5.4.10', organization)),
    attribute('2.5.4.3', commonName),
  );
}

function generalName(name: string): Buffer {
  return isIP(name) === 4
    ? der.implicit(7, Buffer.from(name.split('.').map(Number)))
    : der.implicit(2, Buffer.from(name));
}

function keyIdentifier(party: Party): Buffer {
  return createHash('sha1')
    .update(party.publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
