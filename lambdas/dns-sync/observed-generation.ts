import { DEADLINE_RESERVE_MS, DNS_STATUSES_PER_RUN_MAX } from '../core/bounds.ts';
import { createSourceOptions, readSourceObject } from '../core/dns/source.ts';
import { TerminalError } from '../core/errors.ts';
import type { KubernetesObject } from '../core/kubernetes.ts';
import type { ReportEntry } from '../core/report.ts';
import { DNS_ENDPOINT, DNS_ENDPOINT_VERSIONS } from '../core/resources.ts';
import { failureEntry } from './failure.ts';
import type { World } from './world.ts';

const FIELD_MANAGER = 'sluice-dns-sync';

/**
 * Writes `status.observedGeneration` of DNSEndpoints whose spec changed, as ExternalDNS does: it means "seen", not
 * "applied". One that fails is told and tried again by the next run; a refusal by RBAC ends it, since every other
 * would be refused too.
 */
export async function writeObservedGenerations(
  world: World,
  objects: readonly KubernetesObject[],
): Promise<readonly ReportEntry[]> {
  const options = createSourceOptions(world.config);
  const stale = objects.filter(
    (object) => isStale(object) && readSourceObject(object, options, { annotated: false }),
  );
  if (stale.length === 0) return [];
  const entries: ReportEntry[] = [];
  for (const object of stale.slice(0, DNS_STATUSES_PER_RUN_MAX)) {
    if (world.remainingMs() <= DEADLINE_RESERVE_MS) break;
    const failure = await writeStatus(world, object);
    if (failure === undefined) continue;
    entries.push(failure.entry);
    if (failure.isFinal) break;
  }
  return entries;
}

async function writeStatus(
  { cluster }: World,
  { kind, metadata }: KubernetesObject,
): Promise<{ readonly entry: ReportEntry; readonly isFinal: boolean } | undefined> {
  try {
    const type = await cluster.discover(DNS_ENDPOINT, DNS_ENDPOINT_VERSIONS);
    if (type === undefined) return undefined;
    const patch = { status: { observedGeneration: metadata.generation } };
    const options = { fieldManager: FIELD_MANAGER, subresource: 'status' } as const;
    await cluster.patch(type, metadata, patch, options);
    return undefined;
  } catch (error) {
    const subject = `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
    return { entry: failureEntry(subject, error), isFinal: error instanceof TerminalError };
  }
}

function isStale(object: KubernetesObject): boolean {
  const { generation } = object.metadata;
  const status = object['status'] as { readonly observedGeneration?: unknown } | null | undefined;
  return generation !== undefined && status?.observedGeneration !== generation;
}
