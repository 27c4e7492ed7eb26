import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { txtCompatOf } from '../../cli/import/txt-compat.ts';
import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import { createHostedZones } from '../../lambdas/adapters/route53.ts';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Report } from '../../lambdas/core/report.ts';
import { createDnsSync } from '../../lambdas/dns-sync/sync.ts';
import { createAws } from '../../sandbox/aws/aws.ts';
import { listenAws } from '../../sandbox/aws/endpoint.ts';
import { addHostedZone } from '../../sandbox/aws/route53/hosted-zones.ts';
import { type ControlPlane, startControlPlane } from '../../sandbox/control-plane/control-plane.ts';
import { installDefinitions } from '../../sandbox/control-plane/install-definitions.ts';
import { runTool } from '../../sandbox/control-plane/run-tool.ts';
import { Administrator } from '../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { formatKubeconfig } from '../../sandbox/runtime/kubeconfig.ts';
import { NO_METRICS } from '../corpus/drivers/eso/recording-log.ts';
import { dnsConfig } from '../dns-sync/config-fixture.ts';
import { createManualClock } from '../fakes/clock.ts';
import { createFakeQueue } from '../fakes/queue.ts';
import { readRealDefinitions } from '../real/definitions.ts';
import { ANNOTATION_PREFIX } from './externaldns-objects.ts';
import { startRoute53Proxy } from './route53-proxy.ts';

const ZONE = 'Z0PEERS';
const REGION = 'us-east-1';
const OWNER = 'peers';
/** Versions from this one on take the prefix of annotations from a flag. */
const ANNOTATION_PREFIX_SINCE = 20;

/** Every record set of the zone, each as one line, NS and SOA aside. */
export type ZoneSeen = ReadonlySet<string>;

/** A real control plane, the sandbox's Route 53, and one zone that ExternalDNS and sluice both serve. */
export interface DnsPeerWorld {
  readonly compat: string;
  /** Makes an object or replaces it, its status included. */
  put(object: KubernetesObject): Promise<void>;
  /** @param reference such as `Ingress/web` */
  remove(reference: string): Promise<void>;
  /** One run of ExternalDNS to its end. Rejects with what it printed when it fails. */
  runPeer(): Promise<void>;
  /** Sweeps of sluice until nothing is left for later: deletions take two looks. Gives what it declined. */
  settle(): Promise<readonly string[]>;
  see(): ZoneSeen;
  /** Empties the zone. */
  clear(): void;
  close(): Promise<void>;
}

const API_VERSIONS: Readonly<Record<string, string>> = {
  Ingress: 'networking.k8s.io/v1',
  Service: 'v1',
  DNSEndpoint: 'externaldns.k8s.io/v1alpha1',
};

/** @param version of the binary, such as v0.22.0 */
export async function openDnsPeerWorld(binary: string, version: string): Promise<DnsPeerWorld> {
  const certificates = createCertificateAuthority();
  const aws = createAws({ now: Date.now, region: REGION });
  const { records } = addHostedZone(aws.route53.state, { id: ZONE, name: 'example.com' });
  const endpoint = await listenAws(aws, 0);
  const proxy = await startRoute53Proxy({ certificates, endpoint: endpoint.url });
  const plane = await startControlPlane({ certificates });
  const administrator = new Administrator(plane.transport);
  await installDefinitions(
    { administrator, transport: plane.transport },
    await readRealDefinitions('sluice'),
  );
  const { accessKeyId, secretAccessKey } = aws.credentials.administrator;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
  const environment = {
    AWS_REGION: REGION,
    HTTPS_PROXY: proxy.url,
    SSL_CERT_FILE: writeBeside(plane, 'aws-ca.pem', certificates.ca),
    // Whatever this machine has it set to, the SDK would trust that bundle instead.
    AWS_CA_BUNDLE: '',
    AWS_ENDPOINT_URL: '',
  };
  const kubeconfig = writeBeside(plane, 'externaldns.kubeconfig', formatKubeconfig(plane));
  const args = [...argumentsFor(version), `--kubeconfig=${kubeconfig}`];
  const sets = () =>
    aws.route53
      .call('ListResourceRecordSets', { HostedZoneId: ZONE, MaxItems: 300 })
      .ResourceRecordSets.filter(({ Type }) => Type !== 'NS' && Type !== 'SOA');
  return {
    compat: txtCompatOf(version),
    ...objectsOf(administrator),
    async runPeer() {
      await runTool({ command: binary, args, install: 'set PEER_EXTERNALDNS', environment });
    },
    settle: createSettle({ plane, url: endpoint.url, version }),
    see: () => new Set(sets().map((set) => JSON.stringify(set))),
    clear: () => {
      for (const set of sets()) records.delete(set);
    },
    async close() {
      await plane.stop();
      await proxy.close();
      await endpoint.close();
    },
  };
}

function objectsOf(administrator: Administrator): Pick<DnsPeerWorld, 'put' | 'remove'> {
  const namespace = 'default';
  return {
    async put({ status, ...object }) {
      await administrator.apply([object]);
      const { apiVersion, kind, metadata } = object;
      if (status === undefined) return;
      await administrator.patch({ apiVersion, kind, name: metadata.name, namespace }, { status }, 'status');
    },
    async remove(reference) {
      const [kind = '', name = ''] = reference.split('/');
      await administrator.delete({ apiVersion: API_VERSIONS[kind] ?? '', kind, name, namespace });
    },
  };
}

/** dns-sync in this process, as `import externaldns` and `init` configure it for that version. */
function createSettle(options: {
  readonly plane: ControlPlane;
  readonly url: string;
  readonly version: string;
}): () => Promise<readonly string[]> {
  const clock = createManualClock(Date.now());
  const queue = createFakeQueue({ clock });
  const compat = txtCompatOf(options.version);
  const sync = createDnsSync({
    config: dnsConfig({
      ownerId: OWNER,
      sources: ['ingress', 'service', 'crd'],
      aaaa: compat === '0.14' ? 'dualstack-only' : 'always',
      txt: { ...dnsConfig().txt, compat },
    }),
    cluster: createCluster(options.plane.transport),
    zones: createHostedZones({ region: REGION, endpoint: options.url }),
    queue,
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    metrics: NO_METRICS,
  });
  const invoke = (event: object) => sync(event, { getRemainingTimeInMillis: () => 290_000 });
  return async () => {
    await invoke({ action: 'resync' });
    clock.advance(60_000);
    const bodies = queue.bodies().slice();
    queue.model.state.queues.get('work')?.messages.clear();
    for (const body of bodies) await invoke(batchOf(body));
    const report = (await invoke({ action: 'resync' })) as Report;
    return report.entries
      .filter(({ action }) => action !== 'unchanged')
      .map((entry) => JSON.stringify(entry));
  };
}

/** The plain install, to its end after one run. */
function argumentsFor(version: string): readonly string[] {
  const [, minor = '0'] = /0\.(\d+)/.exec(version) ?? [];
  return [
    '--once',
    '--provider=aws',
    '--registry=txt',
    '--policy=sync',
    '--source=ingress',
    '--source=service',
    '--source=crd',
    '--domain-filter=example.com',
    `--txt-owner-id=${OWNER}`,
    ...(Number(minor) >= ANNOTATION_PREFIX_SINCE ? [`--annotation-prefix=${ANNOTATION_PREFIX}`] : []),
  ];
}

function writeBeside(plane: ControlPlane, name: string, text: string): string {
  const path = join(plane.logs, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

function batchOf(body: object): object {
  const record = {
    eventSource: 'aws:sqs',
    messageId: 'm',
    receiptHandle: 'r',
    body: JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1' },
  };
  return { Records: [record] };
}
