import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { fieldAt } from './cluster-objects.ts';
import { readOwner } from './object-owner.ts';

/** A program that a Deployment runs. */
export interface RunningProgram {
  /** `<namespace>/<name>` of the Deployment. */
  readonly name: string;
  /** Wanted. */
  readonly replicas: number;
  /** Tag of the image. */
  readonly version: string | undefined;
  readonly args: readonly string[];
  /** `Helm external-dns in namespace external-dns` */
  readonly owner: string;
  readonly deployment: KubernetesObject;
}

interface Container {
  readonly image?: string;
  readonly args?: readonly string[];
}

/** The Deployments of a program, told by the name of their image. */
export function readPrograms(
  deployments: readonly KubernetesObject[],
  image: RegExp,
): readonly RunningProgram[] {
  return deployments.flatMap((deployment) => {
    const { namespace = 'default', name } = deployment.metadata;
    const containers = (fieldAt(deployment, 'spec', 'template', 'spec', 'containers') ??
      []) as readonly Container[];
    const found = containers.find((container) => image.test(container.image ?? ''));
    if (found === undefined) return [];
    const { tool, name: owner } = readOwner(deployment);
    return {
      name: `${namespace}/${name}`,
      replicas: Number(fieldAt(deployment, 'spec', 'replicas') ?? 1),
      version: /:([^:/@]+)(@|$)/.exec(found.image ?? '')?.[1],
      args: found.args ?? [],
      owner: `${tool} ${owner}`,
      deployment,
    };
  });
}
