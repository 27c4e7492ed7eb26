import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { AnnouncedChange, AnnouncedLabel } from './aws-world.ts';

/** Kinds whose changes the notifier announces to secret-sync. */
const ANNOUNCED_KINDS: readonly string[] = [
  'ExternalSecret',
  'SecretStore',
  'ClusterSecretStore',
  'ClusterExternalSecret',
  'Secret',
  'ConfigMap',
];

/** The EventBridge envelope of a change in Parameter Store. */
export function parameterEvent({ arn, detail, region, account }: AnnouncedChange, at: number): object {
  return {
    version: '0',
    id: '00000000-0000-4000-8000-000000000000',
    'detail-type': 'Parameter Store Change',
    source: 'aws.ssm',
    account,
    time: new Date(at).toISOString(),
    region,
    resources: [arn],
    detail,
  };
}

/** The EventBridge envelope of a label that moved in Secrets Manager. */
export function secretLabelEvent({ arn, detail, region, account }: AnnouncedLabel, at: number): object {
  return {
    version: '0',
    id: '00000000-0000-4000-8000-000000000000',
    'detail-type': 'Secret Label Updated',
    source: 'aws.secretsmanager',
    account,
    time: new Date(at).toISOString(),
    region,
    resources: [arn],
    detail,
  };
}

/** The notifier's message about one object; none for kinds it does not watch. */
export function objectEvent(
  object: Pick<KubernetesObject, 'apiVersion' | 'kind'> & {
    readonly name: string;
    readonly namespace?: string | undefined;
  },
  operation: 'CREATE' | 'UPDATE' | 'DELETE',
  at: number,
): readonly object[] {
  const { apiVersion, kind, name, namespace } = object;
  if (!ANNOUNCED_KINDS.includes(kind)) return [];
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return [
    { sluice: 'object', group, kind, name, operation, at, ...(namespace === undefined ? {} : { namespace }) },
  ];
}

/** The scheduled sweep. */
export function sweepEvent(at: number): object {
  return { sluice: 'sweep', at: new Date(at).toISOString() };
}
