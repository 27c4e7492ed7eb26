import { expect } from 'vitest';
import type { AwsIdentity, GeneratedToken, TokenIssuers } from '../../lambdas/core/aws-ports.ts';
import type { TerminalError, TransientError } from '../../lambdas/core/errors.ts';
import { SecretValue } from '../../lambdas/core/secret-value.ts';
import type { ContractCase } from './contract-case.ts';

export interface TokensHarness {
  readonly issuers: TokenIssuers;
  /** Long-lived keys. */
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** An identity whose keys are those of a session. */
  readonly session: AwsIdentity;
  /** Milliseconds since the epoch, by the service's clock. */
  now(): number;
}

const REGION = 'ap-northeast-2';
const HOUR_MS = 3_600_000;
const TOLERANCE_MS = 60_000;

/** What ECR and STS give to generators, as far as sluice relies on it. */
export const TOKENS_CASES: readonly ContractCase<TokensHarness>[] = [
  {
    name: 'a private registry gives user, password, endpoint and end, good for half a day, and another one each time',
    async run({ issuers, now }) {
      const issuer = issuers.of({ region: REGION });

      const first = await issuer.registryToken('private');
      const second = await issuer.registryToken('private');

      expect(Object.keys(first.values).sort()).toEqual([
        'expires_at',
        'password',
        'proxy_endpoint',
        'username',
      ]);
      expect(text(first, 'username')).toBe('AWS');
      expect(text(first, 'proxy_endpoint')).toMatch(
        /^https:\/\/\d{12}\.dkr\.ecr\.ap-northeast-2\.amazonaws\.com$/,
      );
      expect(text(first, 'expires_at')).toBe(String(Math.floor(first.expiresAt / 1000)));
      expect(Math.abs(first.expiresAt - now() - 12 * HOUR_MS)).toBeLessThan(TOLERANCE_MS);
      expect(text(second, 'password')).not.toBe(text(first, 'password'));
    },
  },
  {
    name: 'the public registry gives the same without an endpoint',
    async run({ issuers }) {
      const token = await issuers.of({ region: 'us-east-1' }).registryToken('public');

      expect(Object.keys(token.values).sort()).toEqual(['expires_at', 'password', 'username']);
    },
  },
  {
    name: 'long-lived keys give a session of the length that is asked for',
    async run({ issuers, keys, now }) {
      const token = await issuers.of(identityOf(keys)).sessionToken({ durationSeconds: 3_600 });

      expect(Object.keys(token.values).sort()).toEqual([
        'access_key_id',
        'expiration',
        'secret_access_key',
        'session_token',
      ]);
      expect(Math.abs(token.expiresAt - now() - HOUR_MS)).toBeLessThan(TOLERANCE_MS);
    },
  },
  {
    name: 'keys of a session give none',
    async run({ issuers, session }) {
      const refused = await issuers
        .of(session)
        .sessionToken({})
        .then(
          () => 'resolved',
          (error: TerminalError | TransientError) => `${error.name} ${error.code}`,
        );

      expect(refused).toBe('TerminalError AccessDenied');
    },
  },
];

function identityOf(keys: TokensHarness['keys']): AwsIdentity {
  const { accessKeyId, secretAccessKey } = keys;
  const own = { accessKeyId, secretAccessKey: SecretValue.ofText(secretAccessKey), revision: '1' };
  return { region: REGION, keys: own };
}

function text({ values }: GeneratedToken, key: string): string | undefined {
  return values[key]?.unwrap().toString('utf8');
}
