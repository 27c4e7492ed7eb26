import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileAuditWebhook } from '../../../manifests/audit-webhook.ts';
import { type ControlPlane, startControlPlane } from '../../../sandbox/control-plane/control-plane.ts';
import { Administrator } from '../../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../../sandbox/runtime/certificate-authority.ts';
import { readManifest } from '../../../sandbox/runtime/manifests.ts';
import { exampleCluster, exampleNotifier } from '../../stack/example-cluster.ts';
import { type ServedNotify, serveNotify } from './serve-notify.ts';

let plane: ControlPlane;
let notify: ServedNotify;

beforeAll(async () => {
  const certificates = createCertificateAuthority();
  const bare = exampleNotifier({ ca: certificates.ca });
  notify = await serveNotify(certificates.issue(['127.0.0.1']), bare);
  const notifier = { ...bare, url: notify.url };
  const [policy = {}, kubeconfig = {}] = compileAuditWebhook(exampleCluster({ notifier }));
  plane = await startControlPlane({ certificates, audit: { policy, kubeconfig } });
});
afterAll(async () => {
  await plane?.stop();
  notify?.close();
});

test('the audit webhook of kube-apiserver tells what happened, and only that', async () => {
  const administrator = new Administrator(plane.transport);
  const [ingress] = readManifest('ingress');
  if (ingress === undefined) throw new Error('no Ingress');
  await administrator.apply(readManifest('namespaces'));
  notify.sent.splice(0);
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
  for (let looks = 0; looks < 100 && !notify.sent.includes('DELETE Ingress auth/auth'); looks += 1)
    await sleep(100);
  const told = notify.sent.filter((line) => line.includes('auth/'));
  expect(told).toEqual(['CREATE Ingress auth/auth', 'UPDATE Ingress auth/auth', 'DELETE Ingress auth/auth']);
});
