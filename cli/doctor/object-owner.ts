import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { fieldAt } from './cluster-objects.ts';

/** Who puts an object back when somebody changes it. */
export interface ObjectOwner {
  readonly tool: 'Argo CD' | 'Flux' | 'Helm' | 'field manager' | 'nobody';
  /** `external-secrets in namespace external-secrets` */
  readonly name: string;
}

/** Read off the marks that the tools leave (reference: kubernetes 5); the newest writer where there is none. */
export function readOwner(object: KubernetesObject): ObjectOwner {
  const { annotations = {}, labels = {} } = object.metadata;
  const tracking = annotations['argocd.argoproj.io/tracking-id']?.split(':')[0];
  const argo = tracking ?? labels['argocd.argoproj.io/instance'];
  if (argo !== undefined) return { tool: 'Argo CD', name: argo };
  const flux = ['kustomize', 'helm'].flatMap((kind) => {
    const name = labels[`${kind}.toolkit.fluxcd.io/name`];
    const namespace = labels[`${kind}.toolkit.fluxcd.io/namespace`];
    return name === undefined ? [] : [`${name} in namespace ${namespace ?? 'unknown'}`];
  })[0];
  if (flux !== undefined) return { tool: 'Flux', name: flux };
  const release = annotations['meta.helm.sh/release-name'];
  if (release !== undefined) {
    const namespace = annotations['meta.helm.sh/release-namespace'] ?? 'unknown';
    return { tool: 'Helm', name: `${release} in namespace ${namespace}` };
  }
  const managers = fieldAt(object, 'metadata', 'managedFields');
  const [newest] = (Array.isArray(managers) ? managers : [])
    .filter((entry) => fieldAt(entry, 'subresource') === undefined)
    .sort((a, b) => String(fieldAt(b, 'time')).localeCompare(String(fieldAt(a, 'time'))));
  const manager = fieldAt(newest, 'manager');
  return typeof manager === 'string'
    ? { tool: 'field manager', name: manager }
    : { tool: 'nobody', name: 'without a mark' };
}
