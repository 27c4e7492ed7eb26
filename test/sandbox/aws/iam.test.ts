import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionHolds } from '../../../sandbox/aws/iam/condition.ts';
import { createCredentials } from '../../../sandbox/aws/iam/credentials.ts';
import { evaluatePolicies, evaluateResourcePolicy } from '../../../sandbox/aws/iam/evaluate.ts';
import type { PolicyDocument, Statement } from '../../../sandbox/aws/iam/policy.ts';
import { matchesWildcard } from '../../../sandbox/aws/iam/wildcard.ts';

const ARN = 'arn:aws:ssm:ap-northeast-2:123456789012:parameter/eco2/dev/db';
const allow = (more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: 'ssm:Get*',
  Resource: '*',
  ...more,
});
const decide = (statements: readonly Statement[], action = 'ssm:GetParameters', context = {}) =>
  evaluatePolicies([{ Statement: statements }], { action, resource: ARN, context }).decision;

describe('a policy', () => {
  const rows: readonly (readonly [string, readonly Statement[], string])[] = [
    ['without statements denies', [], 'implicitDeny'],
    ['allows by wildcard action and resource', [allow()], 'allow'],
    ['compares actions without case', [allow({ Action: 'SSM:getparameters' })], 'allow'],
    ['compares resources with case', [allow({ Resource: ARN.replace('eco2', 'ECO2') })], 'implicitDeny'],
    ['allows under a prefix', [allow({ Resource: [`${ARN.slice(0, -3)}*`] })], 'allow'],
    ['denies outside the prefix', [allow({ Resource: 'arn:aws:ssm:*:*:parameter/other/*' })], 'implicitDeny'],
    ['lets a Deny win over any Allow', [allow(), allow({ Effect: 'Deny', Resource: ARN })], 'explicitDeny'],
    ['knows NotAction', [{ Effect: 'Allow', NotAction: 'ssm:Put*', Resource: '*' }], 'allow'],
    ['knows NotResource', [{ Effect: 'Allow', Action: '*', NotResource: ARN }], 'implicitDeny'],
  ];

  it.each(rows)('%s', (_what, statements, decision) => {
    expect(decide(statements)).toBe(decision);
  });

  it('tells which statements applied', () => {
    const other = allow({ Action: 'ssm:Put*' });
    const own = allow();

    const { statements } = evaluatePolicies([{ Statement: [other, own] }], {
      action: 'ssm:GetParameter',
      resource: ARN,
      context: {},
    });

    expect(statements).toEqual([own]);
  });

  it('fills variables from the request', () => {
    const Resource = 'arn:aws:ssm:*:*:parameter/@{aws:PrincipalTag/namespace}/*'.replace('@', '$');

    expect(decide([allow({ Resource })], 'ssm:GetParameter', { 'aws:PrincipalTag/namespace': 'eco2' })).toBe(
      'allow',
    );
    expect(decide([allow({ Resource })], 'ssm:GetParameter', { 'aws:PrincipalTag/namespace': 'other' })).toBe(
      'implicitDeny',
    );
    expect(decide([allow({ Resource })])).toBe('implicitDeny');
  });
});

describe('a condition', () => {
  const NAMES = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';
  const context = {
    'kms:ViaService': 'ssm.ap-northeast-2.amazonaws.com',
    'sts:DurationSeconds': 900,
    'aws:SecureTransport': true,
    'aws:SourceArn': 'arn:aws:events:ap-northeast-2:123456789012:rule/mine',
    [NAMES]: ['web.example.com', 'a-web.example.com'],
  };
  const rows: readonly (readonly [string, Record<string, Record<string, string | string[]>>, boolean])[] = [
    ['StringEquals', { StringEquals: { 'kms:ViaService': ['x', 'ssm.ap-northeast-2.amazonaws.com'] } }, true],
    ['StringEquals on a missing key', { StringEquals: { 'kms:Other': 'x' } }, false],
    ['StringEqualsIfExists on a missing key', { StringEqualsIfExists: { 'kms:Other': 'x' } }, true],
    ['StringNotEquals', { StringNotEquals: { 'kms:ViaService': 'ssm.ap-northeast-2.amazonaws.com' } }, false],
    ['StringNotEquals on a missing key', { StringNotEquals: { 'kms:Other': 'x' } }, true],
    ['StringLike', { StringLike: { 'kms:ViaService': 'ssm.*.amazonaws.com' } }, true],
    ['keys without case', { StringLike: { 'KMS:viaservice': 'ssm.*' } }, true],
    ['NumericLessThanEquals', { NumericLessThanEquals: { 'sts:DurationSeconds': '900' } }, true],
    ['NumericLessThanEquals above', { NumericLessThanEquals: { 'sts:DurationSeconds': '899' } }, false],
    ['Bool', { Bool: { 'aws:SecureTransport': 'true' } }, true],
    ['Bool, the other', { Bool: { 'aws:SecureTransport': 'false' } }, false],
    ['Null true on a missing key', { Null: { 'kms:Other': 'true' } }, true],
    ['Null true on a present key', { Null: { [NAMES]: 'true' } }, false],
    ['Null false on a present key', { Null: { [NAMES]: 'false' } }, true],
    [
      'ArnEquals',
      { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:ap-northeast-2:123456789012:rule/mine' } },
      true,
    ],
    ['ArnLike', { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:123456789012:rule/*' } }, true],
    [
      'ArnLike whose star would cross a colon',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:*:rule/mine' } },
      false,
    ],
    ['ForAllValues when all match', { 'ForAllValues:StringLike': { [NAMES]: ['*.example.com'] } }, true],
    [
      'ForAllValues when one does not',
      { 'ForAllValues:StringEquals': { [NAMES]: ['web.example.com'] } },
      false,
    ],
    ['ForAllValues on a missing key', { 'ForAllValues:StringEquals': { 'kms:Other': 'x' } }, true],
    ['ForAnyValue when one matches', { 'ForAnyValue:StringEquals': { [NAMES]: ['web.example.com'] } }, true],
    ['ForAnyValue on a missing key', { 'ForAnyValue:StringEquals': { 'kms:Other': 'x' } }, false],
    [
      'two operators of which one fails',
      { StringLike: { 'kms:ViaService': 'ssm.*' }, Bool: { 'aws:SecureTransport': 'false' } },
      false,
    ],
  ];

  it.each(rows)('%s', (_what, block, expected) => {
    expect(conditionHolds(block, context)).toBe(expected);
  });

  it('with an operator the sandbox does not know is an error, never a yes or no', () => {
    expect(() => conditionHolds({ DateGreaterThan: { 'aws:CurrentTime': '2026-01-01' } }, context)).toThrow(
      'DateGreaterThan',
    );
  });
});

describe('a resource policy', () => {
  const document: PolicyDocument = {
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
      Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:::rule/mine' } },
    },
  };
  const ask = (service: string, source: string) =>
    evaluateResourcePolicy(
      document,
      { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:::work', context: { 'aws:SourceArn': source } },
      { kind: 'Service', names: [service] },
    ).decision;

  it('is about its principal and its condition', () => {
    expect(ask('events.amazonaws.com', 'arn:aws:events:::rule/mine')).toBe('allow');
    expect(ask('events.amazonaws.com', 'arn:aws:events:::rule/other')).toBe('implicitDeny');
    expect(ask('scheduler.amazonaws.com', 'arn:aws:events:::rule/mine')).toBe('implicitDeny');
  });
});

describe('wildcards', () => {
  it('agree with the regular expression they stand for', () => {
    const letters = fc
      .array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 })
      .map((list) => list.join(''));
    const texts = fc.array(fc.constantFrom('a', 'b'), { maxLength: 10 }).map((list) => list.join(''));
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesWildcard(pattern, text)).toBe(expression.test(text));
      }),
    );
  });
});

describe('access keys', () => {
  it('stand for their caller until they expire, and unknown ones for nobody', () => {
    let now = 0;
    const credentials = createCredentials({ account: '123456789012', now: () => now });
    const request = {
      roleArn: 'arn:aws:iam::123456789012:role/path/reader',
      sessionName: 'me',
      durationSeconds: 900,
    };
    const keys = credentials.issueSession(request);
    const resolve = (token = keys.sessionToken) => credentials.resolve(keys.accessKeyId, token);

    expect(resolve().arn).toBe('arn:aws:sts::123456789012:assumed-role/reader/me');
    expect(() => resolve('another token')).toThrow('security token included in the request is invalid');
    expect(() => credentials.resolve('AKIAUNKNOWN')).toThrow(
      'security token included in the request is invalid',
    );
    now = 900_000;
    expect(() => resolve()).toThrow('expired');
    expect(credentials.resolve(credentials.administrator.accessKeyId).roleArn).toBeUndefined();
  });
});
