import type { Cluster } from '../../lambdas/core/ports.ts';
import { compileStandardManifests } from '../manifests.ts';
import type { CommonFacts } from './facts.ts';
import { readManifestGap } from './manifest-gap.ts';
import { type DnsHandoverFacts, enforcedDns } from './plan-dns.ts';

/** @throws Error when the cluster has no dns half, or the API server refuses what is asked */
export async function readDnsHandover(
  cluster: Cluster,
  common: CommonFacts,
  chosen: readonly string[],
): Promise<DnsHandoverFacts> {
  const { dns } = common.cluster;
  if (dns === undefined) throw new Error(`cluster ${common.cluster.name} has no dns half`);
  const target = { ...common.cluster, dns: enforcedDns(dns, common, chosen) };
  return { ...common, manifests: await readManifestGap(cluster, compileStandardManifests(target)) };
}
