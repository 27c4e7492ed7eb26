import type { KubernetesObject } from '../lambdas/core/kubernetes.ts';
import type { ClusterConfiguration } from '../stack/config.ts';
import { targetNamespaces } from './rbac.ts';
import { subjectExpression, subjectOf } from './subject.ts';
import { compileWatchedKinds, type WatchedKind } from './watched-kinds.ts';

/**
 * The ValidatingWebhookConfiguration by which the API server tells of changes. It can refuse nothing: when the
 * function is out of reach a write waits for `timeoutSeconds` at most and goes on (`failurePolicy: Ignore`). Dry
 * runs, our own writes, and updates that change nothing we read never leave the API server. Tried on kube-apiserver
 * 1.36.3; the conditions need Kubernetes 1.30.
 *
 * @returns nothing when `notifier` is not configured
 * @throws Error when `notifier.url` is not configured
 */
export function compileNotifierWebhooks(cluster: ClusterConfiguration): readonly KubernetesObject[] {
  const { notifier, name } = cluster;
  if (notifier === undefined) return [];
  if (notifier.url === undefined) {
    throw new Error(
      `cluster ${name} has no notifier.url: deploy once, then put the stack's output NotifyUrl there`,
    );
  }
  const watched = compileWatchedKinds(cluster);
  const webhooks = (['objects', 'services', 'namespaces', 'configmaps'] as const).flatMap((webhook) => {
    const kinds = watched.filter((kind) => kind.webhook === webhook);
    return kinds.length === 0 ? [] : [compileWebhook(cluster, webhook, kinds)];
  });
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'sluice-events' },
      webhooks,
    },
  ];
}

type Webhook = WatchedKind['webhook'];

function compileWebhook(
  cluster: ClusterConfiguration,
  webhook: Webhook,
  kinds: readonly WatchedKind[],
): Readonly<Record<string, unknown>> {
  const { url = '', path, ca, timeoutSeconds } = cluster.notifier ?? {};
  const caBundle = ca === undefined ? {} : { caBundle: Buffer.from(ca).toString('base64') };
  return {
    name: `${webhook}.sluice.local`,
    admissionReviewVersions: ['v1'],
    // Any other value but None would make the API server refuse dry runs.
    sideEffects: 'NoneOnDryRun',
    failurePolicy: 'Ignore',
    matchPolicy: 'Equivalent',
    timeoutSeconds,
    clientConfig: { url: `${url.replace(/\/$/, '')}/${path}/v1/admission`, ...caBundle },
    rules: compileRules(webhook, kinds),
    namespaceSelector: { matchExpressions: [selectNamespaces(cluster, webhook)] },
    // Defaults of the API server, like `scope` below: tools that compare Git with what is live see no difference.
    objectSelector: {},
    matchConditions: [
      { name: 'not-dry-run', expression: '!(has(request.dryRun) && request.dryRun)' },
      ...compileNotUs(cluster),
      ...compileConditions(cluster, webhook),
    ],
  };
}

/** One rule a group; deleted Namespaces are told by what was in them. */
function compileRules(webhook: Webhook, kinds: readonly WatchedKind[]): readonly object[] {
  const operations = webhook === 'namespaces' ? ['CREATE', 'UPDATE'] : ['CREATE', 'UPDATE', 'DELETE'];
  const groups = [...new Set(kinds.map(({ group }) => group))];
  return groups.map((group) => {
    const resources = kinds
      .filter((kind) => kind.group === group)
      .flatMap(({ resource, status }) => (status ? [resource, `${resource}/status`] : [resource]));
    const apiVersions = group === '' || group === 'networking.k8s.io' ? ['v1'] : ['*'];
    return { apiGroups: [group], apiVersions, operations, resources: [...new Set(resources)], scope: '*' };
  });
}

/** ConfigMaps only where templates may read them; everything else anywhere but in the API server's own namespace. */
function selectNamespaces({ secrets }: ClusterConfiguration, webhook: Webhook): object {
  const key = 'kubernetes.io/metadata.name';
  return webhook === 'configmaps' && secrets !== undefined
    ? { key, operator: 'In', values: targetNamespaces(secrets) }
    : { key, operator: 'NotIn', values: ['kube-system'] };
}

function compileNotUs(cluster: ClusterConfiguration): readonly object[] {
  const subjects = [
    ...(cluster.secrets === undefined ? [] : [subjectOf(cluster, 'secrets')]),
    ...(cluster.dns === undefined ? [] : [subjectOf(cluster, 'dns')]),
  ];
  const expressions = [...new Set(subjects.map(subjectExpression))];
  return [{ name: 'not-us', expression: expressions.map((expression) => `!(${expression})`).join(' && ') }];
}

const changed = (path: string, empty = '{}'): string =>
  `object.${path}.orValue(${empty}) != oldObject.${path}.orValue(${empty})`;

const REAL_CHANGES: Readonly<Record<Webhook, readonly string[]>> = {
  objects: compileObjectChanges(),
  services: compileObjectChanges(),
  namespaces: [changed('metadata.?labels')],
  configmaps: [changed('?data'), changed('?binaryData')],
};

/** The status of what ESO defines is written by us; any other is what a controller gives us to read. */
function compileObjectChanges(): readonly string[] {
  return [
    changed('?spec'),
    changed('metadata.?labels'),
    changed('metadata.?annotations'),
    'has(object.metadata.deletionTimestamp) != has(oldObject.metadata.deletionTimestamp)',
    `(request.resource.group != 'external-secrets.io' && ${changed('?status')})`,
  ];
}

function compileConditions({ dns }: ClusterConfiguration, webhook: Webhook): readonly object[] {
  const real = [`request.operation != 'UPDATE'`, ...REAL_CHANGES[webhook]].join('\n|| ');
  const conditions = [{ name: 'real-change', expression: real }];
  if (webhook !== 'services' || dns === undefined) return conditions;
  return [{ name: 'published', expression: compilePublished(dns.annotationPrefixes) }, ...conditions];
}

/** The Services inside the cluster, by far the most, never leave it: they have no name in DNS and no address. */
function compilePublished(prefixes: readonly string[]): string {
  const annotated = prefixes.map((prefix) => `k.startsWith('${prefix}')`).join(' || ');
  return ['object', 'oldObject']
    .map(
      (side) =>
        `(${side} != null && (${side}.spec.?type.orValue('ClusterIP') != 'ClusterIP' || ` +
        `${side}.metadata.?annotations.orValue({}).exists(k, ${annotated})))`,
    )
    .join('\n|| ');
}
