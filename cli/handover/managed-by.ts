import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';

/** Who puts an object back as it was when somebody else changes it. */
export interface ObjectManager {
  readonly tool: 'Argo CD' | 'Flux' | 'Helm';
  /** Application, Kustomization, HelmRelease or release; empty when it cannot be told. */
  readonly name: string;
}

const FLUX: readonly (readonly [prefix: string, kind: string])[] = [
  ['kustomize.toolkit.fluxcd.io', 'Kustomization'],
  ['helm.toolkit.fluxcd.io', 'HelmRelease'],
];
const ARGO_TRACKING = 'argocd.argoproj.io/tracking-id';
/** Default of `application.instanceLabelKey`; Helm charts write it too, so it counts only with an Application of that name. */
const INSTANCE_LABELS: readonly string[] = ['argocd.argoproj.io/instance', 'app.kubernetes.io/instance'];
const HELM_RELEASE = 'meta.helm.sh/release-name';

/**
 * Argo CD by its tracking annotation (its default since 3.0), its label, or the name it writes under; Flux by the
 * labels of its controllers; Helm by its own annotation (reference: kubernetes 5.4).
 *
 * @param applications names of the Argo CD Applications of the cluster
 */
export function managerOf(
  { metadata }: KubernetesObject,
  applications: ReadonlySet<string>,
): ObjectManager | undefined {
  const { labels = {}, annotations = {}, managedFields = [] } = metadata;
  const tracked = annotations[ARGO_TRACKING];
  if (tracked !== undefined) return { tool: 'Argo CD', name: tracked.split(':')[0] ?? '' };
  for (const [prefix, kind] of FLUX) {
    const name = labels[`${prefix}/name`];
    if (name !== undefined)
      return { tool: 'Flux', name: `${kind} ${labels[`${prefix}/namespace`] ?? ''}/${name}` };
  }
  const instances = INSTANCE_LABELS.flatMap((label) => labels[label] ?? []);
  const application = instances.find((name) => applications.has(name));
  if (application !== undefined) return { tool: 'Argo CD', name: application };
  const writers = managedFields.map(({ manager = '' }) => manager);
  if (writers.some((writer) => writer.startsWith('argocd'))) return { tool: 'Argo CD', name: '' };
  if (writers.some((writer) => writer === 'kustomize-controller' || writer === 'helm-controller'))
    return { tool: 'Flux', name: '' };
  const release = annotations[HELM_RELEASE];
  return release === undefined ? undefined : { tool: 'Helm', name: release };
}

/** Whether a change by kubectl would be undone: Helm only writes when somebody upgrades. */
export function isGitOps(manager: ObjectManager | undefined): manager is ObjectManager {
  return manager !== undefined && manager.tool !== 'Helm';
}

/** `Argo CD application "platform"`, `Flux HelmRelease flux-system/eso`. */
export function formatManager({ tool, name }: ObjectManager): string {
  if (name === '') return tool;
  return tool === 'Flux'
    ? `Flux ${name}`
    : `${tool} ${tool === 'Helm' ? 'release' : 'application'} "${name}"`;
}
