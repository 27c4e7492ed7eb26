import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNotify } from '../../../lambdas/notify/notify.ts';
import { compileAuditWebhook } from '../../../manifests/audit-webhook.ts';
import { type ControlPlane, startControlPlane } from '../../../sandbox/control-plane/control-plane.ts';
import { Administrator } from '../../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../../sandbox/runtime/certificate-authority.ts';
import { readManifest } from '../../../sandbox/runtime/manifests.ts';
import { compileNotifyConfig } from '../../../stack/config/notify-config.ts';
import { exampleCluster, exampleNotifier } from '../../stack/example-cluster.ts';

const sent: string[] = [];
let plane: ControlPlane;
let server: Server;

beforeAll(async () => {
  const certificates = createCertificateAuthority();
  const { cert, key } = certificates.issue(['127.0.0.1']);
  const bare = exampleNotifier({ ca: certificates.ca });
  const notify = createNotify({
    config: compileNotifyConfig(exampleCluster({ notifier: bare }), bare),
    queues: { secrets: 'secrets', dns: 'dns' },
    send: async (_queue, body) => {
      const { operation, kind, namespace, name } = JSON.parse(body) as Record<string, string>;
      sent.push(`${operation} ${kind} ${namespace}/${name}`);
    },
    now: Date.now,
    writeLine: () => undefined,
  });
  server = createServer({ cert, key }, async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    // The API server adds its timeout as a query, which a function URL keeps apart from the path.
    const rawPath = (incoming.url ?? '').split('?')[0] ?? '';
    const answer = await notify({ rawPath, headers: {}, body: Buffer.concat(chunks).toString('utf8') });
    outgoing.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const notifier = { ...bare, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const [policy = {}, kubeconfig = {}] = compileAuditWebhook(exampleCluster({ notifier }));
  plane = await startControlPlane({ certificates, audit: { policy, kubeconfig } });
});
afterAll(async () => {
  await plane?.stop();
  server?.closeAllConnections();
  server?.close();
});

test('the audit webhook of kube-apiserver tells what happened, and only that', async () => {
  const administrator = new Administrator(plane.transport);
  const [ingress] = readManifest('ingress');
  if (ingress === undefined) throw new Error('no Ingress');
  await administrator.apply(readManifest('namespaces'));
  sent.splice(0);
  const address = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'auth', name: 'auth' };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'untold', namespace: 'auth' } };

  await administrator.apply([secret, ingress]);
  await administrator.patch(
    address,
    { status: { loadBalancer: { ingress: [{ hostname: 'a.b' }] } } },
    'status',
  );
  await expect(administrator.patch({ ...address, name: 'absent' }, {})).rejects.toThrow('404');
  await administrator.delete(address);

  // Batches wait a second at most.
  for (let looks = 0; looks < 100 && !sent.includes('DELETE Ingress auth/auth'); looks += 1) await sleep(100);
  const told = sent.filter((line) => line.includes('auth/'));
  expect(told).toEqual(['CREATE Ingress auth/auth', 'UPDATE Ingress auth/auth', 'DELETE Ingress auth/auth']);
});
