import type { ClusterConfiguration } from '../stack/config.ts';
import { subjectOf } from './subject.ts';
import { compileWatchedKinds } from './watched-kinds.ts';

/**
 * The two files with which a kubeadm API server tells the notifier by its audit webhook instead of the admission
 * webhook: the policy for `--audit-policy-file`, and the kubeconfig for `--audit-webhook-config-file`. Level Metadata:
 * no object leaves the cluster. What is not ours is not logged; merge the rules into a policy that is there already.
 *
 * @returns nothing when `notifier` is not configured
 * @throws Error when `notifier.url` is not configured
 */
export function compileAuditWebhook(cluster: ClusterConfiguration): readonly object[] {
  const { notifier, name } = cluster;
  if (notifier === undefined) return [];
  if (notifier.url === undefined) {
    throw new Error(
      `cluster ${name} has no notifier.url: deploy once, then put the stack's output NotifyUrl there`,
    );
  }
  const { ca, path, tokenSha256, url } = notifier;
  const authority =
    ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const server = `${url.replace(/\/$/, '')}/${path}/v1/audit`;
  const user = tokenSha256 === undefined ? {} : { tokenFile: '/etc/kubernetes/sluice/notify-token' };
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'notifier', cluster: { server, ...authority } }],
    users: [{ name: 'apiserver', user }],
    contexts: [{ name: 'notifier', context: { cluster: 'notifier', user: 'apiserver' } }],
    'current-context': 'notifier',
  };
  return [compilePolicy(cluster), kubeconfig];
}

function compilePolicy(cluster: ClusterConfiguration): object {
  const watched = compileWatchedKinds(cluster);
  const resources = [...new Set(watched.map(({ group }) => group))].map((group) => ({
    group,
    resources: [
      ...new Set(
        watched
          .filter((kind) => kind.group === group)
          .flatMap(({ resource, status }) => (status ? [resource, `${resource}/status`] : [resource])),
      ),
    ],
  }));
  const verbs = ['create', 'update', 'patch', 'delete'];
  return {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived', 'ResponseStarted', 'Panic'],
    rules: [
      { level: 'None', ...ourselves(cluster) },
      { level: 'None', namespaces: ['kube-system'] },
      { level: 'Metadata', verbs, resources },
      { level: 'None' },
    ],
  };
}

function ourselves(cluster: ClusterConfiguration): object {
  const subjects = (['secrets', 'dns'] as const)
    .filter((half) => cluster[half] !== undefined)
    .map((half) => subjectOf(cluster, half));
  const users = subjects.flatMap((subject) =>
    subject.kind === 'ServiceAccount' ? [`system:serviceaccount:${subject.namespace}:${subject.name}`] : [],
  );
  const userGroups = subjects.flatMap((subject) => (subject.kind === 'Group' ? [subject.name] : []));
  return users.length > 0 ? { users: [...new Set(users)] } : { userGroups };
}
