import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Administrator } from '../../sandbox/runtime/administrator.ts';

/** The Secrets of a namespace at one moment, by name. */
export type SecretsSeen = ReadonlyMap<string, KubernetesObject>;

/** How Secrets differ between two moments. */
export interface Rewrites {
  /** Written at all: another resourceVersion. */
  readonly written: number;
  /** With other data, owners or labels. */
  readonly changed: number;
}

export async function seeSecrets(administrator: Administrator, namespace: string): Promise<SecretsSeen> {
  const secrets = await administrator.list({ apiVersion: 'v1', kind: 'Secret', namespace });
  return new Map(secrets.map((secret) => [secret.metadata.name, secret]));
}

/** Counts the Secrets that were there before. One that is gone was written and changed. */
export function compareSecrets(before: SecretsSeen, after: SecretsSeen): Rewrites {
  const pairs = [...before].map(([name, secret]) => [secret, after.get(name)] as const);
  const written = pairs.filter(([a, b]) => a.metadata.resourceVersion !== b?.metadata.resourceVersion);
  return {
    written: written.length,
    changed: written.filter(([a, b]) => b === undefined || contentOf(a) !== contentOf(b)).length,
  };
}

function contentOf({ metadata, ...secret }: KubernetesObject): string {
  return JSON.stringify([secret['data'], metadata.ownerReferences, metadata.labels]);
}
