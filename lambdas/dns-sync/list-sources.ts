import type { DnsSourceKind } from '../core/dns/config.ts';
import type { SourceObjects } from '../core/dns/desired.ts';
import { DNS_REASON } from '../core/dns/reasons.ts';
import type { KubernetesObject, ResourceType } from '../core/kubernetes.ts';
import type { ReportEntry } from '../core/report.ts';
import { INGRESS, SERVICE } from '../core/resources.ts';
import { failureEntry } from './failure.ts';
import type { World } from './world.ts';

export interface ListedSources {
  readonly objects: SourceObjects;
  /** Configured kinds of which no complete list was had: what is theirs stays, and nothing at all is deleted. */
  readonly unreadKinds: ReadonlySet<string>;
  readonly notes: readonly ReportEntry[];
}

const TYPES: Readonly<Partial<Record<DnsSourceKind, ResourceType>>> = { ingress: INGRESS, service: SERVICE };

/**
 * Lists every configured source. One that is absent, forbidden, partly listed or not built leaves the observation
 * incomplete. Rejects when none could be read: then the API server is not there, and the whole run is tried again.
 */
export async function listSources(world: World): Promise<ListedSources> {
  const namespace = world.config.filters.namespace;
  const results = await Promise.all(world.config.sources.map((kind) => listSource(world, kind, namespace)));
  const failures = results.flatMap((result) => ('error' in result ? [result.error] : []));
  if (failures.length === results.length && failures[0] !== undefined) throw failures[0];
  const read = results.flatMap((result) => ('items' in result ? [[result.kind, result.items] as const] : []));
  const missing = results.filter((result) => !('items' in result)).map((result) => result.kind);
  return {
    objects: Object.fromEntries(read),
    unreadKinds: new Set(missing),
    notes: results.flatMap((result) => ('items' in result ? [] : [result.note])),
  };
}

type Listed =
  | { readonly kind: DnsSourceKind; readonly items: readonly KubernetesObject[] }
  | { readonly kind: DnsSourceKind; readonly error: unknown; readonly note: ReportEntry }
  | { readonly kind: DnsSourceKind; readonly note: ReportEntry };

async function listSource(world: World, kind: DnsSourceKind, namespace: string): Promise<Listed> {
  const type = TYPES[kind];
  if (type === undefined) return { kind, note: unsupported(kind) };
  try {
    const { items } = await world.cluster.list(type, namespace === '' ? {} : { namespace });
    return { kind, items };
  } catch (error) {
    return { kind, error, note: failureEntry(`source ${kind}`, error) };
  }
}

function unsupported(kind: DnsSourceKind): ReportEntry {
  return {
    subject: `source ${kind}`,
    action: 'refused',
    reason: DNS_REASON.unsupportedSource,
    message: `source ${kind} is not supported: remove it from dns.sources; nothing is deleted while it is there`,
  };
}
