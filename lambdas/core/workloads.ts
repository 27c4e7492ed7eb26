import type { ResourceType } from './kubernetes.ts';

/** The kinds that may ask to be restarted when a Secret of theirs changes. */
export const WORKLOADS: readonly ResourceType[] = [
  { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true },
  { group: 'apps', version: 'v1', plural: 'statefulsets', kind: 'StatefulSet', namespaced: true },
  { group: 'apps', version: 'v1', plural: 'daemonsets', kind: 'DaemonSet', namespaced: true },
];
