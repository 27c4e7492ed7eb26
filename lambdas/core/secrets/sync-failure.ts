import { TerminalError, TransientError } from '../errors.ts';

/**
 * Why an ExternalSecret is not in sync, in two parts: ESO's own words for the condition, and what ESO would put in
 * an Event: which key failed and why. Values and digests of values never appear (invariant I1).
 */
export interface SyncFailure {
  /** Passing failures may succeed later without a person's help; they never turn Ready to False at once. */
  readonly transient: boolean;
  /** Reason of the condition and the report: `SecretSyncedError`, or that of a refusal. */
  readonly reason: string;
  /** `could not get secret data from provider`, as ESO writes it. */
  readonly words: string;
  readonly detail: string;
  /** A rule of ours said no, as opposed to something going wrong. */
  readonly refusal?: boolean;
  /** The only cause is that AWS says not found. */
  readonly absence?: boolean;
  /** The Secret exists and is the target: ESO writes `status.binding` although the write failed. */
  readonly bound?: boolean;
}

/** ESO's condition messages. */
export const WORDS = {
  fetch: 'could not get secret data from provider',
  update: 'could not update secret',
  immutable: 'could not update secret, target is immutable',
  ownership: 'failed to take ownership of target secret',
  ownedByAnother: 'target is owned by another ExternalSecret',
  delete: 'could not delete secret',
} as const;

export const SYNC_ERROR = 'SecretSyncedError';

type Extra = Partial<Omit<SyncFailure, 'words' | 'detail'>>;

export function syncFailure(words: string, detail: string, extra: Extra = {}): SyncFailure {
  return { transient: false, reason: SYNC_ERROR, words, detail, ...extra };
}

/**
 * From an adapter's error, whose message was made stable and free of values at the edge. Anything else is a defect of
 * ours: only its name is told, since its text may quote anything, and the work is tried again.
 */
export function failureOf(words: string, error: unknown, prefix = ''): SyncFailure {
  const known = error instanceof TransientError || error instanceof TerminalError;
  const name = error instanceof Error ? error.name : typeof error;
  const message = known ? error.message : `failed unexpectedly (${name})`;
  return syncFailure(words, `${prefix}${message}`, { transient: !(error instanceof TerminalError) });
}
