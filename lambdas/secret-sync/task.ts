import type { Hint } from '../core/hint.ts';
import type { Compilation } from '../core/secrets/compile-data.ts';
import type { ExternalSecret, ExternalSecretSpec } from '../core/secrets/external-secret.ts';
import type { ObservedSecret } from '../core/secrets/observed-secret.ts';
import type { Source } from '../core/secrets/source.ts';
import type { SyncOutcome } from '../core/secrets/status.ts';
import type { SyncFailure } from '../core/secrets/sync-failure.ts';
import type { ReadSource } from './parameter-reader.ts';
import type { TaskTools } from './value-tools.ts';

/** An ExternalSecret that is ours, sound, and has its sources resolved. */
export interface SyncTask {
  readonly externalSecret: ExternalSecret;
  readonly hints: readonly Hint[];
  readonly spec: ExternalSecretSpec;
  readonly sources: readonly Source[];
  readonly tools: TaskTools;
  /** A hint says that a value changed, or a person asks: values are read without comparing versions first. */
  readonly wantsValues: boolean;
}

/** What observing a task came to. */
export type Observation =
  | { readonly kind: 'failed'; readonly failure: SyncFailure }
  /** Nothing asks for a look into AWS (refreshPolicy, refreshInterval 0). */
  | { readonly kind: 'notDue' }
  /** No version moved since the Secret was written or verified: the outcome stands. */
  | {
      readonly kind: 'settled';
      /** Undefined: waits for its second observation, nothing is written. */
      readonly outcome: SyncOutcome | undefined;
      readonly hasSecret: boolean;
      /** Versions only; what is absent counts for the breaker, remembered or not. */
      readonly readOf: ReadSource;
    }
  | {
      readonly kind: 'read';
      readonly observed: ObservedSecret | undefined;
      readonly readOf: ReadSource;
      /** What the values come to. */
      readonly compiled: Compilation;
      /** Which state of ConfigMaps and Secrets the templates were made from; undefined when not known. */
      readonly templates: string | undefined;
    };
