import type { JsonWebKey, KeyObject } from 'node:crypto';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** The algorithms of GetWebIdentityToken (STS API reference). */
export type SigningAlgorithm = 'ES384' | 'RS256';

export interface PublicKey extends JsonWebKey {
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: SigningAlgorithm;
}

/** The issuer's keys: one of each algorithm, made on first use because an RSA key takes a tenth of a second. */
export class SigningKeys {
  readonly #pairs = new Map<
    SigningAlgorithm,
    { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  >();

  /** A compact JWT over the claims. */
  signToken(algorithm: SigningAlgorithm, claims: Readonly<Record<string, unknown>>): string {
    const header = { alg: algorithm, kid: this.publicKey(algorithm).kid, typ: 'JWT' };
    const signed = `${encode(header)}.${encode(claims)}`;
    const { privateKey } = this.#pair(algorithm);
    const signature =
      algorithm === 'ES384'
        ? sign('sha384', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
        : sign('sha256', Buffer.from(signed), privateKey);
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** The public half as the issuer's `jwks.json` shows it; `kid` is a digest of the key. */
  publicKey(algorithm: SigningAlgorithm): PublicKey {
    const jwk = this.#pair(algorithm).publicKey.export({ format: 'jwk' });
    const kid = `${algorithm}_${createHash('sha256').update(JSON.stringify(jwk)).digest('hex').slice(0, 16)}`;
    return { ...jwk, kid, use: 'sig', alg: algorithm };
  }

  #pair(algorithm: SigningAlgorithm) {
    const known = this.#pairs.get(algorithm);
    if (known !== undefined) return known;
    const pair = algorithm === 'ES384' ? generateKeyPairSync('ec', { namedCurve: 'P-384' }) : rsaPair();
    this.#pairs.set(algorithm, pair);
    return pair;
  }
}

let rsa: ReturnType<typeof generateRsaPair> | undefined;

/** One for the process: every key set has it, and next to nobody signs with it. */
function rsaPair() {
  rsa ??= generateRsaPair();
  return rsa;
}

function generateRsaPair() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
