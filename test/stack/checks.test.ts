import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { App, Stack, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, describe, expect, it } from 'vitest';
import { toPolicyDocument } from '../../stack/permissions/permission.ts';
import { exampleCluster, exampleDns, exampleNotifier, exampleSecrets } from './example-cluster.ts';
import { synthesizeClusters } from './synthesized.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-nag-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('cdk-nag and the schemas of CloudFormation', () => {
  it('find nothing in the example, nor in a cluster that uses every other setting', {
    timeout: 60_000,
  }, async () => {
    const network = {
      subnetIds: ['subnet-0123456789abcdef0'],
      securityGroupIds: ['sg-0123456789abcdef0'],
      ipv6: true,
    };
    const role = 'arn:aws:iam::444455556666:role/team';
    const zones = { ...exampleDns().zones, ids: [], tags: ['team=eco2'] };
    const every = exampleCluster({
      name: 'every',
      auth: { mode: 'token', parameter: '/sluice/token' },
      network,
      secrets: exampleSecrets({
        services: ['ParameterStore', 'SecretsManager'],
        regions: ['ap-northeast-2', 'us-east-1'],
        identities: [{ namespace: 'a', serviceAccount: 'b', role }],
      }),
      dns: exampleDns({ mode: 'observe', zones }),
      notifier: exampleNotifier(),
    });

    const synthesized = await synthesizeClusters([exampleCluster(), every], { checks: true });

    expect(synthesized.templates).toHaveLength(2);
    synthesized.remove();
  });

  it('refuse a wildcard whose reason nobody gave', () => {
    const app = new App({ outdir: directory, builtinCloudFormationValidation: false });
    const stack = new Stack(app, 'Planted');
    const wide = toPolicyDocument([{ sid: 'Wide', actions: ['ssm:GetParameter'], resources: ['*'] }]);
    new Role(stack, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Wide: wide },
    });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

    expect(() => app.synth()).toThrow("AwsSolutions-IAM5[Resource::*]'");
  });
});
