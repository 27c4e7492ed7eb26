import { expect, it } from 'vitest';
import { compileAuditWebhook } from '../../manifests/audit-webhook.ts';
import { exampleCluster, exampleNotifier } from '../stack/example-cluster.ts';

it('the audit policy logs what is watched at level Metadata, and nothing of ours', () => {
  const [policy] = compileAuditWebhook(exampleCluster({ notifier: exampleNotifier() }));

  expect(policy).toMatchObject({
    rules: [
      { level: 'None', userGroups: ['sluice:secrets', 'sluice:dns'] },
      { level: 'None', namespaces: ['kube-system'] },
      { level: 'Metadata', verbs: ['create', 'update', 'patch', 'delete'] },
      { level: 'None' },
    ],
  });
  expect(JSON.stringify(policy)).toContain('"ingresses","ingresses/status"');
  expect(JSON.stringify(policy)).not.toMatch(/"secrets"|"level":"Request/);
});

it('with a token from a parameter it is the ServiceAccount that is left out', () => {
  const auth = { mode: 'token', parameter: '/sluice/token' } as const;
  const [policy] = compileAuditWebhook(exampleCluster({ auth, notifier: exampleNotifier() }));

  expect(policy).toMatchObject({
    rules: expect.arrayContaining([{ level: 'None', users: ['system:serviceaccount:sluice-system:sluice'] }]),
  });
});

it('the kubeconfig names the URL of audit events and the file of the token', () => {
  const [, kubeconfig] = compileAuditWebhook(
    exampleCluster({ notifier: exampleNotifier({ tokenSha256: 'a'.repeat(64) }) }),
  );

  expect(kubeconfig).toMatchObject({
    clusters: [{ cluster: { server: expect.stringMatching(/on\.aws\/0123456789abcdef.*\/v1\/audit$/) } }],
    users: [{ user: { tokenFile: '/etc/kubernetes/sluice/notify-token' } }],
  });
});

it('is nothing without a notifier, and cannot be made without its URL', () => {
  const { url: _, ...fresh } = exampleNotifier();

  expect(compileAuditWebhook(exampleCluster())).toEqual([]);
  expect(() => compileAuditWebhook(exampleCluster({ notifier: fresh }))).toThrow('no notifier.url');
});
