import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'vitest';
import { createKeySources, type RoleKeys } from '../../lambdas/adapters/credentials.ts';
import { issueWebIdentity } from '../../lambdas/adapters/kubernetes/web-identity.ts';
import type { AwsIdentity } from '../../lambdas/core/aws-ports.ts';
import type { TerminalError } from '../../lambdas/core/errors.ts';
import { SecretValue } from '../../lambdas/core/secret-value.ts';
import type { ContractCase } from './contract-case.ts';

export interface StsHarness {
  /** STS with the keys of somebody whose own policies allow everything. */
  readonly sts: STSClient;
  /** Keys of the same person, as a store's `auth.secretRef` has them. */
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** A new role that lets in whoever meets the condition (as in a trust policy); its ARN. */
  createRole(condition?: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<string>;
  /** Milliseconds since the epoch, by the service's clock. */
  now(): number;
}

const REGION = 'ap-northeast-2';
const HOUR_MS = 3_600_000;
const TOLERANCE_MS = 60_000;
const EXTERNAL_ID = { StringEquals: { 'sts:ExternalId': 'ext-1' } };
const AUTH_ONLY = { StringEquals: { 'aws:RequestTag/namespace': 'auth' } };

/** What STS does, as far as sluice relies on it. */
export const STS_CASES: readonly ContractCase<StsHarness>[] = [
  {
    name: 'a role gives keys of its own for an hour, and with them one is the role',
    async run(harness) {
      const roleArn = await harness.createRole();

      const keys = await keysOf(harness, { roleArn });

      expect(keys.sessionToken).toBeTypeOf('string');
      expect(Math.abs((keys.expiration?.getTime() ?? 0) - harness.now() - HOUR_MS)).toBeLessThan(
        TOLERANCE_MS,
      );
      expect(await identify(harness, keys)).toBe(sessionOf(roleArn));
    },
  },
  {
    name: 'a role is assumed from another one',
    async run(harness) {
      const [first, second] = [await harness.createRole(), await harness.createRole()];

      const keys = await keysOf(harness, { roleArn: first, chain: [{ roleArn: second }] });

      expect(await identify(harness, keys)).toBe(sessionOf(second));
    },
  },
  {
    name: 'static keys come before the roles of a chain',
    async run(harness) {
      const roleArn = await harness.createRole();
      const { accessKeyId, secretAccessKey } = harness.keys;
      const own = { accessKeyId, secretAccessKey: SecretValue.ofText(secretAccessKey), revision: '1' };

      const keys = await keysOf(harness, { keys: own, chain: [{ roleArn }] });

      expect(await identify(harness, keys)).toBe(sessionOf(roleArn));
    },
  },
  {
    name: 'keys that nobody issued are refused, for good',
    differs: ['moto', 'ministack'],
    async run(harness) {
      const roleArn = await harness.createRole();
      const secretAccessKey = SecretValue.ofText('nobody’s');
      const keys = { accessKeyId: 'AKIANOBODY0000000000', secretAccessKey, revision: '1' };

      const error = await refusalOf(keysOf(harness, { keys, chain: [{ roleArn }] }));

      expect(error).toMatchObject({ name: 'TerminalError', code: 'InvalidClientTokenId', subject: roleArn });
    },
  },
  {
    name: 'a role that asks for an external id lets in who has it, and denies all others',
    differs: ['moto', 'ministack'],
    async run(harness) {
      const roleArn = await harness.createRole(EXTERNAL_ID);

      const keys = await keysOf(harness, { chain: [{ roleArn, externalId: 'ext-1' }] });
      const error = await refusalOf(keysOf(harness, { chain: [{ roleArn, externalId: 'ext-2' }] }));

      expect(await identify(harness, keys)).toBe(sessionOf(roleArn));
      expect(error).toMatchObject({ name: 'TerminalError', code: 'AccessDenied', subject: roleArn });
    },
  },
  {
    name: 'a role that is for one namespace denies the session tags of another',
    differs: ['moto', 'ministack'],
    async run(harness) {
      const roleArn = await harness.createRole(AUTH_ONLY);

      const keys = await keysOf(harness, { roleArn, sessionTags: { namespace: 'auth' } });
      const error = await refusalOf(keysOf(harness, { roleArn, sessionTags: { namespace: 'billing' } }));

      expect(await identify(harness, keys)).toBe(sessionOf(roleArn));
      expect(error).toMatchObject({ name: 'TerminalError', code: 'AccessDenied', subject: roleArn });
    },
  },
  {
    name: 'a role that is not there is denied like one that lets nobody in',
    differs: ['moto', 'ministack'],
    async run(harness) {
      const roleArn = (await harness.createRole()).replace(/[^\/]+$/v, 'nobody');

      const error = await refusalOf(keysOf(harness, { roleArn }));

      expect(error).toMatchObject({ name: 'TerminalError', code: 'AccessDenied', subject: roleArn });
    },
  },
  {
    name: 'a web identity token is signed with ES384, for one audience and 900 s',
    // moto has no such call; MiniStack signs with a secret of its own.
    differs: ['moto', 'ministack'],
    async run(harness) {
      const { token, expiresAt } = await issueWebIdentity(harness.sts, 'kube:dev')();

      const { header, claims } = readToken(token ?? '');
      expect(header).toMatchObject({ alg: 'ES384', typ: 'JWT', kid: expect.any(String) });
      expect(claims).toMatchObject({ aud: 'kube:dev', sub: expect.stringMatching(/^arn:aws:iam::\d{12}:/v) });
      expect(Number(claims['exp']) - Number(claims['iat'])).toBe(900);
      expect(Math.abs(expiresAt - Number(claims['exp']) * 1000)).toBeLessThan(2_000);
    },
  },
  {
    name: 'an audience of more than 1000 characters is refused, for good',
    // It fails at the call itself.
    differs: ['moto'],
    async run(harness) {
      const error = await refusalOf(issueWebIdentity(harness.sts, 'a'.repeat(1001))());

      expect(error.name).toBe('TerminalError');
    },
  },
];

function keysOf({ sts }: StsHarness, identity: Omit<AwsIdentity, 'region'>): Promise<RoleKeys> {
  const source = createKeySources(sts)({ region: REGION, ...identity });
  return source === undefined ? expect.fail('an identity of its own has no keys') : source();
}

/** ARN of whoever holds these keys. */
async function identify({ sts }: StsHarness, credentials: RoleKeys): Promise<string | undefined> {
  const { endpoint } = sts.config;
  const client = new STSClient({ region: REGION, credentials, ...(endpoint && { endpoint }) });
  return (await client.send(new GetCallerIdentityCommand({}))).Arn;
}

/** ARN of the sessions that sluice opens. */
function sessionOf(roleArn: string): string {
  const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(.+)$/v.exec(roleArn) ?? [];
  return `arn:aws:sts::${account}:assumed-role/${name}/sluice`;
}

function refusalOf(call: Promise<unknown>): Promise<TerminalError> {
  return call.then(
    () => expect.fail('resolved'),
    (rejection: TerminalError) => rejection,
  );
}

function readToken(token: string) {
  const decode = (part = '') =>
    JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Readonly<Record<string, unknown>>;
  const [header, claims] = token.split('.');
  return { header: decode(header), claims: decode(claims) };
}
