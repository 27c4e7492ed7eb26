import type { Cluster } from '@aws-sdk/client-eks';

/** Where an API server is and which authorities sign for it. */
export interface ClusterAddress {
  readonly endpoint: string;
  /** PEM bundle. */
  readonly ca: string;
}

/** Whether the API server of a cluster in this status answers. */
export function isAnswering(status: string | undefined): boolean {
  return status === 'ACTIVE' || status === 'UPDATING';
}

/** The authorities of a cluster as EKS describes it, PEM; undefined while it has none. */
export function authoritiesOf({ certificateAuthority }: Cluster): string | undefined {
  const data = certificateAuthority?.data;
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString('utf8');
}

/** Undefined for a cluster of which EKS does not say both. */
export function addressOf(cluster: Cluster): ClusterAddress | undefined {
  const { endpoint } = cluster;
  const ca = authoritiesOf(cluster);
  return endpoint === undefined || ca === undefined ? undefined : { endpoint, ca };
}
