import type { DnsConfiguration } from '../stack/config.ts';
import type { AccessRule } from './rules.ts';

/** Name of the Lease, as dns-sync writes it (lambdas/dns-sync/lease-name.ts). */
export const LEASE_NAME = 'sluice-dns-sync';

const LEASES = { apiGroup: 'coordination.k8s.io', resources: ['leases'] };

/**
 * Rules of dns-sync in the namespace of its Lease. Every run that would delete reads how much went in the last
 * hour, in observe mode too; only enforce mode takes the Lease. RBAC cannot bind `create` to a name.
 */
export function dnsLeaseRules({ mode }: Pick<DnsConfiguration, 'mode'>): readonly AccessRule[] {
  const read: AccessRule = {
    ...LEASES,
    resourceNames: [LEASE_NAME],
    verbs: ['get'],
    why: 'deletions of the last hour',
  };
  if (mode === 'observe') return [read];
  return [
    { ...read, verbs: ['get', 'update'], why: 'one deleting run at a time, deletions of the last hour' },
    { ...LEASES, verbs: ['create'], why: 'the Lease, the first time' },
  ];
}
