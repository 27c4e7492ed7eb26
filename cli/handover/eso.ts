import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { containersOf, isRunning } from './peer.ts';

/** What a Deployment of External Secrets Operator is for; the three share an image. */
export type EsoRole = 'controller' | 'webhook' | 'cert-controller';

/** One Deployment of External Secrets Operator. */
export interface EsoDeployment {
  readonly object: KubernetesObject;
  readonly role: EsoRole;
  /** `--controller-class`: it serves stores that name it, and those that name none. */
  readonly controllerClass: string;
  readonly running: boolean;
}

const IMAGE = /(^|\/)external-secrets(-ubi|-ubi-boringssl)?(:|@|$)/;
const ROLES: Readonly<Record<string, EsoRole>> = { webhook: 'webhook', certcontroller: 'cert-controller' };
const DEFAULT_CLASS = 'default';

/** The Deployments of External Secrets Operator among those of a cluster. */
export function findEso(deployments: readonly KubernetesObject[]): readonly EsoDeployment[] {
  return deployments.flatMap((object) => {
    const container = containersOf(object).find(({ image }) => IMAGE.test(image));
    if (container === undefined) return [];
    const role = container.args.map((word) => ROLES[word]).find((known) => known !== undefined);
    return [
      {
        object,
        role: role ?? 'controller',
        controllerClass: readClass(container.args),
        running: isRunning(object),
      },
    ];
  });
}

/** Classes of the controllers that run: stores that name none are served by each. */
export function classesServed(deployments: readonly EsoDeployment[]): readonly string[] {
  const controllers = deployments.filter(({ role, running }) => role === 'controller' && running);
  return [...new Set(controllers.map(({ controllerClass }) => controllerClass))].sort();
}

function readClass(args: readonly string[]): string {
  for (const [index, word] of args.entries()) {
    const [, , value] = /^--?controller-class(=(.*))?$/.exec(word) ?? [];
    if (value !== undefined) return value;
    if (/^--?controller-class$/.test(word)) return args[index + 1] ?? DEFAULT_CLASS;
  }
  return DEFAULT_CLASS;
}
