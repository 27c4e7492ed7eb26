/**
 * What the functions need from the world, and no more. The consumer owns the interface; adapters implement it
 * over the AWS SDK and HTTPS, tests over the sandbox's models. One contract suite runs on every implementation.
 *
 * Every method rejects only with TransientError or TerminalError (core/errors.ts), whose `code` is the service's
 * own code. Absence is `undefined`, not an error.
 */
import type { KubernetesObject, ObjectReference, ResourceKind, ResourceType } from './kubernetes.ts';

/** Time. Injected so that core, tests and simulation have no other clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; in tests the clock advances instead. */
  sleep(ms: number): Promise<void>;
}

/** One complete LIST. */
export interface ObjectList {
  readonly items: readonly KubernetesObject[];
  readonly resourceVersion: string;
}

export interface WriteOptions {
  readonly fieldManager: string;
}

/** The API server of one cluster. */
export interface Cluster {
  /**
   * The served version of a kind, trying `versions` in order; undefined when the group or plural is not served.
   * Cached for the life of the container; a 404 on use drops the cache.
   */
  discover(kind: ResourceKind, versions: readonly string[]): Promise<ResourceType | undefined>;
  /** All pages with resourceVersion unset. Rejects when any page fails: a partial list is never returned. */
  list(type: ResourceType, options?: { readonly namespace?: string }): Promise<ObjectList>;
  get(type: ResourceType, reference: ObjectReference): Promise<KubernetesObject | undefined>;
  /** Rejects with TransientError code `AlreadyExists` when the name is taken (start again from the GET). */
  create(type: ResourceType, object: KubernetesObject, options: WriteOptions): Promise<KubernetesObject>;
  /** PUT with the object's own resourceVersion (required). TransientError code `Conflict` on 409, `NotFound` on 404. */
  replace(type: ResourceType, object: KubernetesObject, options: WriteOptions): Promise<KubernetesObject>;
  /** JSON merge patch (`null` removes); `subresource: 'status'` patches only the status. */
  patch(
    type: ResourceType,
    reference: ObjectReference,
    patch: Readonly<Record<string, unknown>>,
    options: WriteOptions & { readonly subresource?: 'status' },
  ): Promise<KubernetesObject>;
  /** Deletes only that very object: both preconditions are sent. Resolves false when it was already gone. */
  delete(
    type: ResourceType,
    reference: ObjectReference,
    preconditions: { readonly uid: string; readonly resourceVersion: string },
  ): Promise<boolean>;
}

/** The function's own queue: second observations, hand-backs, and the visibility of failed messages. */
export interface Queue {
  /** Sends one JSON message after `delaySeconds` (0 to 900). */
  send(body: Readonly<Record<string, unknown>>, delaySeconds: number): Promise<void>;
  /** Makes a received message invisible for so long, which is how retries are spaced. */
  setVisibility(receiptHandle: string, seconds: number): Promise<void>;
}

/** Fields of a log line: names and numbers, never values of secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Counters and durations, published once an invocation. Names are those of core/metrics.ts. */
export interface Metrics {
  count(name: string, value: number): void;
  milliseconds(name: string, value: number): void;
  flush(): void;
}
