import { expect, test } from 'vitest';
import { judgeFederation } from '../../../cli/doctor/account.ts';
import { judgeFunction, judgeRole } from '../../../cli/doctor/functions.ts';
import { VERSION } from '../../../stack/version.ts';
import { doctorOf } from './doctor-of.ts';

const doctor = doctorOf();
const ISSUER = 'https://00000000-0000-4000-8000-000000000000.tokens.sts.global.api.aws';
const ROLE = 'arn:aws:iam::111122223333:role/sluice-eco2-dev-secret-sync';
const DESCRIPTION = `parameters to Secrets of cluster eco2-dev, sluice ${VERSION} (enforce)`;

test.each([
  [{}, 'failed', 'is off in account 111122223333', 'aws iam enable-outbound-web-identity-federation'],
  [
    { JwtVendingEnabled: true, IssuerIdentifier: 'https://other.example.com' },
    'failed',
    "the account's tokens are issued by https://other.example.com",
    'auth.issuer: https://other.example.com',
  ],
  [{ JwtVendingEnabled: true, IssuerIdentifier: ISSUER }, 'ok', `on, issuer ${ISSUER}`, undefined],
])('federation %j is %s', (info, outcome, said, fix) => {
  const finding = judgeFederation(info, doctor.cluster);

  expect(finding).toMatchObject({ check: 'federation', outcome });
  expect(finding.said).toContain(said);
  expect(finding.fix).toBe(fix);
});

test('a configuration without issuer is told the one of the account', () => {
  const info = { JwtVendingEnabled: true, IssuerIdentifier: ISSUER };
  const { cluster } = doctorOf({ auth: { mode: 'web-identity' } });

  expect(judgeFederation(info, cluster)).toMatchObject({ outcome: 'failed', fix: `auth.issuer: ${ISSUER}` });
});

const DEPLOYED = { Role: ROLE, Description: DESCRIPTION, State: 'Active', isPaused: false } as const;

test.each([
  [undefined, 'failed', 'there is no function sluice-eco2-dev-secret-sync', 'deploy'],
  [
    { ...DEPLOYED, State: 'Failed', StateReason: 'no subnet' } as const,
    'failed',
    'is Failed no subnet',
    'deploy',
  ],
  [
    { ...DEPLOYED, LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'why' } as const,
    'failed',
    'why',
    'deploy',
  ],
  [{ ...DEPLOYED, Role: 'arn:aws:iam::111122223333:role/other' }, 'failed', 'runs as arn:aws:iam', 'deploy'],
  [{ ...DEPLOYED, isPaused: true }, 'warn', 'is paused', 'sluice resume secrets'],
  [
    { ...DEPLOYED, Description: DESCRIPTION.replace('enforce', 'observe') },
    'warn',
    'in mode observe',
    'deploy',
  ],
  [
    { ...DEPLOYED, Description: DESCRIPTION.replace(VERSION, '0.0.9') },
    'warn',
    `is of version 0.0.9, this checkout of ${VERSION}`,
    'deploy',
  ],
  [DEPLOYED, 'ok', 'sluice-eco2-dev-secret-sync, mode enforce', undefined],
])('a function %j is %s', (deployed, outcome, said, fix) => {
  const finding = judgeFunction(deployed, 'secrets', doctor);

  expect(finding).toMatchObject({ check: 'secrets deployed', outcome });
  expect(finding.said).toContain(said);
  expect(finding.fix).toBe(fix);
});

const trust = (Service: unknown, Action: unknown = 'sts:AssumeRole') =>
  encodeURIComponent(JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service }, Action }] }));

test.each([
  [undefined, 'failed'],
  [{ Arn: ROLE, AssumeRolePolicyDocument: trust('ec2.amazonaws.com') }, 'failed'],
  [{ Arn: ROLE, AssumeRolePolicyDocument: trust('lambda.amazonaws.com', 'sts:TagSession') }, 'failed'],
  [{ Arn: ROLE, AssumeRolePolicyDocument: trust('lambda.amazonaws.com') }, 'ok'],
  [{ Arn: ROLE, AssumeRolePolicyDocument: trust(['a', 'lambda.amazonaws.com'], ['sts:AssumeRole']) }, 'ok'],
])('a role %j is %s', (role, outcome) => {
  expect(judgeRole(role, 'secrets', doctor)).toMatchObject({ check: 'secrets role', outcome });
});
