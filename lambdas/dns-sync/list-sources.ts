import type { DnsSourceKind } from '../core/dns/config.ts';
import type { SourceObjects } from '../core/dns/desired.ts';
import { neededKinds } from '../core/dns/needed-kinds.ts';
import { DNS_REASON } from '../core/dns/reasons.ts';
import type { RelatedKind, RelatedObjects } from '../core/dns/related.ts';
import { resourceOfSource } from '../core/dns/resource-name.ts';
import { createSourceOptions } from '../core/dns/source.ts';
import type { KubernetesObject } from '../core/kubernetes.ts';
import type { ReportEntry } from '../core/report.ts';
import { failureEntry } from './failure.ts';
import { listKind } from './list-kind.ts';
import type { World } from './world.ts';

export interface ListedSources {
  readonly objects: SourceObjects;
  /** What they refer to. */
  readonly related: RelatedObjects;
  /** Every configured source, and all that its objects refer to, was read completely. */
  readonly complete: boolean;
  /** Kinds, as markers name them, of which no complete list was had: what is theirs stays. */
  readonly unreadKinds: ReadonlySet<string>;
  readonly notes: readonly ReportEntry[];
}

/**
 * Lists every configured source, then what its objects refer to. Something absent, forbidden or partly listed leaves
 * the observation incomplete. Rejects when none could be read: then the API server is not there, and the whole run is
 * tried again.
 */
export async function listSources(world: World): Promise<ListedSources> {
  const { sources } = world.config;
  const results = await Promise.all(sources.map((kind) => attempt(world, kind)));
  const failures = results.flatMap((result) => ('error' in result ? [result.error] : []));
  if (failures.length === results.length && failures[0] !== undefined) throw failures[0];
  const objects: SourceObjects = itemsOf(results);
  const needed = [...neededKinds(objects, createSourceOptions(world.config, { templates: world.templates }))];
  const others = await Promise.all(needed.map((kind) => readRelated(world, kind, objects)));
  const missing = sources.filter((kind) => objects[kind] === undefined);
  // A route says nothing without its Gateway, so all of its kind count as unread.
  const lost = others.some((result) => 'note' in result && GATEWAY_KINDS.includes(result.kind));
  const blind = lost ? sources.filter((kind) => kind.startsWith('gateway-')) : [];
  const unread = [...missing, ...blind];
  return {
    objects: Object.fromEntries(
      Object.entries(objects).filter(([kind]) => !blind.some((other) => other === kind)),
    ),
    related: itemsOf(others),
    complete: unread.length === 0 && others.every((result) => 'items' in result),
    unreadKinds: new Set(unread.map(resourceOfSource)),
    notes: [...results, ...others].flatMap((result) => ('note' in result ? [result.note] : [])),
  };
}

const GATEWAY_KINDS: readonly string[] = ['gateways', 'namespaces'];

type Listed<Kind> =
  | { readonly kind: Kind; readonly items: readonly KubernetesObject[] }
  | { readonly kind: Kind; readonly error: unknown; readonly note: ReportEntry }
  | { readonly kind: Kind; readonly note: ReportEntry };

async function attempt<Kind extends DnsSourceKind | RelatedKind>(
  world: World,
  kind: Kind,
): Promise<Listed<Kind>> {
  try {
    const listed = await listKind(world, kind);
    return 'absent' in listed ? { kind, note: absent(kind, listed.absent) } : { kind, items: listed };
  } catch (error) {
    return { kind, error, note: failureEntry(`source ${kind}`, error) };
  }
}

/** Nodes may have been listed as a source already. */
function readRelated(world: World, kind: RelatedKind, objects: SourceObjects): Promise<Listed<RelatedKind>> {
  if (kind === 'nodes' && objects.node !== undefined) return Promise.resolve({ kind, items: objects.node });
  return attempt(world, kind);
}

function itemsOf<Kind extends string>(
  results: readonly Listed<Kind>[],
): Partial<Record<Kind, readonly KubernetesObject[]>> {
  const read = results.flatMap((result) => ('items' in result ? [[result.kind, result.items] as const] : []));
  return Object.fromEntries(read) as Partial<Record<Kind, readonly KubernetesObject[]>>;
}

function absent(kind: string, what: string): ReportEntry {
  return {
    subject: `source ${kind}`,
    action: 'refused',
    reason: DNS_REASON.sourceAbsent,
    message:
      `the API server does not serve ${what}: install its definition, or take the source out of dns.sources; ` +
      'nothing is deleted while it is there',
  };
}
