import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { SECRET } from '../../lambdas/core/resources.ts';
import type { Api } from '../corpus/drivers/eso/api.ts';

/** The Secrets of a cluster at one moment, by `namespace/name`. */
export type SecretsSeen = ReadonlyMap<string, KubernetesObject>;

/** Which Secrets differ between two moments. */
export interface Rewrites {
  /** Written at all: another resourceVersion, made or gone. */
  readonly written: readonly string[];
  /** With other data, type, owners or labels; made or gone. */
  readonly changed: readonly string[];
}

/** Marks that sluice does not copy from an ExternalSecret, and the operator does (docs/compatibility.md). */
const ARGO_CD = 'argocd.argoproj.io/';

/** Every Secret outside the control plane's own namespaces. */
export async function seeSecrets(api: Api): Promise<SecretsSeen> {
  const secrets = await api.list(SECRET);
  const seen = secrets.filter(({ metadata }) => metadata.namespace?.startsWith('kube-') !== true);
  return new Map(seen.map((secret) => [`${secret.metadata.namespace}/${secret.metadata.name}`, secret]));
}

/** Compares by name. */
export function compareSecrets(before: SecretsSeen, after: SecretsSeen): Rewrites {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const written = names.filter(
    (name) => before.get(name)?.metadata.resourceVersion !== after.get(name)?.metadata.resourceVersion,
  );
  const changed = written.filter(
    (name) => !isDeepStrictEqual(contentOf(before, name), contentOf(after, name)),
  );
  return { written, changed };
}

/** What has to stay as it is when one program takes over from the other. */
function contentOf(seen: SecretsSeen, name: string): unknown {
  const secret = seen.get(name);
  if (secret === undefined) return undefined;
  const { ownerReferences = [] } = secret.metadata;
  const all = Object.entries(secret.metadata.labels ?? {});
  const labels = Object.fromEntries(all.filter(([label]) => !label.startsWith(ARGO_CD)));
  return { data: secret['data'] ?? {}, type: secret['type'], labels, ownerReferences };
}
