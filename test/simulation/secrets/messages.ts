import type { SecretSyncConfig } from '../../../lambdas/core/secrets/config.ts';

/** The event of a change in Parameter Store. */
export function parameterEvent(
  name: string,
  operation: string,
  { account, region }: SecretSyncConfig,
  at: number,
): object {
  const detail = { operation, name, type: 'SecureString' };
  return eventOf({ source: 'aws.ssm', 'detail-type': 'Parameter Store Change', account, region, detail }, at);
}

/** The event of a label that moved to another version of a secret. */
export function labelEvent(
  name: string,
  labelUpdated: string,
  { account, region }: SecretSyncConfig,
  at: number,
): object {
  const type = { source: 'aws.secretsmanager', 'detail-type': 'Secret Label Updated' };
  return eventOf({ ...type, account, region, detail: { name, labelUpdated }, resources: [] }, at);
}

function eventOf(event: object, at: number): object {
  return { ...event, time: new Date(at).toISOString() };
}

/** What the notifier tells of an object of the cluster. */
export function notice(kind: string, namespace: string, name: string): object {
  const group = kind === 'ExternalSecret' ? 'external-secrets.io' : '';
  return { sluice: 'object', group, kind, namespace, name, operation: 'UPDATE' };
}
