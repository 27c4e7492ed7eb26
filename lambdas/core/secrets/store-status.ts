import type { Condition } from './condition.ts';
import type { SecretSyncConfig } from './config.ts';
import { formatTime } from './kubernetes-time.ts';
import { findStoreProblem } from './resolve-sources.ts';
import { refersToCaller, type SecretStore } from './secret-store.ts';
import { findSweptOnly } from './swept-only.ts';
import { decideAccess } from './tenancy.ts';

/** What a store's Ready should say, and whether it has to be written. */
export interface StoreVerdict {
  readonly ready: boolean;
  readonly reason: 'Valid' | 'InvalidProviderConfig';
  readonly message: string;
  /** Field values that work although ESO would refuse them. */
  readonly warning: string | undefined;
  /** Merge patch of `status`; undefined when it is right. */
  readonly patch: { readonly conditions: readonly Condition[]; readonly capabilities?: string } | undefined;
}

/** Argo CD waits for the Ready condition of stores, and ESO refuses to use a store that is not Ready. */
const CAPABILITIES = 'ReadWrite';

/** Why a store's credentials cannot be had, after ESO's words for the step that failed. */
export interface CredentialProblem {
  readonly words: 'unable to create client' | 'unable to validate store';
  readonly detail: string;
}

export function judgeStore(
  store: SecretStore,
  config: SecretSyncConfig,
  { now, credentials }: { readonly now: number; readonly credentials?: CredentialProblem | undefined },
): StoreVerdict {
  const own = findStoreProblem(store, config) ?? findAccessProblem(store, config);
  const problem = own === undefined ? credentials : { words: 'unable to create client', detail: own };
  const warning =
    store.service === 'SSM'
      ? 'spec.provider.aws.service SSM is read as ParameterStore; External Secrets Operator accepts only ParameterStore'
      : undefined;
  const reason = problem === undefined ? 'Valid' : 'InvalidProviderConfig';
  const note = warning === undefined ? '' : `; warning: ${warning}`;
  const swept = findSweptOnly(store, config);
  const limit = swept === undefined ? '' : `; ${swept}`;
  const message =
    problem === undefined ? `store validated${note}${limit}` : `${problem.words}: ${problem.detail}`;
  const ready = problem === undefined;
  const next = { type: 'Ready', status: ready ? 'True' : 'False', reason, message };
  return { ready, reason, message, warning, patch: buildPatch(store, next, now) };
}

/** A store that refers to its caller is judged for each caller, so it is sound by itself. */
function findAccessProblem(store: SecretStore, config: SecretSyncConfig): string | undefined {
  if (refersToCaller(store)) return undefined;
  const access = decideAccess(store, store.namespace ?? '', config);
  return access.ok ? undefined : access.message;
}

function buildPatch(store: SecretStore, next: Condition, now: number): StoreVerdict['patch'] {
  const { ready, otherConditions, capabilities } = store.status;
  const same =
    ready?.status === next.status && ready.reason === next.reason && ready.message === next.message;
  // As in ESO, a store that was never sound has none; one that was keeps them.
  const isCapable = next.status !== 'True' || capabilities === CAPABILITIES;
  if (same && isCapable) return undefined;
  const kept = ready?.status === next.status ? ready.lastTransitionTime : undefined;
  const condition = { ...next, lastTransitionTime: kept ?? formatTime(now) };
  return {
    conditions: [condition, ...otherConditions],
    ...(next.status === 'True' ? { capabilities: CAPABILITIES } : {}),
  };
}
