import type { Administrator } from '../../../sandbox/runtime/administrator.ts';
import type { SynthesizedStack } from '../../../sandbox/template/template.ts';

/** One thing taken away from the deployed example. */
export interface Removal {
  /** `resource`, `IAM`, `queue policy`, `RBAC`, `admission`. */
  readonly part: string;
  readonly name: string;
  /** Whether the sandbox deploys it without acting on it. @default false */
  readonly isPassive?: boolean;
  /** On the AWS side: the stack without it. */
  readonly edit?: (stack: SynthesizedStack) => SynthesizedStack;
  /** On the Kubernetes side: takes it away once the cluster is there, before anything happens. */
  readonly inCluster?: (administrator: Administrator) => Promise<void>;
}
