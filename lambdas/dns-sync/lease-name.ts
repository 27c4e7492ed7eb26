/** The Lease that serialises deletions of one cluster, in `config.leaseNamespace`; RBAC names it. */
export const LEASE_NAME = 'sluice-dns-sync';
/** On the Lease: names deleted in the last hour. The only state of the breaker, written only by runs that delete. */
export const HISTORY_ANNOTATION = 'sluice/dns-deletions';
