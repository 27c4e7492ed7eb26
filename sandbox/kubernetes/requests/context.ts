import type { HttpRequest } from '../../../lambdas/adapters/kubernetes/http.ts';
import type { JsonObject } from '../json.ts';
import type { Registry } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { ObjectStore, StoredChange } from '../store.ts';
import type { WebhookAnswers } from '../webhooks.ts';
import type { RequestInfo } from './request-info.ts';

/** Who asks. */
export interface Caller {
  readonly username: string;
  readonly groups: readonly string[];
}

/** What the handlers work on. */
export interface ServerContext {
  readonly store: ObjectStore;
  readonly registry: Registry;
  /** Milliseconds since the epoch. */
  now(): number;
  newUid(): string;
  /** Throws 403 unless the caller may do it. */
  authorize(info: RequestInfo, caller: Caller): void;
  /** Called after every change of the store. */
  changed(change: StoredChange): void;
}

/** A request whose resource is known. */
export interface ResourceRequest {
  readonly info: RequestInfo;
  readonly resource: Resource;
  readonly http: HttpRequest;
  readonly caller: Caller;
  /** When it came, in milliseconds since the epoch. */
  readonly now: number;
  /** What webhooks said, once they were asked. */
  readonly reviews?: WebhookAnswers;
}

/** What a handler answers with. */
export interface Result {
  readonly code: number;
  readonly object: JsonObject;
  /** Sent as `Warning` headers. */
  readonly warnings?: readonly string[];
}

/** Key of a kind in the store, the same for all its versions. */
export function storeKind(resource: { readonly group: string; readonly plural: string }): string {
  return `${resource.group}/${resource.plural}`;
}

/** RFC 3339 with whole seconds, as metadata carries times. */
export function timestamp(context: ServerContext): string {
  return new Date(context.now()).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `metadata` of an object, which decoding has made sure of. */
export function metaOf(object: JsonObject): JsonObject {
  return object['metadata'] as JsonObject;
}
