import { HEARTBEAT_MS, READY_GRACE_MS_MIN } from '../bounds.ts';
import type { Condition } from './condition.ts';
import type { ExternalSecret } from './external-secret.ts';
import { formatTime } from './kubernetes-time.ts';
import { SYNC_ERROR, type SyncFailure } from './sync-failure.ts';
import { syncedResourceVersion } from './synced-version.ts';

/**
 * `status` is part of the contract: Argo CD reads Ready (DESIGN 4.8). True only after the Secret was written or found
 * right. A passing failure is Unknown before the first success, keeps True within the bound after one, and is False
 * with its cause then. Nothing is written when nothing changed, but for one heartbeat a day.
 */
export type SyncOutcome =
  | {
      readonly kind: 'success';
      readonly reason: 'SecretSynced' | 'SecretDeleted' | 'SecretMissing';
      readonly message: string;
      /** Name for `status.binding`; undefined keeps what is there. */
      readonly binding: string | undefined;
      /** The Secret was written in this run. */
      readonly wrote: boolean;
    }
  | { readonly kind: 'failure'; readonly failure: SyncFailure; readonly targetName: string | undefined };

export interface StatusInput {
  readonly externalSecret: ExternalSecret;
  readonly outcome: SyncOutcome;
  /** ms since the epoch. */
  readonly now: number;
  /** Last time this container saw the Secret verified, ms since the epoch; undefined when it never did. */
  readonly lastVerified: number | undefined;
  readonly refreshIntervalMs: number;
}

/** `status` as a merge patch: lists whole, absent fields untouched. */
export interface StatusPatch {
  readonly conditions: readonly Condition[];
  readonly refreshTime?: string;
  readonly syncedResourceVersion?: string;
  readonly binding?: { readonly name: string };
}

/** The patch, or undefined when the status is as it should be. */
export function buildStatusPatch(input: StatusInput): StatusPatch | undefined {
  return input.outcome.kind === 'success'
    ? buildSuccess(input, input.outcome)
    : buildFailure(input, input.outcome);
}

function buildSuccess(
  { externalSecret, now }: StatusInput,
  outcome: SyncOutcome & { readonly kind: 'success' },
): StatusPatch | undefined {
  const { status } = externalSecret;
  const current = syncedResourceVersion(externalSecret);
  const binding = outcome.binding ?? status.bindingName;
  const settled =
    isReady(status.ready, 'True', outcome.reason, outcome.message) &&
    status.syncedResourceVersion === current &&
    status.bindingName === binding &&
    status.refreshTime !== undefined;
  const beating = status.refreshTime !== undefined && now - status.refreshTime < HEARTBEAT_MS;
  if (settled && beating && !outcome.wrote) return undefined;
  return {
    conditions: withReady(
      externalSecret,
      { status: 'True', reason: outcome.reason, message: outcome.message },
      now,
    ),
    refreshTime: formatTime(now),
    syncedResourceVersion: current,
    binding: { name: binding },
  };
}

function buildFailure(
  input: StatusInput,
  { failure, targetName }: SyncOutcome & { readonly kind: 'failure' },
): StatusPatch | undefined {
  const { externalSecret, now } = input;
  const { ready, bindingName } = externalSecret.status;
  const next = nextCondition(input, failure);
  const binding = failure.bound === true ? (targetName ?? bindingName) : bindingName;
  const settled = next === undefined || isReady(ready, next.status, next.reason, next.message);
  if (settled && bindingName === binding) return undefined;
  const condition = next ?? {
    status: ready?.status ?? 'Unknown',
    reason: ready?.reason ?? '',
    message: ready?.message ?? '',
  };
  return { conditions: withReady(externalSecret, condition, now), binding: { name: binding } };
}

interface NextCondition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** undefined: leave the condition as it is. */
function nextCondition(input: StatusInput, failure: SyncFailure): NextCondition | undefined {
  const message = `${failure.words}: ${failure.detail}`;
  const isFalse = { status: 'False', reason: failure.reason, message };
  if (!failure.transient) return isFalse;
  const { ready } = input.externalSecret.status;
  switch (ready?.status) {
    case 'True':
      return keepOrGiveUp(input, ready, failure) ?? isFalse;
    case 'False':
      return undefined;
    default:
      return { status: 'Unknown', reason: SYNC_ERROR, message };
  }
}

const SINCE = '; not verified since ';
const SINCE_PATTERN = /; not verified since (\S+): /;

/**
 * Ready stays True for at most max(refreshInterval, 10 min) after the last success. The time of that success is kept
 * in the message, so that the bound holds across containers: a cold start does not begin it anew.
 */
function keepOrGiveUp(input: StatusInput, ready: Condition, failure: SyncFailure): NextCondition | undefined {
  const { now, lastVerified, refreshIntervalMs } = input;
  const text = ready.message ?? '';
  const noted = Date.parse(SINCE_PATTERN.exec(text)?.[1] ?? '');
  const since = Number.isNaN(noted) ? (lastVerified ?? now) : noted;
  if (now - since >= Math.max(refreshIntervalMs, READY_GRACE_MS_MIN)) return undefined;
  const [verified = ''] = text.split(SINCE);
  const message = `${verified}${SINCE}${formatTime(since)}: ${failure.detail}`;
  return { status: 'True', reason: ready.reason ?? 'SecretSynced', message };
}

function isReady(ready: Condition | undefined, status: string, reason: string, message: string): boolean {
  return ready?.status === status && ready.reason === reason && ready.message === message;
}

/** All conditions, since a merge patch replaces the list. The transition time moves only when the status flips. */
function withReady(externalSecret: ExternalSecret, next: NextCondition, now: number): readonly Condition[] {
  const { ready, otherConditions } = externalSecret.status;
  const flipped = ready?.status !== next.status || ready.lastTransitionTime === undefined;
  const lastTransitionTime = flipped ? formatTime(now) : (ready.lastTransitionTime ?? formatTime(now));
  return [{ type: 'Ready', ...next, lastTransitionTime }, ...otherConditions];
}

/** What Ready says when an ExternalSecret is in sync, by the plan's outcome; ESO's words. */
export const SUCCESS = {
  synced: { reason: 'SecretSynced', message: 'secret synced' },
  retained: { reason: 'SecretSynced', message: 'secret retained due to DeletionPolicy=Retain' },
  deleted: { reason: 'SecretDeleted', message: 'secret deleted due to DeletionPolicy=Delete' },
  missing: { reason: 'SecretMissing', message: 'secret will not be created due to CreationPolicy=Merge' },
} as const;

/** Whether a failing object was sound before, so that absence must be seen twice before Ready turns False. */
export function wasReady(externalSecret: ExternalSecret): boolean {
  return (
    externalSecret.status.ready?.status === 'True' &&
    externalSecret.status.syncedResourceVersion === syncedResourceVersion(externalSecret)
  );
}
