import type { STSClient } from '@aws-sdk/client-sts';
import type { ClusterAuth, ClusterConnection } from '../../core/connection.ts';
import type { Clock, Cluster } from '../../core/ports.ts';
import type { ParameterReader } from '../parameter-reader.ts';
import { type CredentialSource, createCredentialSource, type IssueCredential } from './auth.ts';
import { createCluster } from './client.ts';
import { countRefusedCredentials, countRefusedRequests, type RefusalMetrics } from './count-refusals.ts';
import { createHttpsTransport } from './transport.ts';
import { issueWebIdentity } from './web-identity.ts';

export interface ConnectOptions {
  readonly connection: ClusterConnection;
  /** Region of the function. */
  readonly region: string;
  /** Of the function's own role: tokens of `web-identity`, keys of `eks`. */
  readonly sts: STSClient;
  /** Of the function's own role: modes `token` and `kubeconfig`. */
  readonly parameters: ParameterReader;
  readonly clock: Clock;
  readonly metrics: RefusalMetrics;
}

/** The cluster of a configuration, authenticated in its mode. Opens no connection before the first request. */
export function connectCluster(options: ConnectOptions): Cluster {
  const { connection, clock, metrics } = options;
  const { endpoint, ca, auth } = connection;
  const credentials: CredentialSource = createCredentialSource(
    describe(auth),
    countRefusedCredentials(issuerOf(auth, options), metrics),
    clock,
  );
  const transport = createHttpsTransport({ endpoint, ca, credentials, clock });
  return createCluster(countRefusedRequests(transport, metrics));
}

/** What a mode needs is loaded with its first credential; each cluster has one mode. */
function issuerOf(auth: ClusterAuth, { region, sts, parameters, clock }: ConnectOptions): IssueCredential {
  switch (auth.mode) {
    case 'web-identity':
      return issueWebIdentity(sts, auth.audience);
    case 'eks':
      return async () => {
        const { issueEksToken } = await import('./eks-token.ts');
        const keys = () => sts.config.credentials();
        return issueEksToken({ region, clusterName: auth.clusterName, keys, clock })();
      };
    case 'token':
    case 'kubeconfig':
      return async () => {
        const { issueFromParameter } = await import('./parameter-credential.ts');
        return issueFromParameter(parameters, auth, () => clock.now())();
      };
  }
}

function describe(auth: ClusterAuth): string {
  switch (auth.mode) {
    case 'web-identity':
      return `the web identity token with audience ${auth.audience}`;
    case 'eks':
      return `the EKS token for cluster ${auth.clusterName}`;
    default:
      return `the ${auth.mode} in parameter ${auth.parameter}`;
  }
}
