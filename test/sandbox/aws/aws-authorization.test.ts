import { describe, expect, it } from 'vitest';
import type { SandboxAws } from '../../../sandbox/aws/aws.ts';
import { createAws } from '../../../sandbox/aws/aws.ts';
import type { Statement } from '../../../sandbox/aws/iam/policy.ts';
import { addHostedZone } from '../../../sandbox/aws/route53/hosted-zones.ts';
import type { Caller } from '../../../sandbox/aws/service.ts';
import { AwsServiceError } from '../../../sandbox/aws/service-error.ts';

const ROLE = 'arn:aws:iam::123456789012:role/secret-sync';
const PARAMETERS = 'arn:aws:ssm:ap-northeast-2:123456789012:parameter';
const NAMES = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';
const TYPES = 'route53:ChangeResourceRecordSetsRecordTypes';
const DECRYPT: Statement = {
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: 'arn:aws:kms:*:123456789012:key/*',
  Condition: {
    StringEquals: { 'kms:ViaService': 'ssm.ap-northeast-2.amazonaws.com' },
    StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': `${PARAMETERS}/eco2/*` },
  },
};

function open(...statements: Statement[]): { aws: SandboxAws; caller: Caller } {
  const aws = createAws({ now: () => 0 });
  aws.roles.put({ arn: ROLE, policies: [{ Statement: statements }], trust: { Statement: [] } });
  const keys = aws.credentials.issueSession({ roleArn: ROLE, sessionName: 'run', durationSeconds: 3600 });
  return { aws, caller: aws.credentials.resolve(keys.accessKeyId, keys.sessionToken) };
}

function refusal(run: () => unknown): string {
  try {
    run();
    return 'allowed';
  } catch (error) {
    if (error instanceof AwsServiceError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('Parameter Store', () => {
  const read: Statement = { Effect: 'Allow', Action: 'ssm:GetParameters', Resource: `${PARAMETERS}/eco2/*` };

  it('authorises GetParameters against every name, known or not', () => {
    const { aws, caller } = open(read);
    const get = (...Names: string[]) => refusal(() => aws.in().ssm.call('GetParameters', { Names }, caller));

    expect(get('/eco2/a', '/eco2/b:3')).toBe('allowed');
    expect(get('/eco2/a', '/other/b')).toBe(
      'AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/secret-sync/run is not authorized to ' +
        `perform: ssm:GetParameters on resource: ${PARAMETERS}/other/b because no identity-based policy allows the ` +
        'ssm:GetParameters action',
    );
  });

  it('needs kms:Decrypt with the encryption context for SecureStrings, and only when decrypting them', () => {
    const { aws, caller } = open(read);
    const { ssm } = aws.in();
    ssm.call('PutParameter', { Name: '/eco2/plain', Value: 'v', Type: 'String' });
    ssm.call('PutParameter', { Name: '/eco2/secret', Value: 'v', Type: 'SecureString' });
    const get = (WithDecryption: boolean, ...Names: string[]) =>
      refusal(() => ssm.call('GetParameters', { Names, WithDecryption }, caller));

    expect(get(false, '/eco2/secret')).toBe('allowed');
    expect(get(true, '/eco2/plain')).toBe('allowed');
    expect(get(true, '/eco2/secret')).toMatch(
      /^AccessDeniedException: .*kms:Decrypt on resource: arn:aws:kms:/,
    );
    aws.roles.put({ arn: ROLE, policies: [{ Statement: [read, DECRYPT] }], trust: { Statement: [] } });
    expect(get(true, '/eco2/secret', '/eco2/plain')).toBe('allowed');
  });

  it('authorises a path and a description by their own resources', () => {
    const { aws, caller } = open({
      Effect: 'Allow',
      Action: 'ssm:GetParametersByPath',
      Resource: `${PARAMETERS}/eco2`,
    });
    const { ssm } = aws.in();

    expect(refusal(() => ssm.call('GetParametersByPath', { Path: '/eco2/' }, caller))).toBe('allowed');
    expect(refusal(() => ssm.call('GetParametersByPath', { Path: '/' }, caller))).toMatch(/AccessDenied/);
    expect(refusal(() => ssm.call('DescribeParameters', {}, caller))).toMatch(
      /ssm:DescribeParameters on resource: .*:\*/,
    );
  });
});

describe('Route 53', () => {
  const change: Statement = {
    Effect: 'Allow',
    Action: 'route53:ChangeResourceRecordSets',
    Resource: 'arn:aws:route53:::hostedzone/Z1',
    Condition: {
      'ForAllValues:StringLike': { [NAMES]: ['dev.example.com', '*.dev.example.com'] },
      'ForAllValues:StringEquals': { [TYPES]: ['A', 'TXT'] },
      Null: { [NAMES]: 'false' },
    },
  };

  it.each([
    ['inside the domain filter', 'Z1', '*.Dev.example.com.', 'A', 'allowed'],
    ['outside it', 'Z1', 'www.example.com', 'A', 'AccessDenied'],
    ['of another type', 'Z1', 'web.dev.example.com', 'MX', 'AccessDenied'],
    ['in another zone', 'Z2', 'web.dev.example.com', 'A', 'AccessDenied'],
  ])('allows or denies a change %s by the normalised name', (_what, HostedZoneId, Name, Type, expected) => {
    const { aws, caller } = open(change);
    for (const id of ['Z1', 'Z2']) addHostedZone(aws.route53.state, { name: 'example.com', id });
    const set = { Name, Type, TTL: 60, ResourceRecords: [{ Value: Type === 'MX' ? '10 a.b' : '192.0.2.1' }] };
    const ChangeBatch = { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet: set }] };

    const answer = refusal(() =>
      aws.route53.call('ChangeResourceRecordSets', { HostedZoneId, ChangeBatch }, caller),
    );

    expect(answer.split(':')[0]).toBe(expected);
  });

  it('names no resource where an action has none', () => {
    const { aws, caller } = open();

    expect(refusal(() => aws.route53.call('ListHostedZones', {}, caller))).toMatch(
      /route53:ListHostedZones because no identity-based policy/,
    );
  });
});

describe('STS', () => {
  const token: Statement = {
    Effect: 'Allow',
    Action: 'sts:GetWebIdentityToken',
    Resource: '*',
    Condition: {
      'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': ['kube:dev'] },
      NumericLessThanEquals: { 'sts:DurationSeconds': 900 },
      StringEquals: { 'sts:SigningAlgorithm': 'ES384' },
    },
  };

  it.each([
    ['as configured', ['kube:dev'], 900, 'ES384', 'allowed'],
    ['for another audience', ['kube:dev', 'other'], 900, 'ES384', 'AccessDenied'],
    ['that lives too long', ['kube:dev'], 901, 'ES384', 'AccessDenied'],
    ['with another algorithm', ['kube:dev'], 900, 'RS256', 'AccessDenied'],
  ])('allows or denies a token %s', (_what, Audience, DurationSeconds, SigningAlgorithm, expected) => {
    const { aws, caller } = open(token);

    const answer = refusal(() =>
      aws.in().sts.call('GetWebIdentityToken', { Audience, DurationSeconds, SigningAlgorithm }, caller),
    );

    expect(answer.split(':')[0]).toBe(expected);
  });
});

describe('Secrets Manager', () => {
  it('needs kms:Decrypt for a secret with a key of its own, and for no other', () => {
    const { aws, caller } = open({ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' });
    const { secretsManager } = aws.in();
    secretsManager.call('CreateSecret', { Name: 'plain', SecretString: 'v' });
    secretsManager.call('CreateSecret', { Name: 'sealed', SecretString: 'v', KmsKeyId: 'k1' });
    const get = (SecretId: string) =>
      refusal(() => secretsManager.call('GetSecretValue', { SecretId }, caller));

    expect(get('plain')).toBe('allowed');
    expect(get('sealed')).toContain(
      'kms:Decrypt on resource: arn:aws:kms:ap-northeast-2:123456789012:key/k1',
    );
    expect(aws.roles.refusedRequests()).toMatchObject([{ roleArn: ROLE, action: 'kms:Decrypt' }]);
  });

  it('authorises values by secret, and a batch by itself and by each secret', () => {
    const read: Statement = {
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*:secret:app/*',
    };
    const batch: Statement = { Effect: 'Allow', Action: 'secretsmanager:BatchGetSecretValue', Resource: '*' };
    const { aws, caller } = open(read, batch);
    const { secretsManager } = aws.in();
    for (const Name of ['app/db', 'other']) secretsManager.call('CreateSecret', { Name, SecretString: 'v' });
    const get = (SecretId: string) =>
      refusal(() => secretsManager.call('GetSecretValue', { SecretId }, caller));
    const all = (...SecretIdList: string[]) =>
      refusal(() => secretsManager.call('BatchGetSecretValue', { SecretIdList }, caller));

    expect([get('app/db'), all('app/db')]).toEqual(['allowed', 'allowed']);
    expect(get('other')).toMatch(
      /^AccessDeniedException: .*secretsmanager:GetSecretValue on resource: .*:secret:other-/,
    );
    expect(all('app/db', 'other')).toMatch(/^AccessDeniedException/);
    expect(refusal(() => secretsManager.call('ListSecrets', {}, caller))).toMatch(
      /secretsmanager:ListSecrets because/,
    );
  });
});

describe('which statements were needed', () => {
  it('is remembered, so that one nothing needs can be found', () => {
    const used: Statement = { Sid: 'Used', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };
    const idle: Statement = { Sid: 'Idle', Effect: 'Allow', Action: 'sqs:PurgeQueue', Resource: '*' };
    const { aws, caller } = open(used, idle);
    const { QueueUrl } = aws.in().sqs.call('CreateQueue', { QueueName: 'work' });
    aws.in().sqs.call('SendMessageBatch', { QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] }, caller);

    expect(aws.roles.unusedStatements()).toEqual([{ roleArn: ROLE, statement: idle }]);
  });
});

describe('the sandbox as a whole', () => {
  it('observes every call with service, region, caller and code, and scripts faults for any', () => {
    const { aws, caller } = open();
    const seen: string[] = [];
    aws.observe = (call) =>
      seen.push(`${call.service} ${call.region} ${call.action} ${call.errorCode ?? 'ok'}`);
    refusal(() => aws.in('eu-west-1').ssm.call('GetParameters', { Names: ['/a'] }, caller));
    aws.intercept = ({ service }) =>
      service === 'route53' ? new AwsServiceError('Throttling', 'Rate exceeded') : undefined;
    refusal(() => aws.route53.call('ListHostedZones', {}));
    aws.in().sqs.call('ListQueues', {});

    expect(seen).toEqual([
      'ssm eu-west-1 GetParameters AccessDeniedException',
      'route53 us-east-1 ListHostedZones Throttling',
      'sqs ap-northeast-2 ListQueues ok',
    ]);
  });

  it('keeps regions and accounts apart', () => {
    const aws = createAws({ now: () => 0 });
    aws.in().ssm.call('PutParameter', { Name: '/a', Value: 'v', Type: 'String' });

    expect(aws.in('eu-west-1').ssm.call('GetParameters', { Names: ['/a'] }).InvalidParameters).toEqual([
      '/a',
    ]);
    expect(aws.in('ap-northeast-2', '210987654321').ssm.state.parameters.size).toBe(0);
  });

  it('puts parameter and label changes on the bus of their region', () => {
    const aws = createAws({ now: () => 0 });
    const seen: string[] = [];
    aws.in().events.state.published = (event) =>
      seen.push(`${event.source} ${event['detail-type']} ${event.resources[0]}`);
    aws.in().ssm.call('PutParameter', { Name: '/a', Value: 'v', Type: 'String' });
    const { ARN } = aws.in().secretsManager.call('CreateSecret', { Name: 's', SecretString: 'v' });

    expect(seen).toEqual([
      `aws.ssm Parameter Store Change ${PARAMETERS}/a`,
      `aws.secretsmanager Secret Label Updated ${ARN}`,
    ]);
  });
});
