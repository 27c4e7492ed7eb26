import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleCluster, exampleNotifier } from './example-cluster.ts';
import { resourcesOf, type SynthesizedClusters, synthesizeClusters } from './synthesized.ts';

let synthesized: SynthesizedClusters;
beforeAll(async () => {
  const { dns: _, ...half } = exampleCluster({ name: 'half', notifier: exampleNotifier({ concurrency: 2 }) });
  const without = exampleCluster({ name: 'without' });
  synthesized = await synthesizeClusters([exampleCluster({ notifier: exampleNotifier() }), half, without], {
    checks: false,
  });
}, 60_000);
afterAll(() => synthesized.remove());

function resource(index: number, type: string, id: RegExp) {
  const template = synthesized.templates[index];
  if (template === undefined) throw new Error('no template');
  const found = resourcesOf(template, type).filter(([logicalId]) => id.test(logicalId));
  return found.map(([, { Properties }]) => Properties);
}

describe('the notifier', () => {
  it('is not there unless it is asked for', () => {
    const ids = Object.keys(synthesized.templates[2]?.Resources ?? {});

    expect(ids.length).toBeGreaterThan(20);
    expect(ids.filter((id) => id.startsWith('Notifier'))).toEqual([]);
  });

  it('is a small function with its own few containers and both queues', () => {
    expect(resource(0, 'AWS::Lambda::Function', /^Notifier/)).toEqual([
      expect.objectContaining({
        FunctionName: 'sluice-eco2-dev-notify',
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        ReservedConcurrentExecutions: 5,
        Timeout: 5,
        Environment: {
          Variables: {
            SLUICE_SECRETS_QUEUE_URL: { Ref: expect.stringMatching(/^SecretsQueue/) },
            SLUICE_DNS_QUEUE_URL: { Ref: expect.stringMatching(/^DnsQueue/) },
          },
        },
      }),
    ]);
    const [half] = resource(1, 'AWS::Lambda::Function', /^Notifier/);
    expect(half).toMatchObject({ ReservedConcurrentExecutions: 2 });
    expect(JSON.stringify(half?.['Environment'])).not.toContain('SLUICE_DNS_QUEUE_URL');
  });

  it('may send to the two queues and write its log, and nothing else', () => {
    const [role] = resource(0, 'AWS::IAM::Role', /^Notifier/);
    const policies = role?.['Policies'] as readonly { PolicyDocument: { Statement: unknown } }[];

    expect(role).not.toHaveProperty('ManagedPolicyArns');
    expect(policies[0]?.PolicyDocument.Statement).toEqual([
      {
        Sid: 'SendHints',
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: [
          { 'Fn::GetAtt': [expect.stringMatching(/^SecretsQueue/), 'Arn'] },
          { 'Fn::GetAtt': [expect.stringMatching(/^DnsQueue/), 'Arn'] },
        ],
      },
      expect.objectContaining({
        Sid: 'WriteLogs',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      }),
    ]);
  });

  it('has a URL that needs both permissions to be open', () => {
    expect(resource(0, 'AWS::Lambda::Url', /./)).toEqual([expect.objectContaining({ AuthType: 'NONE' })]);
    const permissions = resource(0, 'AWS::Lambda::Permission', /^Notifier/);
    expect(permissions.map(({ Action }) => Action).sort()).toEqual([
      'lambda:InvokeFunction',
      'lambda:InvokeFunctionUrl',
    ]);
    expect(permissions.every(({ Principal }) => Principal === '*')).toBe(true);
  });
});
