import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { readUser, type Verified } from './authentication-rules.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Caller } from './requests/context.ts';

/** The keys of an issuer, as its `jwks.json` has them. */
export interface KeySet {
  readonly keys: readonly (JsonWebKey & { readonly kid?: string })[];
}

export interface AuthenticatorOptions {
  /** An AuthenticationConfiguration, as the API server's `--authentication-config` takes it. */
  readonly configuration?: JsonObject;
  /** Reads the keys of an issuer by its URL. */
  fetchKeys(issuer: string): Promise<KeySet>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Fixed bearer tokens, such as the administrator's. */
  readonly tokens?: ReadonlyMap<string, Caller>;
  /**
   * Asked about tokens that are not fixed, as a server with `--authentication-token-webhook-config-file` does; undefined:
   * it knows nothing of such tokens. Throws Error when it refuses one.
   */
  webhook?(token: string): Caller | undefined;
  /** Told why a token was refused; the server writes this to its log and answers 401 only. */
  rejected?(why: string): void;
}

/** Tells who sends a request, by its headers; undefined means 401. */
export type Authenticate = (headers: Readonly<Record<string, string>>) => Promise<Caller | undefined>;

/** Digest and signature form of the algorithms that issuers use. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  ES256: 'sha256',
  ES384: 'sha384',
  ES512: 'sha512',
  RS256: 'sha256',
  RS384: 'sha384',
  RS512: 'sha512',
};

/** Authenticates bearer tokens: fixed ones, and JSON web tokens by the rules of the configuration. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticate {
  const rules = listOf(options.configuration?.['jwt']);
  const keys = new IssuerKeys(options.fetchKeys);
  return async (headers) => {
    const token = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
    if (token === undefined) return undefined;
    const fixed = options.tokens?.get(token);
    if (fixed !== undefined) return withAuthenticated(fixed);
    try {
      const known = options.webhook?.(token);
      if (known !== undefined) return withAuthenticated(known);
      return withAuthenticated(await authenticateToken(token, { rules, keys, now: options.now() }));
    } catch (error) {
      options.rejected?.(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
}

function withAuthenticated(caller: Caller): Caller {
  return { ...caller, groups: [...new Set([...caller.groups, 'system:authenticated'])] };
}

interface TokenCheck {
  readonly rules: readonly JsonObject[];
  readonly keys: IssuerKeys;
  readonly now: number;
}

async function authenticateToken(token: string, { rules, keys, now }: TokenCheck): Promise<Caller> {
  const verified = parseToken(token);
  const issuer = verified.claims['iss'];
  const rule = rules.find((one) => isObject(one['issuer']) && one['issuer']['url'] === issuer);
  if (rule === undefined || typeof issuer !== 'string') throw new Error(`unknown issuer: ${String(issuer)}`);
  const key = await keys.find(issuer, verified.keyId);
  if (!isSigned(verified, key)) throw new Error('failed to verify signature');
  checkTimes(verified.claims, now);
  return readUser(verified, rule);
}

interface ParsedToken extends Verified {
  readonly keyId: string;
  readonly algorithm: string;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

function parseToken(token: string): ParsedToken {
  const [head = '', body = '', signature = ''] = token.split('.');
  const header: unknown = JSON.parse(Buffer.from(head, 'base64url').toString() || 'null');
  const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString() || 'null');
  if (!isObject(header) || !isObject(claims)) throw new Error('malformed jwt');
  return {
    claims,
    keyId: String(header['kid'] ?? ''),
    algorithm: String(header['alg']),
    signed: Buffer.from(`${head}.${body}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** Tokens that a key was found to have signed: kube-apiserver, too, keeps what it verified for some seconds. */
const verified = new WeakMap<KeyObject, Set<string>>();

function isSigned(token: ParsedToken, key: KeyObject): boolean {
  const known = verified.get(key) ?? new Set();
  const whole = `${token.signed.toString('latin1')}.${token.signature.toString('latin1')}`;
  if (known.has(whole)) return true;
  const signed = verifySignature(token, key);
  if (signed) verified.set(key, known.add(whole));
  return signed;
}

function verifySignature(token: ParsedToken, key: KeyObject): boolean {
  const digest = ALGORITHMS[token.algorithm];
  if (digest === undefined) throw new Error(`unsupported algorithm ${token.algorithm}`);
  const elliptic = token.algorithm.startsWith('ES');
  if (elliptic !== (key.asymmetricKeyType === 'ec')) return false;
  return verify(digest, token.signed, elliptic ? { key, dsaEncoding: 'ieee-p1363' } : key, token.signature);
}

function checkTimes(claims: JsonObject, now: number): void {
  const seconds = now / 1000;
  if (typeof claims['exp'] !== 'number' || claims['exp'] <= seconds) throw new Error('token is expired');
  if (typeof claims['nbf'] === 'number' && claims['nbf'] > seconds) throw new Error('token is not yet valid');
}

/** Keys are kept, and read again when a token names one that is not known. */
class IssuerKeys {
  readonly #fetch: AuthenticatorOptions['fetchKeys'];
  readonly #known = new Map<string, ReadonlyMap<string, KeyObject>>();

  constructor(fetch: AuthenticatorOptions['fetchKeys']) {
    this.#fetch = fetch;
  }

  async find(issuer: string, id: string): Promise<KeyObject> {
    const known = this.#known.get(issuer)?.get(id);
    if (known !== undefined) return known;
    const { keys } = await this.#fetch(issuer);
    const fresh = new Map(keys.map((key) => [key.kid ?? '', createPublicKey({ key, format: 'jwk' })]));
    this.#known.set(issuer, fresh);
    const key = fresh.get(id);
    if (key === undefined) throw new Error(`the issuer ${issuer} has no key ${id}`);
    return key;
  }
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
