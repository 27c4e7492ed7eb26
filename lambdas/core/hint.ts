/**
 * A hint says where to look, never what to write. Losing, repeating or reordering hints can delay work and
 * never corrupt it; the sweep is the same code with a wider hint (DESIGN 2).
 */

/** Whether a value came, went, or only moved its label. Deletes merely start a first observation. */
export type ParameterOperation = 'Create' | 'Update' | 'Delete' | 'LabelParameterVersion' | 'Expire';

/** `Parameter Store Change` or `Parameter Store Policy Action`. */
export interface ParameterHint {
  readonly kind: 'parameter';
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly operation: ParameterOperation;
  /** When the event says it happened (ms since epoch); freshness is measured from here. */
  readonly at: number;
}

/** Secrets Manager `Secret Label Updated`. */
export interface SecretLabelHint {
  readonly kind: 'secret-label';
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  readonly label: string;
  readonly at: number;
}

/** A Kubernetes object changed (notifier). Identity only. */
export interface ObjectHint {
  readonly kind: 'object';
  readonly group: string;
  readonly objectKind: string;
  readonly namespace?: string;
  readonly name: string;
  /** As it would be stored; a write may still be rejected after the notice, so nothing waits for it. */
  readonly generation?: number;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly at: number;
}

/** The scheduled sweep: look at everything. */
export interface SweepHint {
  readonly kind: 'sweep';
  readonly at: number;
}

/** What the first observation found absent, to be confirmed by a second one after the delay. */
export interface SecondObservationHint {
  readonly kind: 'second-observation';
  readonly half: 'secrets' | 'dns';
  /** When the first observation was complete. */
  readonly at: number;
  /**
   * Secrets: `<namespace>/<ExternalSecret>` -> the absent source keys, or `*` for the whole object.
   * DNS: `<zone id>` -> the record sets to be deleted, `<name>/<type>[/<set identifier>]`. Acted on only where the second observation agrees.
   */
  readonly candidates: Readonly<Record<string, readonly string[]>>;
  /** DNS: checksum of stopped deletions that a person released; they pass the breaker if it is still the same plan. */
  readonly checksum?: string;
}

/** Manual invoke: reconcile now (`plan` computes and writes nothing). */
export interface ResyncHint {
  readonly kind: 'resync';
  readonly dryRun: boolean;
  readonly namespace?: string;
  readonly name?: string;
  readonly at: number;
}

/** Manual invoke: a person lets a stopped deletion through; `checksum` is that of the plan they read. */
export interface ReleaseHint {
  readonly kind: 'release';
  readonly checksum: string;
  readonly at: number;
}

/** A Secret was about to be rotated: once that is so, workloads that asked for it are restarted. */
export interface RestartHint {
  readonly kind: 'restart';
  readonly namespace: string;
  /** Name of the Secret. */
  readonly secret: string;
  /** Its resourceVersion before. */
  readonly before: string;
  /** When it was announced. */
  readonly at: number;
}

export type Hint =
  | ParameterHint
  | SecretLabelHint
  | ObjectHint
  | SweepHint
  | SecondObservationHint
  | ResyncHint
  | ReleaseHint
  | RestartHint;
