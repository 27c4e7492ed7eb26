import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEASE_DURATION_SECONDS } from '../../lambdas/core/bounds.ts';
import { METRIC } from '../../lambdas/core/metrics.ts';
import { compileDnsSyncConfig, compileSecretSyncConfig } from '../../stack/config/function-config.ts';
import { exampleCluster, exampleDns, exampleSecrets } from './example-cluster.ts';
import {
  resourcesOf,
  type SynthesizedClusters,
  type SynthesizedTemplate,
  synthesizeClusters,
  type TemplateResource,
} from './synthesized.ts';

const TOPIC = 'arn:aws:sns:ap-northeast-2:111122223333:sluice-alarms';
const SUBNETS = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
const GROUPS = ['sg-0123456789abcdef0'];
const VPC = { vpcId: 'vpc-0123456789abcdef0', subnetIds: SUBNETS, securityGroupIds: GROUPS, ipv6: true };

let synthesized: SynthesizedClusters;
let example: SynthesizedTemplate;
let inVpc: SynthesizedTemplate;
let dnsOnly: SynthesizedTemplate;

beforeAll(async () => {
  const { alarms: _alarms, secrets: _secrets, ...dnsCluster } = exampleCluster({ name: 'dns-only' });
  synthesized = await synthesizeClusters(
    [
      exampleCluster(),
      exampleCluster({ name: 'in-vpc', network: VPC, dns: exampleDns({ ownerId: 'in-vpc' }) }),
      { ...dnsCluster, dns: exampleDns({ ownerId: 'dns-only' }) },
    ],
    { checks: false },
  );
  const [first, second, third] = synthesized.templates;
  if (first === undefined || second === undefined || third === undefined)
    throw new TypeError('templates missing');
  [example, inVpc, dnsOnly] = [first, second, third];
}, 60_000);
afterAll(() => synthesized.remove());

function only(template: SynthesizedTemplate, type: string, name: RegExp): TemplateResource {
  const [found, ...more] = resourcesOf(template, type).filter(([id]) => name.test(id));
  if (found === undefined || more.length > 0) throw new TypeError(`not one ${type} is named ${name}`);
  return found[1];
}

it('a deployment leaves the concurrency of the functions alone, so that a paused half stays paused', () => {
  const functions = resourcesOf(example, 'AWS::Lambda::Function').filter(([id]) => /Sync/.test(id));

  expect(functions).toHaveLength(2);
  for (const [, { Properties }] of functions)
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
});

it('the Lease of deletions outlives the function that takes it', () => {
  const functions = resourcesOf(dnsOnly, 'AWS::Lambda::Function');

  expect(functions.length).toBeGreaterThan(0);
  for (const [, { Properties }] of functions)
    expect(LEASE_DURATION_SECONDS).toBeGreaterThan(Number(Properties?.['Timeout']));
});

describe('the stack of the example', () => {
  it('has exactly these resources under these logical ids, because a renamed one is replaced', () => {
    const ids = Object.entries(example.Resources).map(([id, { Type }]) => `${Type} ${id}`);

    expect(ids.sort()).toMatchInlineSnapshot(`
      [
        "AWS::CloudWatch::Alarm DnsAlarmsAuthenticationFailed906C1335",
        "AWS::CloudWatch::Alarm DnsAlarmsDeadLetters8CF355DB",
        "AWS::CloudWatch::Alarm DnsAlarmsDeletionsStoppedE58A3156",
        "AWS::CloudWatch::Alarm DnsAlarmsErrors5A89A172",
        "AWS::CloudWatch::Alarm DnsAlarmsNoSweep3601A3BE",
        "AWS::CloudWatch::Alarm DnsAlarmsObservationIncompleteDA1654E5",
        "AWS::CloudWatch::Alarm SecretsAlarmsAuthenticationFailedAFC860F0",
        "AWS::CloudWatch::Alarm SecretsAlarmsChangesFoundBySweep6FA3E00F",
        "AWS::CloudWatch::Alarm SecretsAlarmsDeadLettersE9357C7E",
        "AWS::CloudWatch::Alarm SecretsAlarmsDeletionsStopped92C7DD91",
        "AWS::CloudWatch::Alarm SecretsAlarmsErrorsBB1738BF",
        "AWS::CloudWatch::Alarm SecretsAlarmsEventAgeCF495C66",
        "AWS::CloudWatch::Alarm SecretsAlarmsNoSweepC76F5CE7",
        "AWS::CloudWatch::Alarm SecretsAlarmsObjectsNotReady08B5DF96",
        "AWS::CloudWatch::Dashboard OverviewDashboard78DADE12",
        "AWS::Events::Rule SecretsEventsParameterChangeBD00F9CA",
        "AWS::Events::Rule SecretsEventsParameterExpirationD33DFB61",
        "AWS::IAM::Role DnsSweepRoleC84B8D2A",
        "AWS::IAM::Role DnsSyncRole1906BED6",
        "AWS::IAM::Role SecretsSweepRoleB66216BD",
        "AWS::IAM::Role SecretsSyncRole2A7AC88C",
        "AWS::Lambda::EventSourceMapping DnsSyncMapping1CD28997",
        "AWS::Lambda::EventSourceMapping SecretsSyncMappingA74654D1",
        "AWS::Lambda::Function DnsSyncFunction609E9458",
        "AWS::Lambda::Function SecretsSyncFunctionBAB45907",
        "AWS::Logs::LogGroup DnsSyncLogs974A22EA",
        "AWS::Logs::LogGroup SecretsSyncLogs8ADCB578",
        "AWS::SQS::Queue DnsQueue1BD91840",
        "AWS::SQS::Queue DnsQueueDeadLetters5303F823",
        "AWS::SQS::Queue SecretsQueue81ABA901",
        "AWS::SQS::Queue SecretsQueueDeadLettersE0F50801",
        "AWS::SQS::QueuePolicy DnsQueueDeadLettersPolicy00A0C67D",
        "AWS::SQS::QueuePolicy DnsQueuePolicy322302F0",
        "AWS::SQS::QueuePolicy SecretsQueueDeadLettersPolicyED650EDF",
        "AWS::SQS::QueuePolicy SecretsQueuePolicy27798253",
        "AWS::Scheduler::Schedule DnsSweepSchedule97B046CB",
        "AWS::Scheduler::Schedule SecretsSweepScheduleB56F2A81",
      ]
    `);
  });

  it.each(['Secrets', 'Dns'])(
    '%s: the queue hides a message six times the timeout and gives up after five',
    (half) => {
      const { Properties: queue } = only(example, 'AWS::SQS::Queue', new RegExp(`^${half}Queue[0-9A-F]{8}$`));
      const { Properties: handler } = only(example, 'AWS::Lambda::Function', new RegExp(`^${half}`));

      expect(queue).toMatchObject({
        QueueName: `sluice-eco2-dev-${half.toLowerCase()}`,
        SqsManagedSseEnabled: true,
        VisibilityTimeout: 6 * Number(handler['Timeout']),
        RedrivePolicy: { maxReceiveCount: 5 },
      });
    },
  );

  it('gives the secrets function 512 MB and 60 s, the DNS function 1,024 MB and 300 s, on arm64 and Node 24', () => {
    const shared = { Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'handler.handler' };

    expect(only(example, 'AWS::Lambda::Function', /^Secrets/).Properties).toMatchObject({
      ...shared,
      FunctionName: 'sluice-eco2-dev-secret-sync',
      MemorySize: 512,
      Timeout: 60,
    });
    expect(only(example, 'AWS::Lambda::Function', /^Dns/).Properties).toMatchObject({
      ...shared,
      FunctionName: 'sluice-eco2-dev-dns-sync',
      MemorySize: 1024,
      Timeout: 300,
    });
  });

  it('tells a function by its environment only where its queue is, and Node how to keep what is new', () => {
    for (const [, { Properties }] of resourcesOf(example, 'AWS::Lambda::Function')) {
      expect(Properties['Environment']).toEqual({
        Variables: {
          SLUICE_QUEUE_URL: { Ref: expect.stringMatching(/Queue/) },
          NODE_OPTIONS: '--max-semi-space-size=4',
        },
      });
      expect(Properties['VpcConfig']).toBeUndefined();
    }
  });

  it('feeds each function ten messages at most, at once, two runs at a time, with partial failures', () => {
    const mappings = resourcesOf(example, 'AWS::Lambda::EventSourceMapping');

    expect(mappings).toHaveLength(2);
    for (const [, { Properties }] of mappings) {
      expect(Properties).toMatchObject({
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 0,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      });
    }
  });

  it('sweeps each half every minute by a role that may do nothing but send', () => {
    const schedules = resourcesOf(example, 'AWS::Scheduler::Schedule');

    expect(schedules).toHaveLength(2);
    for (const [, { Properties }] of schedules) {
      const target = Properties['Target'] as { readonly Input: string; readonly RoleArn: unknown };
      expect(Properties['ScheduleExpression']).toBe('rate(1 minute)');
      expect(JSON.parse(target.Input)).toEqual({ sluice: 'sweep', at: '<aws.scheduler.scheduled-time>' });
    }
    expect(only(example, 'AWS::IAM::Role', /^DnsSweep/).Properties['Policies']).toEqual([
      {
        PolicyName: 'SendSweep',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'SendSweep',
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Resource: { 'Fn::GetAtt': [expect.stringMatching(/^DnsQueue[0-9A-F]{8}$/), 'Arn'] },
            },
          ],
        },
      },
    ]);
  });

  it('lets only its own rules send to the queue and its dead letters, and nobody without TLS', () => {
    const rules = resourcesOf(example, 'AWS::Events::Rule').map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));

    for (const name of [/^SecretsQueuePolicy/, /^SecretsQueueDeadLettersPolicy/]) {
      const { Properties } = only(example, 'AWS::SQS::QueuePolicy', name);
      expect(Properties['PolicyDocument']).toMatchObject({
        Statement: [
          { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          {
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': rules } },
          },
        ],
      });
    }
  });

  it('retries an event for an hour and then keeps it as a dead letter', () => {
    const rules = resourcesOf(example, 'AWS::Events::Rule');

    expect(rules).toHaveLength(2);
    for (const [, { Properties }] of rules) {
      expect(Properties['Targets']).toEqual([
        {
          Id: 'Target0',
          Arn: { 'Fn::GetAtt': [expect.stringMatching(/^SecretsQueue[0-9A-F]{8}$/), 'Arn'] },
          DeadLetterConfig: {
            Arn: { 'Fn::GetAtt': [expect.stringMatching(/^SecretsQueueDeadLetters/), 'Arn'] },
          },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 185 },
        },
      ]);
    }
  });

  it('keeps the logs of each function for a month in a group of its own', () => {
    const groups = resourcesOf(example, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);

    expect(groups).toEqual([
      { LogGroupName: '/aws/lambda/sluice-eco2-dev-secret-sync', RetentionInDays: 30 },
      { LogGroupName: '/aws/lambda/sluice-eco2-dev-dns-sync', RetentionInDays: 30 },
    ]);
  });

  it('puts the configuration of the cluster beside the bundle', () => {
    const configs = readdirSync(synthesized.directory)
      .map((name) => join(synthesized.directory, name, 'sluice.json'))
      .filter((path) => path.includes('asset.') && existsSync(path))
      .map((path): unknown => JSON.parse(readFileSync(path, 'utf8')));

    expect(configs).toContainEqual(compileSecretSyncConfig(exampleCluster(), exampleSecrets()));
    expect(configs).toContainEqual(compileDnsSyncConfig(exampleCluster(), exampleDns()));
    expect(configs).toHaveLength(5);
  });
});

describe('alarms', () => {
  function alarmsOf(template: SynthesizedTemplate) {
    return resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  }

  it('watch each half, and every name of ours is one that the functions publish', () => {
    const published: readonly string[] = Object.values(METRIC);
    const ours = alarmsOf(example).filter(({ Namespace }) => Namespace === 'Sluice');

    expect(alarmsOf(example).map(({ AlarmName }) => AlarmName)).toEqual([
      'sluice-eco2-dev-secrets-Errors',
      'sluice-eco2-dev-secrets-DeadLetters',
      'sluice-eco2-dev-secrets-NoSweep',
      'sluice-eco2-dev-secrets-AuthenticationFailed',
      'sluice-eco2-dev-secrets-DeletionsStopped',
      'sluice-eco2-dev-secrets-EventAge',
      'sluice-eco2-dev-secrets-ChangesFoundBySweep',
      'sluice-eco2-dev-secrets-ObjectsNotReady',
      'sluice-eco2-dev-dns-Errors',
      'sluice-eco2-dev-dns-DeadLetters',
      'sluice-eco2-dev-dns-NoSweep',
      'sluice-eco2-dev-dns-AuthenticationFailed',
      'sluice-eco2-dev-dns-DeletionsStopped',
      'sluice-eco2-dev-dns-ObservationIncomplete',
    ]);
    for (const { MetricName, Dimensions, AlarmName } of ours) {
      const half = String(AlarmName).includes('-dns-') ? 'dns' : 'secrets';
      expect(published).toContain(MetricName);
      expect(Dimensions).toEqual([
        { Name: 'cluster', Value: 'eco2-dev' },
        { Name: 'half', Value: half },
      ]);
    }
  });

  it('take a missing sweep as a failed one, and nothing else', () => {
    for (const { AlarmName, TreatMissingData, ...rest } of alarmsOf(example)) {
      const isSweep = String(AlarmName).endsWith('NoSweep');
      expect(TreatMissingData).toBe(isSweep ? 'breaching' : 'notBreaching');
      if (isSweep) {
        expect(rest).toMatchObject({
          MetricName: 'SweepSucceeded',
          ComparisonOperator: 'LessThanThreshold',
          Threshold: 1,
          Period: 300,
          EvaluationPeriods: 1,
        });
      }
    }
  });

  it('go to the topic, where one is configured', () => {
    expect(
      alarmsOf(example).every(({ AlarmActions }) => JSON.stringify(AlarmActions) === JSON.stringify([TOPIC])),
    ).toBe(true);
    expect(alarmsOf(dnsOnly).every(({ AlarmActions }) => AlarmActions === undefined)).toBe(true);
  });

  it('stand in a dashboard with the metrics of both halves', () => {
    const { Properties } = only(example, 'AWS::CloudWatch::Dashboard', /./);
    const body = JSON.stringify(Properties['DashboardBody']);

    for (const text of [
      'EventAge',
      'InSync',
      'ChangesFoundBySweep',
      'sluice-eco2-dev-secrets-dead',
      'sluice-eco2-dev-dns-dead',
    ]) {
      expect(body).toContain(text);
    }
  });
});

describe('other clusters', () => {
  it('in a VPC: both functions are attached, reach AWS over IPv6, and cannot use the interfaces themselves', () => {
    for (const [, { Properties }] of resourcesOf(inVpc, 'AWS::Lambda::Function')) {
      expect(Properties['VpcConfig']).toEqual({
        SubnetIds: SUBNETS,
        SecurityGroupIds: GROUPS,
        Ipv6AllowedForDualStack: true,
      });
      expect(Properties['Environment']).toMatchObject({ Variables: { AWS_USE_DUALSTACK_ENDPOINT: 'true' } });
    }
  });

  it('with one half: nothing of the other is made', () => {
    expect(Object.keys(dnsOnly.Resources).filter((id) => id.startsWith('Secrets'))).toEqual([]);
    expect(resourcesOf(dnsOnly, 'AWS::Events::Rule')).toEqual([]);
  });
});
