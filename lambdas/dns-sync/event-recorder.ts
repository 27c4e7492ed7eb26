import { DNS_EVENT_REPEAT_MS, DNS_EVENTS_PER_RUN_MAX, DNS_EVENTS_REMEMBERED_MAX } from '../core/bounds.ts';
import { DNS_REASON } from '../core/dns/reasons.ts';
import { TerminalError, TransientError } from '../core/errors.ts';
import type { KubernetesObject } from '../core/kubernetes.ts';
import { formatKey } from '../core/object-key.ts';
import type { ReportEntry } from '../core/report.ts';
import { EVENT } from '../core/resources.ts';
import type { DnsSyncDeps } from './world.ts';

const COMPONENT = 'sluice-dns-sync';

/** Tells objects, by a Kubernetes Event, why something they ask for was not done. */
export type RecordEvents = (
  entries: readonly ReportEntry[],
  objects: readonly KubernetesObject[],
) => Promise<void>;

/**
 * Remembers, for the life of the container, what was told. Without the permission to create Events it is quiet from
 * the first refusal on: a report line is there in any case.
 */
export function createEventRecorder({ cluster, clock, config }: DnsSyncDeps): RecordEvents {
  const told = new Map<string, number>();
  let allowed = config.mode === 'enforce';
  return async (entries, objects) => {
    if (!allowed) return;
    const now = clock.now();
    if (told.size > DNS_EVENTS_REMEMBERED_MAX) told.clear();
    const bySubject = new Map(objects.map((object) => [formatKey(object.kind, object.metadata), object]));
    const due = entries
      .filter((entry) => isTold(entry) && entry.dryRun !== true)
      .flatMap(({ objects = [], ...entry }) => [entry, ...objects.map((subject) => ({ ...entry, subject }))])
      .map((entry) => ({ entry, key: `${entry.subject} ${entry.reason} ${entry.message ?? ''}` }))
      .filter(
        ({ entry, key }) => bySubject.has(entry.subject) && (told.get(key) ?? 0) + DNS_EVENT_REPEAT_MS <= now,
      );
    for (const [index, { entry, key }] of due.slice(0, DNS_EVENTS_PER_RUN_MAX).entries()) {
      const object = bySubject.get(entry.subject);
      if (object === undefined) continue;
      told.set(key, now);
      try {
        await cluster.create(EVENT, compileEvent(object, entry, now + index), { fieldManager: COMPONENT });
      } catch (error) {
        if (error instanceof TerminalError) allowed = false;
        else if (!(error instanceof TransientError)) throw error;
        return;
      }
    }
  };
}

/** Besides what was refused or failed: what an object's owner has to know of, although its records are as they were. */
const TOLD_REASONS: ReadonlySet<string> = new Set([
  DNS_REASON.prefixConflict,
  DNS_REASON.invalidAnnotation,
  DNS_REASON.noTargets,
]);

function isTold({ action, reason }: ReportEntry): boolean {
  return action === 'refused' || action === 'failed' || (action === 'skipped' && TOLD_REASONS.has(reason));
}

function compileEvent(object: KubernetesObject, entry: ReportEntry, stamp: number): KubernetesObject {
  const { name, namespace = 'default', uid, resourceVersion } = object.metadata;
  const at = new Date(stamp).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    // As client-go names them: the object, and a hexadecimal time.
    metadata: { name: `${name.slice(0, 220)}.${(stamp * 1_000_000).toString(16)}`, namespace },
    involvedObject: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      namespace,
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    type: 'Warning',
    reason: entry.reason,
    message: entry.message ?? '',
    source: { component: COMPONENT },
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
}
