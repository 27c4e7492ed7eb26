import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { eksNameOf } from '../../manifests/identity.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { createAws, type SandboxAws } from '../aws/aws.ts';
import { listenAws } from '../aws/endpoint.ts';
import { addHostedZone } from '../aws/route53/hosted-zones.ts';
import { listenIssuer } from '../control-plane/issuer.ts';
import type { SynthesizedStack } from '../template/template.ts';
import type { Administrator } from './administrator.ts';
import { CallCounter, type CallCounts } from './call-counts.ts';
import { type CertificateAuthority, createCertificateAuthority } from './certificate-authority.ts';
import { createSandboxClock, type SandboxClock } from './clock.ts';
import type { ReportProblem } from './deliver.ts';
import { deployForwarding } from './deploy-forwarding.ts';
import { readExampleCluster } from './example-configuration.ts';
import { LogGroups } from './log-groups.ts';
import { requirePorts, type SandboxPorts } from './ports.ts';
import { serveNotifier } from './serve-notifier.ts';
import { type KubernetesSurroundings, type RunningKubernetes, startKubernetes } from './start-kubernetes.ts';
import { startRealKubernetes } from './start-real-kubernetes.ts';
import { type RunningStack, startStack } from './start-stack.ts';
import { synthesizeStacks } from './synthesize-stacks.ts';

const INSYNC_AFTER_MS = 2_000;

export interface SandboxOptions {
  readonly ports: SandboxPorts;
  /** Told what goes wrong outside any function: a refused delivery, a role that cannot be assumed. */
  readonly report: ReportProblem;
  /** How long Route 53 changes are PENDING. @default 2 s: real ones take up to a minute, but nobody should wait */
  readonly insyncAfterMs?: number;
  /** Directory with ready bundles, for tests that start several sandboxes. @default bundled anew */
  readonly bundles?: string;
  /** Whether a real kube-apiserver takes the place of the sandbox's. @default false */
  readonly real?: boolean;
  /** CustomResourceDefinitions of that server. @default sluice's own and the Gateway API's */
  readonly definitions?: readonly KubernetesObject[];
  /** Told what takes long: building that server, the first time. @default nobody is told */
  readonly progress?: (text: string) => void;
  /**
   * Changes a synthesized stack before it is deployed: a test takes a statement away and sees what fails. Asked for each
   * stack; there are several where `secrets.regions` names regions other than the cluster's.
   */
  readonly edit?: (stack: SynthesizedStack) => SynthesizedStack;
  /** Changes the example's configuration. @default it is taken as it is */
  readonly configure?: (cluster: ClusterConfiguration) => ClusterConfiguration;
  /** Puts something between the functions and the servers. @default nothing */
  readonly between?: (servers: ReachableServers) => Promise<ReachedBy>;
}

/** What listens, for whoever is to stand before it. */
export interface ReachableServers extends ReachedBy {
  /** Signs certificates that the functions believe; its own is what the API server's is believed by. */
  readonly certificates: CertificateAuthority;
}

/** Where the functions look for AWS and for the API server, as URLs. */
export interface ReachedBy {
  readonly aws: string;
  readonly kubernetes: string;
}

/** The whole system on one machine. */
export interface Sandbox {
  readonly clock: SandboxClock;
  readonly aws: SandboxAws;
  readonly region: string;
  /** Somebody with all rights in the cluster. */
  readonly administrator: Administrator;
  readonly stack: RunningStack;
  readonly logs: LogGroups;
  readonly endpoints: { readonly aws: string; readonly kubernetes: string };
  /** For kubectl; below a temporary directory that `close` removes. */
  readonly kubeconfigPath: string;
  /** Makes a bearer token of somebody. @default undefined with a real API server, which makes them itself */
  readonly issueToken?: RunningKubernetes['issueToken'];
  /** Requests answered so far. */
  counts(): CallCounts;
  /** Ends everything, and removes the temporary files. */
  close(): Promise<void>;
}

/**
 * Synthesizes the stack of the example configuration for this machine and runs it: AWS and the API server on
 * loopback ports, the functions from their bundles.
 * @throws Error when a port is taken or the stack cannot be deployed; nothing is left behind then
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  await requirePorts(options.ports);
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await start(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: SandboxOptions, closers: (() => unknown)[]): Promise<Omit<Sandbox, 'close'>> {
  const { ports, report, insyncAfterMs = INSYNC_AFTER_MS } = options;
  const directory = mkdtempSync(join(tmpdir(), 'sluice-sandbox-'));
  closers.push(() => rmSync(directory, { recursive: true, force: true }));
  const clock = createSandboxClock();
  const logs = new LogGroups();
  const certificates = createCertificateAuthority();
  const endpoint = `https://127.0.0.1:${ports.kubernetes}`;
  const keys: { aws?: SandboxAws } = {};
  const issuer = options.real === true ? await startIssuer(certificates, keys, closers) : undefined;
  const example = withIssuer(readExampleCluster(endpoint, certificates.ca), issuer);
  const configured = options.configure?.(example) ?? example;
  const awsOptions = { clock, insyncAfterMs, port: ports.aws, closers };
  const { aws, url, counter } = await startAws(configured, awsOptions);
  keys.aws = aws;
  const configuration = await serveNotifier(configured, { aws, certificates, closers });
  const surroundings = { clock, aws, certificates, logs, port: ports.kubernetes };
  const { administrator, kubeconfig, issueToken, requests, close } = await startCluster(
    configuration,
    surroundings,
    options,
  );
  closers.push(close);
  const kubeconfigPath = join(directory, 'kubeconfig');
  writeFileSync(kubeconfigPath, kubeconfig, { mode: 0o600 });
  const servers = { aws: url, kubernetes: endpoint, certificates };
  const reached = (await options.between?.(servers)) ?? servers;
  registerCluster(configuration, aws, { endpoint: reached.kubernetes, ca: certificates.ca });
  const { main, forwarding } = await synthesizeStacks(configuration, { ...options, reached, directory });
  for (const each of forwarding) deployForwarding(each, { aws, report });
  const stack = startStack(main, { aws, clock, logs, report });
  closers.push(() => stack.close());
  return {
    clock,
    aws,
    region: configuration.region,
    administrator,
    stack,
    logs,
    endpoints: { aws: url, kubernetes: endpoint },
    kubeconfigPath,
    ...(issueToken === undefined ? {} : { issueToken }),
    counts: () => counter.counts(requests()),
  };
}

/** EKS knows a cluster of its own. */
function registerCluster(
  cluster: ClusterConfiguration,
  aws: SandboxAws,
  address: { readonly endpoint: string; readonly ca: string },
): void {
  if (cluster.auth.mode !== 'eks') return;
  const { clusters } = aws.in(cluster.region, cluster.account).eks.state;
  clusters.set(eksNameOf(cluster), { status: 'ACTIVE', ...address, entries: new Map() });
}

/** Where a real API server looks for the keys of `keys.aws`. */
async function startIssuer(
  certificates: CertificateAuthority,
  keys: { readonly aws?: SandboxAws },
  closers: (() => unknown)[],
): Promise<string> {
  const { url, close } = await listenIssuer(certificates.issue(['127.0.0.1']), () => keys.aws);
  closers.push(close);
  return url;
}

function withIssuer(cluster: ClusterConfiguration, issuer: string | undefined): ClusterConfiguration {
  const { auth } = cluster;
  if (issuer === undefined || auth.mode !== 'web-identity') return cluster;
  return { ...cluster, auth: { ...auth, issuer } };
}

async function startCluster(
  configuration: ClusterConfiguration,
  surroundings: KubernetesSurroundings,
  { real = false, definitions, progress: report = () => undefined }: SandboxOptions,
): Promise<RunningKubernetes> {
  if (!real) return startKubernetes(configuration, surroundings);
  const { certificates, port } = surroundings;
  return startRealKubernetes(configuration, {
    certificates,
    port,
    report,
    ...(definitions && { definitions }),
  });
}

/** An account with the zones that the configuration names, listening. */
async function startAws(
  { account, region, dns, auth }: ClusterConfiguration,
  options: {
    readonly clock: SandboxClock;
    readonly insyncAfterMs: number;
    readonly port: number;
    readonly closers: (() => unknown)[];
  },
) {
  const issuer = auth.mode === 'web-identity' ? auth.issuer : undefined;
  const aws = createAws({
    now: () => options.clock.now(),
    account,
    region,
    insyncAfterMs: options.insyncAfterMs,
    ...(issuer === undefined ? {} : { issuer }),
  });
  for (const [index, id] of (dns?.zones.ids ?? []).entries()) {
    addHostedZone(aws.route53.state, { id, name: dns?.domainFilters[index] ?? 'example.com' });
  }
  const counter = new CallCounter();
  aws.observe = (call) => counter.observe(call);
  const { url, close } = await listenAws(aws, options.port);
  options.closers.push(close);
  return { aws, url, counter };
}
