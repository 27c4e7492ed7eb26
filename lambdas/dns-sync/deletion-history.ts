import * as v from 'valibot';
import { BREAKER_WINDOW_MS } from '../core/bounds.ts';
import type { KubernetesObject } from '../core/kubernetes.ts';
import { LEASE } from '../core/resources.ts';
import { HISTORY_ANNOTATION, LEASE_NAME } from './lease-name.ts';
import type { World } from './world.ts';

/** When names were deleted (ms since the epoch), by zone id and name. */
export type DeletionHistory = Readonly<Record<string, Readonly<Record<string, number>>>>;

const History = v.record(v.string(), v.record(v.string(), v.number()));

/**
 * What the Lease remembers; nothing when there is no Lease yet. Rejects when it cannot be read: a run that does not
 * know what went in the last hour deletes nothing.
 */
export async function readDeletionHistory(world: World): Promise<DeletionHistory> {
  const { cluster, config, clock } = world;
  const lease = await cluster.get(LEASE, { namespace: config.leaseNamespace, name: LEASE_NAME });
  return historyOf(lease, clock.now());
}

/** The last hour of a Lease's history. Text that is not ours counts as nothing. */
export function historyOf(lease: KubernetesObject | undefined, now: number): DeletionHistory {
  const parsed = v.safeParse(History, parseJson(lease?.metadata.annotations?.[HISTORY_ANNOTATION]));
  if (!parsed.success) return {};
  const zones = Object.entries(parsed.output).map(([zoneId, names]) => [
    zoneId,
    Object.fromEntries(Object.entries(names).filter(([, at]) => at > now - BREAKER_WINDOW_MS)),
  ]);
  return Object.fromEntries(zones);
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
