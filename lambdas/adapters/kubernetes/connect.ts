import type { STSClient } from '@aws-sdk/client-sts';
import type { ClusterAuth, ClusterConnection } from '../../core/connection.ts';
import type { Clock, Cluster } from '../../core/ports.ts';
import type { ParameterReader } from '../parameter-reader.ts';
import { type CredentialSource, createCredentialSource, type IssueCredential } from './auth.ts';
import { createCluster } from './client.ts';
import type { ClusterAddress } from './cluster-address.ts';
import { countRefusals, countRefusedRequests, type RefusalMetrics } from './count-refusals.ts';
import type { Transport } from './http.ts';
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
    countRefusals(issuerOf(auth, options), metrics),
    clock,
  );
  const connect = (address: ClusterAddress) => createHttpsTransport({ ...address, credentials, clock });
  const transport =
    endpoint === undefined || ca === undefined ? askEks(options, connect) : connect({ endpoint, ca });
  return createCluster(countRefusedRequests(transport, metrics));
}

/** EKS says where its clusters are; what asks it is loaded with the first request. */
function askEks(
  { connection: { name, auth }, region, sts, clock, metrics }: ConnectOptions,
  connect: (address: ClusterAddress) => Transport,
): Transport {
  const clusterName = auth.mode === 'eks' ? auth.clusterName : name;
  let transport: Promise<Transport> | undefined;
  return async (request) => {
    transport ??= Promise.all([import('./eks-transport.ts'), import('./describe-cluster.ts')]).then(
      ([{ createEksTransport }, { describeCluster }]) => {
        const describe = countRefusals(() => describeCluster({ region, sts }, clusterName), metrics);
        return createEksTransport({ describe, connect, clock });
      },
    );
    return (await transport)(request);
  };
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
