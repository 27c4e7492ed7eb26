import { join } from 'node:path';
import { NAMESPACE } from '../../lambdas/core/resources.ts';
import { createAws, type SandboxAws } from '../../sandbox/aws/aws.ts';
import { listenAws } from '../../sandbox/aws/endpoint.ts';
import { type ControlPlane, startControlPlane } from '../../sandbox/control-plane/control-plane.ts';
import { installDefinitions } from '../../sandbox/control-plane/install-definitions.ts';
import type { LoggedProcess } from '../../sandbox/control-plane/logged-process.ts';
import { Administrator } from '../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { perform } from '../corpus/drivers/eso/actions.ts';
import { type Api, createApi } from '../corpus/drivers/eso/api.ts';
import type { Actions } from '../corpus/drivers/eso/case.ts';
import { resourceTypeOf } from '../corpus/drivers/eso/kinds.ts';
import { definitionsOf, readRealDefinitions } from '../real/definitions.ts';
import { startEso } from './eso-process.ts';
import { GENERATOR_STATES } from './generator-states.ts';
import { changeEveryValue, createRecordedAws, type RecordedAws } from './recorded-aws.ts';
import type { RecordedWorld } from './recorded-world.ts';
import { readSecretWrites, type SecretWrites } from './secret-writes.ts';
import { createSluice, type Sluice } from './sluice-beside.ts';

/** A real control plane, the sandbox's AWS, and namespaces that the operator and sluice both serve. */
export interface PeerWorld {
  readonly api: Api;
  readonly sluice: Sluice;
  startEso(): Promise<LoggedProcess>;
  /** What a recording does after its first step. What the API server refuses stays undone. */
  perform(world: RecordedWorld, actions: Actions): Promise<void>;
  /** Gives every parameter and secret another value. */
  changeEveryValue(round: string): void;
  secretWrites(): SecretWrites;
  close(): Promise<void>;
}

const REGION = 'ap-northeast-2';

/** With the definitions of `SLUICE_PEER_CRDS` where that is set, since the operator wants its own; else with ours. */
export async function openPeerWorld(binary: string, worlds: readonly RecordedWorld[]): Promise<PeerWorld> {
  const whose = process.env['SLUICE_PEER_CRDS'] === undefined ? definitionsOf() : 'peers';
  const definitions = [...(await readRealDefinitions(whose)), GENERATOR_STATES];
  const aws = createAws({ now: Date.now, region: REGION });
  const endpoint = await listenAws(aws, 0);
  const keys = aws.credentials.administrator;
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_ENDPOINT_URL: endpoint.url,
  });
  const plane = await startControlPlane({ certificates: createCertificateAuthority() });
  const api = createApi(plane.transport);
  const content = createRecordedAws(aws);
  try {
    const administrator = new Administrator(plane.transport);
    await installDefinitions({ administrator, transport: plane.transport }, definitions);
    await fill({ api, content }, worlds);
  } catch (error) {
    await plane.stop(true);
    await endpoint.close();
    throw error;
  }
  return {
    ...worldOn({ aws, plane, api, content }),
    sluice: createSluice({ transport: plane.transport, region: REGION, worlds }),
    startEso: () => startEso({ binary, plane, aws: { url: endpoint.url, ...keys } }),
    async close() {
      await plane.stop(process.env['SLUICE_KEEP_LOGS'] === '1');
      await endpoint.close();
    },
  };
}

function worldOn(on: {
  readonly aws: SandboxAws;
  readonly plane: ControlPlane;
  readonly api: Api;
  readonly content: RecordedAws;
}): Omit<PeerWorld, 'sluice' | 'startEso' | 'close'> {
  const { aws, plane, api, content } = on;
  return {
    api,
    async perform({ name: namespace }, actions) {
      const world = { ...content, parameterStores: NONE, secretsManagers: NONE, takeCalls: () => [] };
      await perform({ api, aws: world, namespace, now: Date.now }, actions);
    },
    changeEveryValue: (round) => changeEveryValue(aws, round),
    secretWrites: () => readSecretWrites(join(plane.logs, 'apiServer', 'audit.log')),
  };
}

/** The recordings are played on AWS itself, so nothing asks these. */
const NONE = {
  of: () => {
    throw new Error('nothing reads through these');
  },
  verify: async () => undefined,
};

/** Values first, then namespaces, then what lies in them. */
async function fill(
  { api, content }: { readonly api: Api; readonly content: RecordedAws },
  worlds: readonly RecordedWorld[],
): Promise<void> {
  for (const { aws } of worlds) content.put(aws);
  for (const { name, objects } of worlds) {
    const named = objects.flatMap(({ metadata: { namespace } }) => namespace ?? []);
    for (const namespace of new Set([name, ...named]))
      await api.apply(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (const object of objects) {
      const type = resourceTypeOf(object);
      if (type !== undefined) await api.apply(type, object);
    }
  }
}
