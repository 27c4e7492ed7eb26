import type { NotifyConfig } from './config.ts';
import { type Fields, fieldsOf, parseJson } from './fields.ts';

/**
 * An AdmissionReview read for who changed, never for what: the message names group, kind, namespace, name,
 * generation and operation (reference: kubernetes 3). The admitted object stays in this function.
 */

/** Identity of a changed object, as core/events.ts reads it. */
export interface ObjectMessage {
  readonly sluice: 'object';
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly generation?: number;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** Ms since the epoch. */
  readonly at: number;
}

/** What must be answered, and what the object is when it could be read. */
export interface Review {
  readonly apiVersion: string;
  readonly uid: string;
  /** Undefined for a dry run, another operation, or an object without a name. */
  readonly message: ObjectMessage | undefined;
}

const OPERATIONS: readonly unknown[] = ['CREATE', 'UPDATE', 'DELETE'];

/** @returns undefined when the body is not an AdmissionReview with a request */
export function readReview(body: string, now: number): Review | undefined {
  const review = fieldsOf(parseJson(body));
  const request = fieldsOf(review['request']);
  const { apiVersion, kind } = review;
  const { uid } = request;
  if (kind !== 'AdmissionReview' || typeof apiVersion !== 'string' || typeof uid !== 'string')
    return undefined;
  return { apiVersion, uid, message: messageOf(request, now) };
}

/** The halves to tell. A Secret is never forwarded, whatever is configured. */
export function halvesFor({ kinds }: NotifyConfig, { group, kind }: ObjectMessage) {
  if (group === '' && kind === 'Secret') return [];
  return kinds[`${group}/${kind}`] ?? [];
}

/** The review's answer: allowed, always. */
export function allow({ apiVersion, uid }: Review): string {
  return JSON.stringify({ apiVersion, kind: 'AdmissionReview', response: { uid, allowed: true } });
}

function messageOf(request: Fields, now: number): ObjectMessage | undefined {
  const { operation, dryRun } = request;
  const { group, kind } = fieldsOf(request['kind']);
  const metadata = fieldsOf(fieldsOf(request['object'] ?? request['oldObject'])['metadata']);
  // With generateName the request has no name yet; the object has.
  const name = text(request['name']) ?? text(metadata['name']);
  const namespace = text(request['namespace']);
  const { generation } = metadata;
  if (dryRun === true || !OPERATIONS.includes(operation)) return undefined;
  if (typeof group !== 'string' || typeof kind !== 'string' || name === undefined) return undefined;
  return {
    sluice: 'object',
    group,
    kind,
    // Of a Namespace the API server names the namespace twice.
    ...(namespace === undefined || (group === '' && kind === 'Namespace') ? {} : { namespace }),
    name,
    ...(typeof generation === 'number' ? { generation } : {}),
    operation: operation as ObjectMessage['operation'],
    at: now,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
