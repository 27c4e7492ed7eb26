import type { AuthorizationRequest } from '../iam/policy.ts';
import type { ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';

/** One EKS cluster: where its API server is, and whom it lets in. */
export interface EksCluster {
  readonly status: 'ACTIVE' | 'CREATING' | 'DELETING' | 'FAILED' | 'PENDING' | 'UPDATING';
  /** `https://host:port`; absent while the cluster is being made. */
  readonly endpoint?: string;
  /** PEM bundle. */
  readonly ca?: string;
  /** Kubernetes groups by role ARN: the access entries. */
  readonly entries: Map<string, readonly string[]>;
}

/** The clusters of one account and region by name. */
export interface EksState {
  readonly account: string;
  readonly region: string;
  readonly clusters: Map<string, EksCluster>;
}

const OPERATIONS = { DescribeCluster: describeCluster, DescribeAccessEntry: describeAccessEntry };

/** EKS of one account and region, as far as functions and `sluice doctor` ask it. */
export type Eks = AwsService<EksState, typeof OPERATIONS>;

export interface EksOptions extends ServiceHooks {
  readonly account: string;
  readonly region: string;
}

export function createEks({ account, region, ...hooks }: EksOptions): Eks {
  const state: EksState = { account, region, clusters: new Map() };
  return new AwsService(OPERATIONS, state, hooks);
}

/** What the caller's policies must allow. An entry is looked at by administrators, whom no policy binds here. */
export function eksRequests(
  state: EksState,
  action: string,
  { name }: Readonly<Record<string, unknown>>,
): readonly AuthorizationRequest[] {
  return [{ action: `eks:${action}`, resource: arnOf(state, String(name)), context: {} }];
}

function arnOf({ region, account }: EksState, name: string): string {
  return `arn:aws:eks:${region}:${account}:cluster/${name}`;
}

/** The parts of the answer that say where the cluster is. */
function describeCluster(state: EksState, { name }: { readonly name: string }) {
  const { status, endpoint, ca } = requireCluster(state, name);
  return {
    cluster: {
      name,
      arn: arnOf(state, name),
      status,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(ca === undefined ? {} : { certificateAuthority: { data: Buffer.from(ca).toString('base64') } }),
      accessConfig: { authenticationMode: 'API' },
    },
  };
}

function describeAccessEntry(
  state: EksState,
  { name, principalArn }: { readonly name: string; readonly principalArn: string },
) {
  const kubernetesGroups = requireCluster(state, name).entries.get(principalArn);
  if (kubernetesGroups === undefined) {
    const said = `The specified principalArn could not be found: ${principalArn}`;
    throw new AwsServiceError('ResourceNotFoundException', said, 404);
  }
  return {
    accessEntry: {
      clusterName: name,
      principalArn,
      kubernetesGroups,
      username: principalArn,
      type: 'STANDARD',
    },
  };
}

function requireCluster({ clusters }: EksState, name: string): EksCluster {
  const cluster = clusters.get(name);
  if (cluster !== undefined) return cluster;
  throw new AwsServiceError('ResourceNotFoundException', `No cluster found for name: ${name}.`, 404);
}
