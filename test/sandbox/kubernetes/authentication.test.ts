import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createAuthenticator } from '../../../sandbox/kubernetes/authentication.ts';
import { START } from './api.ts';

const ISSUER = 'https://issuer.example';
const ACCOUNT = '111122223333';
const CLAIMS = 'https://sts.amazonaws.com/';
const SYNC_ARN = `arn:aws:lambda:ap-northeast-2:${ACCOUNT}:function:sluice-secret-sync`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/sluice-secret-sync`;

const CONFIGURATION = parse(readFileSync(new URL('authentication-config.yaml', import.meta.url), 'utf8'));

const KEYS = {
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

function issue(algorithm: keyof typeof KEYS, changes: object = {}, key?: KeyObject): string {
  const seconds = START / 1000;
  const aws = { aws_account: ACCOUNT, lambda_source_function_arn: SYNC_ARN };
  const claims = {
    iss: ISSUER,
    sub: ROLE,
    aud: 'kube:dev',
    iat: seconds,
    exp: seconds + 900,
    [CLAIMS]: aws,
    ...changes,
  };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: algorithm, kid: algorithm, typ: 'JWT' })}.${encode(claims)}`;
  const privateKey = key ?? KEYS[algorithm].privateKey;
  const digest = algorithm === 'ES384' ? 'sha384' : 'sha256';
  const signature =
    algorithm === 'ES384'
      ? sign(digest, Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      : sign(digest, Buffer.from(signed), privateKey);
  return `${signed}.${signature.toString('base64url')}`;
}

function newAuthenticator(now = START) {
  const refusals: string[] = [];
  let fetched = 0;
  const authenticate = createAuthenticator({
    configuration: CONFIGURATION,
    now: () => now,
    fetchKeys: async () => {
      fetched += 1;
      return {
        keys: Object.entries(KEYS).map(([kid, { publicKey }]) => ({
          ...publicKey.export({ format: 'jwk' }),
          kid,
        })),
      };
    },
    tokens: new Map([['admin-token', { username: 'kubernetes-admin', groups: ['system:masters'] }]]),
    rejected: (why) => refusals.push(why),
  });
  const login = (token: string) => authenticate({ authorization: `Bearer ${token}` });
  return { authenticate, login, refusals, fetches: () => fetched };
}

describe('tokens of the account’s issuer', () => {
  test.each(['ES384', 'RS256'] as const)(
    'signed with %s give the user and group of the role',
    async (algorithm) => {
      const { login } = newAuthenticator();

      expect(await login(issue(algorithm))).toEqual({
        username: `aws:${ROLE}`,
        groups: ['sluice:secrets', 'system:authenticated'],
      });
    },
  );

  test.each([
    [
      'another account',
      { [CLAIMS]: { aws_account: '9', lambda_source_function_arn: SYNC_ARN } },
      'wrong account',
    ],
    [
      'another function',
      { [CLAIMS]: { aws_account: ACCOUNT, lambda_source_function_arn: 'x' } },
      'not one of our functions',
    ],
    ['a longer life', { exp: START / 1000 + 3600 }, 'lifetime too long'],
    ['another audience', { aud: 'kube:other' }, 'expected audience in'],
    ['another issuer', { iss: 'https://other.example' }, 'unknown issuer'],
    ['a time that has passed', { exp: START / 1000 - 1 }, 'token is expired'],
    ['a time to come', { nbf: START / 1000 + 60 }, 'not yet valid'],
  ])('with %s are refused: %j', async (_name, changes, why) => {
    const { login, refusals } = newAuthenticator();

    expect(await login(issue('ES384', changes))).toBeUndefined();
    expect(refusals).toEqual([expect.stringContaining(why)]);
  });

  test('signed by somebody else are refused', async () => {
    const { login, refusals } = newAuthenticator();
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-384' });

    expect(await login(issue('ES384', {}, stranger.privateKey))).toBeUndefined();
    expect(refusals).toEqual(['failed to verify signature']);
  });

  test('for a role without a group give a user without rights', async () => {
    const { login } = newAuthenticator();

    const caller = await login(issue('ES384', { sub: 'arn:aws:iam::111122223333:role/other' }));

    expect(caller?.groups).toEqual(['system:authenticated']);
  });

  test('keys are read once, and again when a token names an unknown one', async () => {
    const { login, fetches } = newAuthenticator();
    await login(issue('ES384'));
    await login(issue('RS256'));
    const before = fetches();
    const foreign = issue('ES384').split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'ES384', kid: 'new' })).toString('base64url');

    await login([header, ...foreign.slice(1)].join('.'));

    expect([before, fetches()]).toEqual([1, 2]);
  });
});

describe('claims mapped by name', () => {
  const login = async (rule: object, claims: object = {}) => {
    const refusals: string[] = [];
    const { publicKey } = KEYS.ES384;
    const issuer = { url: ISSUER, audiences: ['kube:dev'] };
    const authenticate = createAuthenticator({
      configuration: { jwt: [{ issuer, ...rule }] },
      now: () => START,
      fetchKeys: async () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'ES384' }] }),
      rejected: (why) => refusals.push(why),
    });
    const caller = await authenticate({ authorization: `Bearer ${issue('ES384', claims)}` });
    return { caller, refusals };
  };

  test('get their prefixes', async () => {
    const claimMappings = {
      username: { claim: 'sub', prefix: 'aws:' },
      groups: { claim: 'teams', prefix: 't:' },
    };

    const { caller } = await login({ claimMappings }, { teams: ['a', 'b'] });

    expect(caller).toEqual({ username: `aws:${ROLE}`, groups: ['t:a', 't:b', 'system:authenticated'] });
  });

  test('must have required values', async () => {
    const claimMappings = { username: { claim: 'sub', prefix: '' } };
    const claimValidationRules = [{ claim: 'tier', requiredValue: 'prod' }];

    const good = await login({ claimMappings, claimValidationRules }, { tier: 'prod' });
    const bad = await login({ claimMappings, claimValidationRules }, { tier: 'dev' });

    expect(good.caller?.username).toBe(ROLE);
    expect(bad.refusals).toEqual(['claim tier is not as required']);
  });

  test('must not give a name that a rule reserves, nor an empty one', async () => {
    const expression = "!user.username.startsWith('system:')";
    const userValidationRules = [{ expression, message: 'reserved' }];

    const reserved = { claimMappings: { username: { expression: "'system:x'" } }, userValidationRules };
    const empty = { claimMappings: { username: { expression: "''" } } };

    expect((await login(reserved)).refusals).toEqual([expect.stringContaining('reserved')]);
    expect((await login(empty)).refusals).toEqual(['the username of the token is empty']);
  });
});

describe('other credentials', () => {
  test('a fixed token is its user', async () => {
    const { login } = newAuthenticator();

    expect((await login('admin-token'))?.groups).toEqual(['system:masters', 'system:authenticated']);
  });

  test.each(['garbage', 'a.b.c', ''])('%j is nobody', async (token) => {
    expect(await newAuthenticator().login(token)).toBeUndefined();
  });

  test('no header is nobody', async () => {
    expect(await newAuthenticator().authenticate({})).toBeUndefined();
  });
});
