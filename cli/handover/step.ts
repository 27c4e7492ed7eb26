import type { KubernetesObject, ObjectReference, ResourceType } from '../../lambdas/core/kubernetes.ts';

/**
 * - `done`: it is so already
 * - `ready`: `--apply` does it
 * - `yours`: a person's: a change in Git, a deployment
 * - `waits`: it is under way, and soon done
 * - `refused`: it would do harm now; `why` says what to change
 */
export type StepState = 'done' | 'ready' | 'yours' | 'waits' | 'refused';

/** One step of a handover, with the way back beside it. */
export interface Step {
  /** What changes: `ClusterSecretStore/aws-ssm`, `secrets.mode`. */
  readonly subject: string;
  /** What is to be so afterwards, without a final dot. */
  readonly title: string;
  readonly state: StepState;
  /** Commands, or the change in Git, a line each. */
  readonly how: readonly string[];
  /** The same for the way back. */
  readonly rollback: readonly string[];
  /** Why it is a person's, waits, or is refused; or what to know of it. */
  readonly why?: string;
  /** What `--apply` does; present when the state is `ready`. */
  readonly change?: Change;
  /** Later steps are possible without this one. @default false */
  readonly optional?: boolean;
}

/** One write of `--apply`. */
export type Change =
  | {
      readonly kind: 'patch';
      readonly type: ResourceType;
      readonly reference: ObjectReference;
      /** JSON merge patch. */
      readonly patch: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'delete'; readonly type: ResourceType; readonly object: KubernetesObject }
  | { readonly kind: 'apply'; readonly objects: readonly KubernetesObject[] }
  | { readonly kind: 'configure'; readonly settings: readonly ConfigurationSetting[] };

/** One value of the configuration of a cluster. */
export interface ConfigurationSetting {
  /** Below the cluster: `['dns', 'mode']`. */
  readonly path: readonly string[];
  readonly value: string | readonly string[];
}

/** Whether a step keeps those behind it from being done. */
export function holdsUp({ state, optional }: Step): boolean {
  return state !== 'done' && optional !== true;
}
