import { systemClock } from '../../lambdas/adapters/clock.ts';
import { createKeySources, createSts } from '../../lambdas/adapters/credentials.ts';
import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import { createParameterStores } from '../../lambdas/adapters/ssm.ts';
import { createSecretSync } from '../../lambdas/secret-sync/secret-sync.ts';
import { createAws } from '../../sandbox/aws/aws.ts';
import { listenAws } from '../../sandbox/aws/endpoint.ts';
import { startControlPlane } from '../../sandbox/control-plane/control-plane.ts';
import { installDefinitions } from '../../sandbox/control-plane/install-definitions.ts';
import type { LoggedProcess } from '../../sandbox/control-plane/logged-process.ts';
import { Administrator } from '../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { createRecordingLog, NO_METRICS } from '../corpus/drivers/eso/recording-log.ts';
import { definitionsOf, readRealDefinitions } from '../real/definitions.ts';
import { testConfig } from '../secret-sync/objects.ts';
import { startEso } from './eso-process.ts';

/** A real control plane, the sandbox's AWS, and a namespace that the operator and sluice both serve. */
export interface PeerWorld {
  readonly administrator: Administrator;
  readonly namespace: string;
  startEso(): Promise<LoggedProcess>;
  /** One sweep of sluice, in this process. */
  sweep(): Promise<void>;
  /** Gives the parameter of an ExternalSecret another value. */
  put(name: string, value: string): void;
  close(): Promise<void>;
}

const NAMESPACE = 'peers';
const REGION = 'ap-northeast-2';
const ESO = 'external-secrets.io/v1';

/** With the definitions of `SLUICE_PEER_CRDS` where that is set, since the operator wants its own; else with ours. */
export async function openPeerWorld(
  binary: string,
  options: { readonly names: readonly string[]; readonly refreshInterval: string },
): Promise<PeerWorld> {
  const whose = process.env['SLUICE_PEER_CRDS'] === undefined ? definitionsOf() : 'peers';
  const definitions = await readRealDefinitions(whose);
  const aws = createAws({ now: Date.now, region: REGION });
  const endpoint = await listenAws(aws, 0);
  const keys = aws.credentials.administrator;
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_ENDPOINT_URL: endpoint.url,
  });
  const plane = await startControlPlane({ certificates: createCertificateAuthority() });
  const administrator = new Administrator(plane.transport);
  const put = (name: string, value: string) => {
    const Name = `/app/${name}`;
    aws.in().ssm.call('PutParameter', { Name, Value: value, Type: 'SecureString', Overwrite: true });
  };
  const sts = createSts({ region: REGION });
  const sync = createSecretSync({
    config: testConfig(),
    cluster: createCluster(plane.transport),
    parameterStores: createParameterStores({ sts, keys: createKeySources(sts) }),
    queue: { send: async () => undefined, setVisibility: async () => undefined },
    clock: systemClock,
    log: createRecordingLog(),
    metrics: NO_METRICS,
  });
  try {
    await installDefinitions({ administrator, transport: plane.transport }, definitions);
    for (const name of options.names) put(name, 'first');
    await administrator.apply(objectsFor(options));
  } catch (error) {
    await plane.stop(true);
    await endpoint.close();
    throw error;
  }
  return {
    administrator,
    namespace: NAMESPACE,
    put,
    startEso: () => startEso({ binary, plane, aws: { url: endpoint.url, ...keys } }),
    async sweep() {
      await sync({ action: 'resync' }, { getRemainingTimeInMillis: () => 60_000 });
    },
    async close() {
      await plane.stop();
      await endpoint.close();
    },
  };
}

function objectsFor({
  names,
  refreshInterval,
}: {
  readonly names: readonly string[];
  readonly refreshInterval: string;
}) {
  const provider = { aws: { service: 'ParameterStore', region: REGION } };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: ESO, kind: 'ClusterSecretStore', metadata: { name: 'aws-ssm' }, spec: { provider } },
    ...names.map((name) => ({
      apiVersion: ESO,
      kind: 'ExternalSecret',
      metadata: { name, namespace: NAMESPACE },
      spec: {
        refreshInterval,
        secretStoreRef: { name: 'aws-ssm', kind: 'ClusterSecretStore' },
        data: [{ secretKey: 'value', remoteRef: { key: `/app/${name}` } }],
      },
    })),
  ];
}
