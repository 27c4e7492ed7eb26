import type { HostedZone } from '../../lambdas/core/aws-ports.ts';
import { readMarkerName } from '../../lambdas/core/dns/marker-name.ts';
import type { ObservedRecord } from '../../lambdas/core/dns/observed-zone.ts';
import { readZone } from '../../lambdas/core/dns/ownership.ts';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';
import { LABEL, type Registry } from '../../lambdas/core/dns/registry.ts';
import { compileDnsSyncConfig } from '../../stack/config/function-config.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import type { Finding } from './finding.ts';

/** How many alias records of ours carry markers of which shape (reference: externaldns 0.2). */
interface Shapes {
  /** `cname-` and no `a-`: until 0.21. */
  readonly before22: number;
  /** `a-` and no `cname-`: from 0.22 on. */
  readonly from22: number;
  /** A marker without type: until 0.17. */
  readonly typeless: number;
  /** An AAAA with a marker of its own: from 0.16 on. */
  readonly dualstack: number;
}

/** Whether the markers that are there are those that `txt.compat` keeps. */
export function judgeMarkers(
  zone: HostedZone,
  recordSets: readonly RecordSet[],
  cluster: ClusterConfiguration,
): Finding {
  const check = `markers of ${zone.name}`;
  const { dns } = cluster;
  if (dns?.txt?.encryptKey !== undefined) {
    const said = 'they are encrypted, and the key is for the function alone';
    return { check, outcome: 'could not tell', said };
  }
  if (dns === undefined) return { check, outcome: 'ok', said: 'no DNS half' };
  const config = compileDnsSyncConfig(cluster, dns);
  const registry: Registry = {
    ownerId: dns.ownerId,
    cluster: cluster.name,
    txt: config.txt,
    enabled: config.registry === 'txt',
  };
  const managed = new Set<string>(dns.managedRecordTypes);
  const { names } = readZone(zone, recordSets, { registry, managed, complete: true });
  const records = [...names.values()].flatMap((name) => name.records);
  const ours = records.filter(({ state }) => state === 'ours');
  const facts = describe(records, ours.length, dns.ownerId);
  const wanted = compatOf(countShapes(ours, registry), config.txt.compat);
  if (wanted === undefined) return { check, outcome: 'ok', said: facts };
  const said = `${facts}; ${wanted.why}, and txt.compat is "${config.txt.compat}"`;
  return { check, outcome: 'warn', said, fix: `dns.txt.compat: "${wanted.compat}"` };
}

function describe(records: readonly ObservedRecord[], ours: number, ownerId: string): string {
  const foreign = records.filter(({ state }) => state === 'foreign');
  const owners = [...new Set(foreign.map(({ labels }) => labels?.[LABEL.owner] ?? 'nobody'))].sort();
  const ambiguous = records.filter(({ state }) => state === 'ambiguous').length;
  return [
    `${ours} record sets of owner ${ownerId}`,
    ...(foreign.length === 0 ? [] : [`${foreign.length} of ${owners.join(', ')}`]),
    ...(ambiguous === 0 ? [] : [`${ambiguous} whose markers can be read in two ways`]),
  ].join(', ');
}

function countShapes(ours: readonly ObservedRecord[], { txt }: Registry): Shapes {
  const aliases = ours.filter(({ set }) => set.alias !== undefined);
  const typesOf = (record: ObservedRecord) =>
    record.markers.flatMap((marker) =>
      readMarkerName(marker.name, txt)
        .filter(({ name }) => name === record.name)
        .map(({ type }) => type),
    );
  const count = (type: string, is: (types: readonly string[]) => boolean) =>
    aliases.filter((record) => record.type === type && is(typesOf(record))).length;
  return {
    before22: count('A', (types) => types.includes('CNAME') && !types.includes('A')),
    from22: count('A', (types) => types.includes('A') && !types.includes('CNAME')),
    typeless: count('A', (types) => types.includes('')),
    dualstack: count('AAAA', (types) => types.includes('AAAA')),
  };
}

type Compat = '0.14' | '0.16-0.21' | '0.22';

/** Another value than the configured one that fits better what is there; undefined when nothing speaks against it. */
function compatOf(
  { before22, from22, typeless, dualstack }: Shapes,
  configured: Compat | 'none',
): { readonly compat: Compat; readonly why: string } | undefined {
  if (configured === 'none') return undefined;
  if (configured !== '0.22' && from22 > before22)
    return { compat: '0.22', why: `${from22} have markers that ExternalDNS 0.22 writes (a-)` };
  if (configured === '0.22' && before22 > 0) {
    const compat = typeless > 0 && dualstack === 0 ? '0.14' : '0.16-0.21';
    return { compat, why: `${before22} have markers of an ExternalDNS before 0.22 (cname-)` };
  }
  if (configured === '0.14' && dualstack > 0)
    return {
      compat: '0.16-0.21',
      why: `${dualstack} AAAA have markers that ExternalDNS 0.16 and newer write`,
    };
  return undefined;
}
