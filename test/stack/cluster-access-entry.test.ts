import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileRbac } from '../../manifests/rbac.ts';
import { exampleCluster, exampleDns } from './example-cluster.ts';
import {
  resourcesOf,
  type SynthesizedClusters,
  type SynthesizedTemplate,
  synthesizeClusters,
} from './synthesized.ts';

const EKS = exampleCluster({ name: 'prod', auth: { mode: 'eks' }, dns: exampleDns({ ownerId: 'prod' }) });

let synthesized: SynthesizedClusters;
let templates: readonly SynthesizedTemplate[];

beforeAll(async () => {
  const named = { mode: 'eks', clusterName: 'elsewhere', accessEntry: false } as const;
  synthesized = await synthesizeClusters(
    [
      EKS,
      { ...EKS, name: 'foreign', auth: named, dns: exampleDns({ ownerId: 'foreign' }) },
      exampleCluster(),
    ],
    { checks: false },
  );
  templates = synthesized.templates;
}, 60_000);
afterAll(() => synthesized.remove());

function entriesOf(template: SynthesizedTemplate | undefined): readonly Readonly<Record<string, unknown>>[] {
  if (template === undefined) throw new TypeError('no template');
  return resourcesOf(template, 'AWS::EKS::AccessEntry').map(([, { Properties }]) => Properties);
}

it('an EKS cluster lets both roles in, each with the one group that its RBAC is bound to', () => {
  const entries = entriesOf(templates[0]);

  expect(entries).toEqual([
    {
      ClusterName: 'prod',
      KubernetesGroups: ['sluice:secrets'],
      PrincipalArn: { 'Fn::GetAtt': [expect.stringMatching(/^Secrets.*Role/), 'Arn'] },
      Type: 'STANDARD',
    },
    {
      ClusterName: 'prod',
      KubernetesGroups: ['sluice:dns'],
      PrincipalArn: { 'Fn::GetAtt': [expect.stringMatching(/^Dns.*Role/), 'Arn'] },
      Type: 'STANDARD',
    },
  ]);
  const bound = JSON.stringify(compileRbac(EKS));
  for (const group of ['sluice:secrets', 'sluice:dns']) expect(bound).toContain(`"name":"${group}"`);
});

it('an access entry brings no policy of AWS, which would allow more than the printed RBAC', () => {
  expect(entriesOf(templates[0]).filter((entry) => 'AccessPolicies' in entry)).toEqual([]);
});

it('entries that are managed elsewhere are left alone, and other clusters have none', () => {
  expect(entriesOf(templates[1])).toEqual([]);
  expect(entriesOf(templates[2])).toEqual([]);
});
