import type { Half } from '../../manifests/identity.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import type { Invocation } from '../context.ts';
import type { UserCluster } from '../user-cluster.ts';
import type { AccountReader } from './account-reader.ts';
import type { LocatedCluster } from './located-cluster.ts';

/** What the checks read, and with whose rights: those of whoever runs the command. */
export interface Doctor {
  readonly cluster: ClusterConfiguration;
  /** The same with endpoint and CA. Rejects with Error where EKS does not say them. */
  located(): Promise<LocatedCluster>;
  /** The halves that are asked about. */
  readonly halves: readonly Half[];
  readonly account: AccountReader;
  /** Opens the kubeconfig at the first call. Throws Error when there is none to open. */
  user(): UserCluster;
  invoke(request: Invocation): Promise<unknown>;
  /** `npm run sluice -- <verb> --config FILE --cluster NAME`, with the options that were given. */
  sluice(verb: string): string;
  /** How the stack is deployed, with the configuration that was given. */
  readonly deploy: string;
}
