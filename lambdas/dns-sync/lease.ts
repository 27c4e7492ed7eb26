import * as v from 'valibot';
import { LEASE_DURATION_SECONDS } from '../core/bounds.ts';
import { TerminalError, TransientError } from '../core/errors.ts';
import type { KubernetesObject } from '../core/kubernetes.ts';
import { LEASE } from '../core/resources.ts';
import { type DeletionHistory, historyOf } from './deletion-history.ts';
import { HISTORY_ANNOTATION, LEASE_NAME } from './lease-name.ts';
import type { World } from './world.ts';

const FIELD_MANAGER = 'sluice-dns-sync';

const LeaseSpec = v.object({
  holderIdentity: v.optional(v.nullable(v.string())),
  leaseDurationSeconds: v.optional(v.nullable(v.number())),
  renewTime: v.optional(v.nullable(v.string())),
});

/** A Lease that this run holds. */
export interface HeldLease {
  /** Frees it and adds what was deleted to its history. */
  release(deleted: DeletionHistory): Promise<void>;
}

/**
 * Takes the Lease that serialises deletions; undefined when another run holds it. The API server decides: a create
 * or a replace of the version read succeeds for one caller only.
 */
export async function acquireLease(world: World): Promise<HeldLease | undefined> {
  const { cluster, clock, config } = world;
  const reference = { namespace: config.leaseNamespace, name: LEASE_NAME };
  const found = await cluster.get(LEASE, reference);
  if (found !== undefined && isHeld(found, clock.now())) return undefined;
  const wanted = compileLease(world, found, `${config.cluster.name}/${clock.now()}`);
  try {
    const held =
      found === undefined
        ? await cluster.create(LEASE, wanted, { fieldManager: FIELD_MANAGER })
        : await cluster.replace(LEASE, wanted, { fieldManager: FIELD_MANAGER });
    return { release: (deleted) => releaseLease(world, held, deleted) };
  } catch (error) {
    if (error instanceof TransientError && (error.code === 'Conflict' || error.code === 'AlreadyExists'))
      return undefined;
    throw error;
  }
}

function isHeld(lease: KubernetesObject, now: number): boolean {
  const spec = v.safeParse(LeaseSpec, lease['spec'] ?? {});
  if (!spec.success) return true;
  const { holderIdentity, leaseDurationSeconds, renewTime } = spec.output;
  if (holderIdentity === undefined || holderIdentity === null || holderIdentity === '') return false;
  const until = Date.parse(renewTime ?? '') + (leaseDurationSeconds ?? LEASE_DURATION_SECONDS) * 1000;
  return Number.isNaN(until) ? false : now < until;
}

function compileLease(world: World, found: KubernetesObject | undefined, holder: string): KubernetesObject {
  const now = microTime(world.clock.now());
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: found?.metadata ?? { name: LEASE_NAME, namespace: world.config.leaseNamespace },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: LEASE_DURATION_SECONDS,
      acquireTime: now,
      renewTime: now,
    },
  };
}

/** Failure to release is not failure of the run: the Lease runs out by itself. */
async function releaseLease(world: World, held: KubernetesObject, deleted: DeletionHistory): Promise<void> {
  const { cluster, clock, log } = world;
  const history = JSON.stringify(mergeHistory(historyOf(held, clock.now()), deleted));
  const released: KubernetesObject = {
    ...held,
    metadata: {
      ...held.metadata,
      annotations: { ...held.metadata.annotations, [HISTORY_ANNOTATION]: history },
    },
    spec: { holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(clock.now()) },
  };
  try {
    await cluster.replace(LEASE, released, { fieldManager: FIELD_MANAGER });
  } catch (error) {
    if (!(error instanceof TransientError || error instanceof TerminalError)) throw error;
    log.warn('lease not released', { code: error.code, message: error.message });
  }
}

function mergeHistory(left: DeletionHistory, right: DeletionHistory): DeletionHistory {
  const zoneIds = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries([...zoneIds].map((id) => [id, { ...left[id], ...right[id] }]));
}

/** Kubernetes MicroTime. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
