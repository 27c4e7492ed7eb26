import { createHash } from 'node:crypto';
import { EVENT_MESSAGE_BYTES_MAX } from '../bounds.ts';
import type { KubernetesObject } from '../kubernetes.ts';
import { formatTime } from './kubernetes-time.ts';

/** An Event as `kubectl describe` shows it, about an ExternalSecret or a store. */
export interface EventRecord {
  readonly type: 'Normal' | 'Warning';
  /** ESO's reasons: Created, Updated, Deleted, UpdateFailed, MissingProviderSecret, Valid, InvalidProviderConfig. */
  readonly reason: string;
  readonly message: string;
  /** ESO's component: `external-secrets`, `secret-store` or `cluster-secret-store`. */
  readonly component: string;
  readonly about: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string | undefined;
    readonly name: string;
    readonly uid: string;
    /** Tells two Events of one kind apart that fall into one millisecond. */
    readonly resourceVersion: string;
  };
}

const NAME_CHARACTERS_MAX = 230;

/** The core/v1 Event. The name is made from content and time: the same thing said twice at once is said once. */
export function buildEvent(record: EventRecord, now: number): KubernetesObject {
  const { about, type, reason, component } = record;
  const namespace = about.namespace ?? 'default';
  const message = record.message.slice(0, EVENT_MESSAGE_BYTES_MAX);
  const digest = createHash('sha256')
    .update([about.uid, about.resourceVersion, type, reason, message, now].join('\n'))
    .digest('hex');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${about.name.slice(0, NAME_CHARACTERS_MAX)}.${digest.slice(0, 16)}`, namespace },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name: about.name,
      uid: about.uid,
      resourceVersion: about.resourceVersion,
      ...(about.namespace === undefined ? {} : { namespace: about.namespace }),
    },
    reason,
    message,
    type,
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
    firstTimestamp: formatTime(now),
    lastTimestamp: formatTime(now),
    count: 1,
  };
}
