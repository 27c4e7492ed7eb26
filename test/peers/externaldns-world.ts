import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { txtCompatOf } from '../../cli/import/txt-compat.ts';
import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import { createHostedZones } from '../../lambdas/adapters/route53.ts';
import { createDnsSync } from '../../lambdas/dns-sync/sync.ts';
import { createAws } from '../../sandbox/aws/aws.ts';
import { listenAws } from '../../sandbox/aws/endpoint.ts';
import { addHostedZone } from '../../sandbox/aws/route53/hosted-zones.ts';
import { type ControlPlane, startControlPlane } from '../../sandbox/control-plane/control-plane.ts';
import { runTool } from '../../sandbox/control-plane/run-tool.ts';
import { Administrator } from '../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { formatKubeconfig } from '../../sandbox/runtime/kubeconfig.ts';
import { NO_METRICS } from '../corpus/drivers/eso/recording-log.ts';
import { dnsConfig } from '../dns-sync/config-fixture.ts';
import { ingress } from '../dns-sync/harness.ts';
import { createManualClock } from '../fakes/clock.ts';
import { createFakeQueue } from '../fakes/queue.ts';

const ZONE = 'Z0PEERS';
const REGION = 'us-east-1';
const OWNER = 'peers';
const NAMESPACE = { kind: 'Ingress', apiVersion: 'networking.k8s.io/v1', namespace: 'default' };

/** Every record set of the zone, each as one line, NS and SOA aside. */
export type ZoneSeen = ReadonlySet<string>;

/** A real control plane, the sandbox's Route 53, and one zone that ExternalDNS and sluice both serve. */
export interface DnsPeerWorld {
  readonly compat: string;
  /** Makes an Ingress, or points it elsewhere. */
  put(name: string, status: Readonly<Record<string, string>>): Promise<void>;
  remove(name: string): Promise<void>;
  /** One run of ExternalDNS to its end. Rejects with what it printed when it fails. */
  runPeer(): Promise<void>;
  /** Sweeps of sluice until nothing is left for later: deletions take two looks. */
  settle(): Promise<void>;
  see(): ZoneSeen;
  close(): Promise<void>;
}

/** @param version of the binary, such as v0.22.0 */
export async function openDnsPeerWorld(binary: string, version: string): Promise<DnsPeerWorld> {
  const clock = createManualClock(Date.now());
  const aws = createAws({ now: Date.now, region: REGION });
  addHostedZone(aws.route53.state, { id: ZONE, name: 'example.com' });
  const endpoint = await listenAws(aws, 0);
  const { accessKeyId, secretAccessKey } = aws.credentials.administrator;
  const environment = {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL: endpoint.url,
  };
  Object.assign(process.env, environment);
  const plane = await startControlPlane({ certificates: createCertificateAuthority() });
  const administrator = new Administrator(plane.transport);
  const compat = txtCompatOf(version);
  const queue = createFakeQueue({ clock });
  const sync = createDnsSync({
    config: dnsConfig({ ownerId: OWNER, sources: ['ingress'], txt: { ...dnsConfig().txt, compat } }),
    cluster: createCluster(plane.transport),
    zones: createHostedZones({ region: REGION, endpoint: endpoint.url }),
    queue,
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    metrics: NO_METRICS,
  });
  const invoke = (event: object) => sync(event, { getRemainingTimeInMillis: () => 290_000 });
  const kubeconfig = writeKubeconfig(plane);
  return {
    compat,
    async put(name, status) {
      const { status: _status, ...object } = ingress(name);
      await administrator.apply([object]);
      await administrator.patch(
        { ...NAMESPACE, name },
        { status: { loadBalancer: { ingress: [status] } } },
        'status',
      );
    },
    remove: (name) => administrator.delete({ ...NAMESPACE, name }),
    async runPeer() {
      const args = [...PEER_ARGUMENTS, `--kubeconfig=${kubeconfig}`];
      await runTool({ command: binary, args, install: 'set PEER_EXTERNALDNS', environment });
    },
    async settle() {
      await invoke({ action: 'resync' });
      clock.advance(60_000);
      const bodies = queue.bodies().slice();
      queue.model.state.queues.get('work')?.messages.clear();
      for (const body of bodies) await invoke(batchOf(body));
      await invoke({ action: 'resync' });
    },
    see: () => {
      const page = aws.route53.call('ListResourceRecordSets', { HostedZoneId: ZONE, MaxItems: 300 });
      const sets = page.ResourceRecordSets.filter(({ Type }) => Type !== 'NS' && Type !== 'SOA');
      return new Set(sets.map((set) => JSON.stringify(set)));
    },
    async close() {
      await plane.stop();
      await endpoint.close();
    },
  };
}

/** The plain install, to its end after one run. */
const PEER_ARGUMENTS = [
  '--once',
  '--provider=aws',
  '--registry=txt',
  '--policy=sync',
  '--source=ingress',
  '--domain-filter=example.com',
  `--txt-owner-id=${OWNER}`,
];

function writeKubeconfig(plane: ControlPlane): string {
  const path = join(plane.logs, 'externaldns.kubeconfig');
  writeFileSync(path, formatKubeconfig(plane), { mode: 0o600 });
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
