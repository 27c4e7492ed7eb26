import { EVENTS_PER_RUN_MAX } from '../core/bounds.ts';
import { EVENT } from '../core/resources.ts';
import { buildEvent, type EventRecord } from '../core/secrets/event-record.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import type { Run } from './run.ts';

/** Our manager for everything that is not a Secret. */
export const FIELD_MANAGER = 'sluice';

const written = new WeakMap<Run, number>();

/**
 * Writes a Kubernetes Event. Events accompany a write of a Secret or a status, so that what repeats without a change
 * is said once. One that cannot be written is lost: it is a courtesy, never the record.
 */
export async function recordEvent(run: Run, record: EventRecord): Promise<void> {
  const count = written.get(run) ?? 0;
  if (run.dryRun || count >= EVENTS_PER_RUN_MAX) return;
  written.set(run, count + 1);
  try {
    const event = buildEvent(record, run.deps.clock.now());
    await run.deps.cluster.create(EVENT, event, { fieldManager: FIELD_MANAGER });
  } catch (error) {
    run.deps.log.warn('event not written', { reason: record.reason, error });
  }
}

type Said = Pick<EventRecord, 'type' | 'reason' | 'message'>;

/** An Event about an ExternalSecret, with ESO's component. */
export async function recordFor(run: Run, externalSecret: ExternalSecret, said: Said): Promise<void> {
  const { apiVersion, namespace, name, uid, resourceVersion } = externalSecret;
  const about = { apiVersion, kind: 'ExternalSecret', namespace, name, uid, resourceVersion };
  await recordEvent(run, { ...said, component: 'external-secrets', about });
}
