import { createApiServer } from '../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../sandbox/kubernetes/definitions.ts';
import type { JsonObject } from '../../sandbox/kubernetes/json.ts';
import { storeKind } from '../../sandbox/kubernetes/requests/context.ts';
import { storeKey } from '../../sandbox/kubernetes/store.ts';
import { listenKubernetes } from '../../sandbox/kubernetes/tls-server.ts';
import { Administrator } from '../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import type { BenchCluster, BenchClusterOptions } from './cluster.ts';
import { externalSecret, NAMESPACE, SYNCED } from './seed.ts';

/**
 * The sandbox's API server over TLS. Every token is an administrator's: what a real server spends on access is not
 * ours to measure.
 */
export async function startSandboxCluster({ onSecretStored }: BenchClusterOptions): Promise<BenchCluster> {
  const authority = createCertificateAuthority();
  const server = createApiServer({
    now: () => Date.now(),
    definitions: readDefinitions(),
    onChange: ({ kind }) => {
      if (kind === '/secrets') onSecretStored();
    },
  });
  const certificate = authority.issue(['127.0.0.1', 'localhost']);
  const { endpoint } = await listenKubernetes({ server, certificate });
  const administrator = new Administrator(async (request) => server.handle(request));

  /** Copies straight into the store, where ten thousand take a moment; status and managedFields included. */
  async function grow(count: number): Promise<void> {
    const kind = storeKind({ group: 'external-secrets.io', plural: 'externalsecrets' });
    const read = () => server.store.get(kind, storeKey(NAMESPACE, 'app-0'));
    if (read()?.['status'] === undefined) {
      const { apiVersion, kind: name } = externalSecret(0);
      const address = { apiVersion, kind: name, namespace: NAMESPACE, name: 'app-0' };
      await administrator.patch(address, { status: SYNCED }, 'status');
    }
    const first = read();
    if (first === undefined) throw new Error('there is no app-0 to copy: seed the cluster first');
    const text = JSON.stringify(first);
    const { uid } = first['metadata'] as { readonly uid: string };
    for (let index = 1; index < count; index += 1) {
      const name = `app-${index}`;
      const copy = text.replaceAll('app-0', name).replaceAll(uid, uidOf(index));
      server.store.put(kind, storeKey(NAMESPACE, name), JSON.parse(copy) as JsonObject);
    }
  }
  return { endpoint, ca: authority.ca, administrator, grow };
}

function uidOf(index: number): string {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}
