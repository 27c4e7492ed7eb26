import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import type { HttpRequest, Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import { createHttpsTransport } from '../../lambdas/adapters/kubernetes/transport.ts';
import { INGRESS, NAMESPACE } from '../../lambdas/core/resources.ts';
import { type ApiServer, createApiServer } from '../../sandbox/kubernetes/api-server.ts';
import { createLoopbackCertificate } from '../adapters/loopback-certificate.ts';
import { createManualClock } from '../fakes/clock.ts';
import { CLUSTER_CASES, type ClusterHarness } from './cluster.contract.ts';
import { runContract } from './contract-case.ts';

const START = Date.UTC(2026, 10, 22, 8);

function newServer(): ApiServer {
  return createApiServer({ now: createManualClock(START).now });
}

async function openOn(transport: Transport): Promise<ClusterHarness> {
  const cluster = createCluster(transport);
  const namespace = 'contract';
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  await cluster.create(NAMESPACE, object, { fieldManager: 'test' });
  return { cluster, paged: createCluster(transport, { pageSize: 2 }), namespace };
}

describe('the Kubernetes client on the sandbox, in process', () => {
  runContract(CLUSTER_CASES, {
    implementation: 'sandbox',
    open: async () => {
      const server = newServer();
      return openOn((request) => server.handle(request));
    },
  });

  test('a list whose continue token has expired is rejected, not cut', async () => {
    const server = newServer();
    const requests: HttpRequest[] = [];
    const { cluster } = await openOn((request) => server.handle(request));
    for (const name of ['a', 'b', 'c']) {
      const spec = { defaultBackend: { service: { name: 'web', port: { number: 80 } } } };
      const object = {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { namespace: 'contract', name },
      };
      await cluster.create(INGRESS, { ...object, spec }, { fieldManager: 'test' });
    }
    const compacting: Transport = (request) => {
      if (request.path.includes('continue=')) server.compact();
      requests.push(request);
      return server.handle(request);
    };

    const listing = createCluster(compacting, { pageSize: 2 }).list(INGRESS);

    await expect(listing).rejects.toMatchObject({ code: 'Expired' });
    expect(requests).toHaveLength(2);
  });
});

describe('the Kubernetes client on the sandbox, through HTTPS', () => {
  const { cert, key } = createLoopbackCertificate('contract');
  let current: ApiServer;
  let listener: Server;
  let transport: Transport;

  beforeAll(async () => {
    listener = createServer({ cert, key }, (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', async () => {
        const { status, headers, body } = await current.handle({
          method: incoming.method as HttpRequest['method'],
          path: incoming.url ?? '',
          headers: incoming.headers as Record<string, string>,
          ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks).toString('utf8') }),
        });
        outgoing.writeHead(status, headers).end(body);
      });
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    const credential = { token: 'contract', expiresAt: Number.POSITIVE_INFINITY };
    transport = createHttpsTransport({
      endpoint: `https://127.0.0.1:${port}`,
      ca: cert,
      credentials: { description: 'none', current: async () => credential, renew: async () => credential },
      clock: createManualClock(START),
    });
  });
  afterAll(
    () =>
      new Promise<void>((resolve) => {
        listener.closeAllConnections();
        listener.close(() => resolve());
      }),
  );

  runContract(CLUSTER_CASES, {
    implementation: 'sandbox',
    open: async () => {
      current = newServer();
      return openOn(transport);
    },
  });
});
