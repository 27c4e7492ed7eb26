import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleCluster, exampleSecrets } from './example-cluster.ts';
import {
  resourcesOf,
  type SynthesizedClusters,
  type SynthesizedTemplate,
  synthesizeClusters,
} from './synthesized.ts';

const HOME_BUS = 'arn:aws:events:ap-northeast-2:111122223333:event-bus/default';

describe('a region in secrets.regions other than the cluster’s', () => {
  let synthesized: SynthesizedClusters;
  let home: SynthesizedTemplate;
  let other: SynthesizedTemplate;

  beforeAll(async () => {
    const secrets = exampleSecrets({ regions: ['us-east-1', 'ap-northeast-2'] });
    synthesized = await synthesizeClusters([exampleCluster({ secrets })], { checks: false });
    const read = (name: string) =>
      JSON.parse(
        readFileSync(join(synthesized.directory, `${name}.template.json`), 'utf8'),
      ) as SynthesizedTemplate;
    [home, other] = [read('sluice-eco2-dev'), read('sluice-eco2-dev-events-us-east-1')];
  }, 60_000);
  afterAll(() => synthesized.remove());

  it('has the rules of the cluster, which hand its events to the bus of the cluster’s region', () => {
    const patternsOf = (template: SynthesizedTemplate) =>
      resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties['EventPattern']);
    const arns = resourcesOf(other, 'AWS::Events::Rule').flatMap(([, { Properties }]) =>
      (Properties['Targets'] as readonly { readonly Arn: string }[]).map(({ Arn }) => Arn),
    );

    expect(patternsOf(other)).toEqual(
      patternsOf(home).filter((pattern) => JSON.stringify(pattern).includes('aws.ssm')),
    );
    expect(new Set(arns)).toEqual(new Set([HOME_BUS]));
  });

  it('may do nothing but put events there', () => {
    const [role] = resourcesOf(other, 'AWS::IAM::Role');
    const text = JSON.stringify(role?.[1].Properties['Policies']);

    expect(resourcesOf(other, 'AWS::IAM::Role')).toHaveLength(1);
    expect(resourcesOf(other, 'AWS::IAM::Policy')).toEqual([]);
    expect(text.match(/"Action":[^,]*/g)).toEqual(['"Action":"events:PutEvents"']);
    expect(text).toContain(HOME_BUS);
  });

  it('is no stack where every store is in the cluster’s own region', async () => {
    const own = await synthesizeClusters([exampleCluster()], { checks: false });

    expect(own.stackNames).toEqual(['sluice-eco2-dev']);
    own.remove();
  });
});
