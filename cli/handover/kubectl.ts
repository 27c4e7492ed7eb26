import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';

/** ` -n auth`, or nothing for what lies in no namespace. */
export function inNamespace({ metadata }: KubernetesObject): string {
  return metadata.namespace === undefined ? '' : ` -n ${metadata.namespace}`;
}

/** A merge patch as a command. */
export function kubectlPatch(type: ResourceType, object: KubernetesObject, patch: object): string {
  const text = JSON.stringify(patch).replaceAll("'", "'\\''");
  const name = `${resourceName(type)} ${object.metadata.name}${inNamespace(object)}`;
  return `kubectl patch ${name} --type merge -p '${text}'`;
}

/** `secretstores.external-secrets.io`, as kubectl takes it. */
export function resourceName({ plural, group }: ResourceType): string {
  return group === '' ? plural : `${plural}.${group}`;
}
