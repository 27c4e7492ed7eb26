import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { valueAt } from '../../lambdas/core/secrets/raw-json.ts';
import { formatManager, managerOf } from '../handover/managed-by.ts';

/**
 * Who put an object there, and may put it back: the tool by its marks, else whoever wrote it last.
 * @param applications names of the Argo CD Applications of the cluster
 */
export function describeOwner(object: KubernetesObject, applications: ReadonlySet<string>): string {
  const manager = managerOf(object, applications);
  if (manager !== undefined) return `of ${formatManager(manager)}`;
  const [newest] = (object.metadata.managedFields ?? [])
    .filter(({ subresource = '' }) => subresource === '')
    .sort((a, b) => String(valueAt(b, 'time')).localeCompare(String(valueAt(a, 'time'))));
  return newest?.manager === undefined ? 'of nobody known' : `written by ${newest.manager}`;
}
