import { expect, test } from 'vitest';
import { judgeCluster, judgeEntry } from '../../../cli/doctor/eks-access.ts';
import { doctorOf } from './doctor-of.ts';

const doctor = doctorOf({ auth: { mode: 'eks', clusterName: 'prod' } });
const { cluster } = doctor;
const FOUND = {
  endpoint: cluster.endpoint,
  accessConfig: { authenticationMode: 'API' as const },
  certificateAuthority: { data: Buffer.from(cluster.ca).toString('base64') },
};
const OTHER_CA = cluster.ca.replace('MIIB', 'MIIC');

test.each([
  [undefined, 'failed', 'there is no EKS cluster prod in ap-northeast-2'],
  [{ ...FOUND, accessConfig: {} }, 'failed', 'its authentication mode is CONFIG_MAP'],
  [
    { ...FOUND, certificateAuthority: { data: Buffer.from(OTHER_CA).toString('base64') } },
    'failed',
    'prod has another certificate authority',
  ],
  [{ ...FOUND, endpoint: 'https://other.example.com' }, 'warn', 'prod is at https://other.example.com'],
  [FOUND, 'ok', 'prod, authentication mode API'],
])('an EKS cluster %j is %s', (found, outcome, said) => {
  const finding = judgeCluster(found, cluster);

  expect(finding).toMatchObject({ check: 'eks cluster', outcome });
  expect(finding.said).toContain(said);
});

test('during a rotation both authorities are believed', () => {
  const both = { ...cluster, ca: `${cluster.ca}\n${OTHER_CA}` };

  expect(judgeCluster(FOUND, both).outcome).toBe('ok');
});

test('an access entry gives the group that RBAC is bound to; whoever manages it is told how', () => {
  const elsewhere = doctorOf({ auth: { mode: 'eks', accessEntry: false } });

  expect(judgeEntry({ kubernetesGroups: ['sluice:dns'] }, 'dns', doctor).outcome).toBe('ok');
  expect(judgeEntry({ kubernetesGroups: ['viewers'] }, 'dns', doctor)).toMatchObject({
    outcome: 'failed',
    said: 'arn:aws:iam::111122223333:role/sluice-eco2-dev-dns-sync is in viewers, RBAC is bound to sluice:dns',
    fix: 'deploy',
  });
  expect(judgeEntry(undefined, 'dns', doctor)).toMatchObject({ outcome: 'failed', fix: 'deploy' });
  expect(judgeEntry(undefined, 'dns', elsewhere).fix).toBe(
    'aws eks create-access-entry --cluster-name eco2-dev ' +
      '--principal-arn arn:aws:iam::111122223333:role/sluice-eco2-dev-dns-sync --kubernetes-groups sluice:dns',
  );
});

test('where the functions ask EKS, the cluster has to be one that answers', () => {
  const { endpoint: _endpoint, ca: _ca, ...asking } = cluster;

  expect(judgeCluster({ ...FOUND, status: 'ACTIVE' }, asking)).toMatchObject({
    outcome: 'ok',
    said: `prod, authentication mode API, at ${cluster.endpoint}`,
  });
  expect(judgeCluster({ ...FOUND, status: 'UPDATING' }, asking).outcome).toBe('ok');
  expect(judgeCluster({ ...FOUND, status: 'DELETING' }, asking)).toMatchObject({
    outcome: 'failed',
    said: expect.stringContaining('is DELETING') as string,
    fix: 'auth.clusterName has to name a cluster that is ACTIVE',
  });
});
