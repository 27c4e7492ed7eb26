import { expect } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import { type Half, identityOf } from '../../manifests/identity.ts';
import type { Administrator } from '../../sandbox/runtime/administrator.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import type { ContractCase } from './contract-case.ts';

/** The example's cluster with the AuthenticationConfiguration, RBAC and guard policies made for it. */
export interface AccessHarness {
  readonly configuration: ClusterConfiguration;
  readonly administrator: Administrator;
  /** A token over these claims, signed by the issuer that the cluster trusts. */
  sign(claims: TokenClaims): string;
  /** One request, once, with a bearer token. */
  send(
    token: string,
    request: Pick<HttpRequest, 'method' | 'path'> & { readonly body?: object },
  ): Promise<HttpResponse>;
}

/** What `sts:GetWebIdentityToken` puts into a token. */
export type TokenClaims = Readonly<Record<string, unknown>>;

const STS = 'https://sts.amazonaws.com/';
const LIFETIME_SECONDS = 900;
const EXTERNAL_SECRETS = '/apis/external-secrets.io/v1/externalsecrets';
const INGRESSES = '/apis/networking.k8s.io/v1/ingresses';

/** The claims of a half's own token, some of them replaced. */
export function claimsOf(
  { configuration }: Pick<AccessHarness, 'configuration'>,
  half: Half,
  { sts = {}, ...changed }: { readonly sts?: object; readonly [claim: string]: unknown } = {},
): TokenClaims {
  const { functionArn, roleArn } = identityOf(configuration, half);
  const { auth, account, name } = configuration;
  if (auth.mode !== 'web-identity') throw new TypeError(`the example authenticates by ${auth.mode}`);
  const iat = Math.floor(Date.now() / 1000);
  return {
    iss: auth.issuer,
    aud: auth.audience ?? `kube:${name}`,
    sub: roleArn,
    iat,
    exp: iat + LIFETIME_SECONDS,
    jti: crypto.randomUUID(),
    [STS]: { aws_account: account, lambda_source_function_arn: functionArn, principal_tags: {}, ...sts },
    ...changed,
  };
}

/** One request with a half's own token. */
export async function sendAs(
  harness: AccessHarness,
  half: Half,
  method: HttpRequest['method'],
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly message: string }> {
  const token = harness.sign(claimsOf(harness, half));
  const response = await harness.send(token, { method, path, ...(body && { body }) });
  const { message = '' } = JSON.parse(response.body) as { readonly message?: string };
  return { status: response.status, message };
}

/** Which tokens the API server takes, and what they are worth. */
export const AUTHENTICATION_CASES: readonly ContractCase<AccessHarness>[] = [
  {
    name: 'each function’s token is taken, and is worth its own half',
    async run(harness) {
      expect((await sendAs(harness, 'secrets', 'GET', EXTERNAL_SECRETS)).status).toBe(200);
      expect((await sendAs(harness, 'secrets', 'GET', INGRESSES)).status).toBe(403);
      expect((await sendAs(harness, 'dns', 'GET', INGRESSES)).status).toBe(200);
      expect((await sendAs(harness, 'dns', 'GET', EXTERNAL_SECRETS)).status).toBe(403);
    },
  },
  refusal('of another function of the account', () => ({
    sts: { lambda_source_function_arn: 'arn:aws:lambda:ap-northeast-2:111122223333:function:other' },
  })),
  refusal('of a role that no function runs with', () => ({ sts: { lambda_source_function_arn: undefined } })),
  refusal('of another account', () => ({ sts: { aws_account: '999900001111' } })),
  refusal('that has expired', () => ({ iat: secondsFromNow(-901), exp: secondsFromNow(-1) })),
  refusal('that lives longer than 900 s', () => ({ exp: secondsFromNow(3600) })),
  refusal('for another audience', () => ({ aud: 'kube:other' })),
  refusal('of another issuer', () => ({ iss: 'https://issuer.invalid' })),
  {
    name: 'a token whose claims were changed after it was signed is refused',
    async run(harness) {
      const token = harness.sign(claimsOf(harness, 'dns'));
      const [header, , signature] = token.split('.');
      const claims = Buffer.from(JSON.stringify(claimsOf(harness, 'secrets'))).toString('base64url');

      expect(await statusOf(harness, [header, claims, signature].join('.'))).toBe(401);
    },
  },
  {
    name: 'an unsigned token is refused',
    async run(harness) {
      const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
      const token = [encode({ alg: 'none', typ: 'JWT' }), encode(claimsOf(harness, 'secrets')), ''].join('.');

      expect(await statusOf(harness, token)).toBe(401);
    },
  },
  {
    name: 'a role that is not ours gets in with our function’s name and may do nothing',
    async run(harness) {
      const token = harness.sign(
        claimsOf(harness, 'secrets', { sub: 'arn:aws:iam::111122223333:role/other' }),
      );

      expect(await statusOf(harness, token)).toBe(403);
    },
  },
];

/** A token that is refused with 401, and that the unchanged one would not be. */
function refusal(
  what: string,
  change: () => { readonly sts?: object; readonly [claim: string]: unknown },
): ContractCase<AccessHarness> {
  return {
    name: `a token ${what} is refused`,
    async run(harness) {
      const refused = harness.sign(claimsOf(harness, 'secrets', change()));
      const taken = harness.sign(claimsOf(harness, 'secrets'));

      expect([await statusOf(harness, refused), await statusOf(harness, taken)]).toEqual([401, 200]);
    },
  };
}

async function statusOf(harness: AccessHarness, token: string): Promise<number> {
  return (await harness.send(token, { method: 'GET', path: EXTERNAL_SECRETS })).status;
}

function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}
