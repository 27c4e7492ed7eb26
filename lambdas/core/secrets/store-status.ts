import type { Condition } from './condition.ts';
import type { SecretSyncConfig } from './config.ts';
import { formatTime } from './kubernetes-time.ts';
import { findStoreProblem } from './resolve-sources.ts';
import type { SecretStore } from './secret-store.ts';
import { decideAccess } from './tenancy.ts';

/** What a store's Ready should say, and whether it has to be written. */
export interface StoreVerdict {
  readonly ready: boolean;
  readonly reason: 'Valid' | 'InvalidProviderConfig';
  readonly message: string;
  /** Field values that work although ESO would refuse them. */
  readonly warning: string | undefined;
  /** Merge patch of `status`; undefined when it is right. */
  readonly patch: { readonly conditions: readonly Condition[]; readonly capabilities: string } | undefined;
}

/** Argo CD waits for the Ready condition of stores, and ESO refuses to use a store that is not Ready. */
const CAPABILITIES = 'ReadWrite';

export function judgeStore(store: SecretStore, config: SecretSyncConfig, now: number): StoreVerdict {
  const problem = findStoreProblem(store) ?? findAccessProblem(store, config);
  const warning =
    store.service === 'SSM'
      ? 'spec.provider.aws.service SSM is read as ParameterStore; External Secrets Operator accepts only ParameterStore'
      : undefined;
  const reason = problem === undefined ? 'Valid' : 'InvalidProviderConfig';
  const note = warning === undefined ? '' : `; warning: ${warning}`;
  const message = problem === undefined ? `store validated${note}` : `unable to create client: ${problem}`;
  const ready = problem === undefined;
  const next = { type: 'Ready', status: ready ? 'True' : 'False', reason, message };
  return { ready, reason, message, warning, patch: buildPatch(store, next, now) };
}

/** A store that refers to its caller is judged for each caller, so it is sound by itself. */
function findAccessProblem(store: SecretStore, config: SecretSyncConfig): string | undefined {
  const refersToCaller =
    store.kind === 'ClusterSecretStore' &&
    store.auth.kind === 'serviceAccount' &&
    store.auth.namespace === undefined;
  if (refersToCaller) return undefined;
  const access = decideAccess(store, store.namespace ?? '', config);
  return access.ok ? undefined : access.message;
}

function buildPatch(store: SecretStore, next: Condition, now: number): StoreVerdict['patch'] {
  const { ready, otherConditions, capabilities } = store.status;
  const same =
    ready?.status === next.status && ready.reason === next.reason && ready.message === next.message;
  if (same && capabilities === CAPABILITIES) return undefined;
  const kept = ready?.status === next.status ? ready.lastTransitionTime : undefined;
  const condition = { ...next, lastTransitionTime: kept ?? formatTime(now) };
  return { conditions: [condition, ...otherConditions], capabilities: CAPABILITIES };
}
