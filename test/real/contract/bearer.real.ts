import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import {
  CONTROL_PLANE_DIRECTORY,
  compileAdmissionConfiguration,
} from '../../../manifests/admission-configuration.ts';
import { compileAuditWebhook } from '../../../manifests/audit-webhook.ts';
import { compileKubeadm } from '../../../manifests/kubeadm.ts';
import { compileNotifierWebhooks } from '../../../manifests/notifier-webhook.ts';
import { type ControlPlane, startControlPlane } from '../../../sandbox/control-plane/control-plane.ts';
import { Administrator } from '../../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../../sandbox/runtime/certificate-authority.ts';
import { readManifest } from '../../../sandbox/runtime/manifests.ts';
import { exampleCluster, exampleNotifier } from '../../stack/example-cluster.ts';
import { type ServedNotify, serveNotify } from './serve-notify.ts';

/** docs/notifier.md on a control-plane node: the token, the files that are printed, the flags that kubeadm adds. */
const token = randomBytes(32).toString('hex');
const tokenSha256 = createHash('sha256').update(token).digest('hex');
const node = mkdtempSync(join(tmpdir(), 'sluice-bearer-'));

let plane: ControlPlane;
let administrator: Administrator;
let notify: ServedNotify;
/** Another webhook of the same cluster, on the same host. */
let other: ServedNotify;
let cluster: ReturnType<typeof exampleCluster>;

beforeAll(async () => {
  const certificates = createCertificateAuthority();
  const bare = exampleNotifier({ ca: certificates.ca, tokenSha256 });
  notify = await serveNotify(certificates.issue(['127.0.0.1']), bare);
  other = await serveNotify(certificates.issue(['127.0.0.1']), bare);
  cluster = exampleCluster({ notifier: { ...bare, url: notify.url }, auth: { mode: 'eks' } });
  plane = await startControlPlane({ certificates });
  administrator = new Administrator(plane.transport);
  await administrator.apply([...readManifest('namespaces'), ...compileNotifierWebhooks(cluster)]);
});
afterAll(async () => {
  await plane?.stop();
  notify?.close();
  other?.close();
  rmSync(node, { recursive: true, force: true });
});

/** Puts printed files onto the node; where they name each other they say where they are. */
function save(files: Readonly<Record<string, object | undefined>>): void {
  for (const [name, file] of Object.entries(files))
    writeFileSync(join(node, name), stringify(file).replaceAll(CONTROL_PLANE_DIRECTORY, node));
}

async function createIngress(name: string): Promise<void> {
  const [ingress] = readManifest('ingress');
  await administrator.apply([
    { ...ingress, metadata: { ...ingress?.metadata, name } } as unknown as KubernetesObject,
  ]);
}

/** Makes Ingresses until the log or the messages have what is looked for: a webhook takes effect some time after it was accepted. */
async function createUntil(name: string, isSeen: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !isSeen(); tries += 1) {
    await createIngress(`${name}-${tries}`);
    await sleep(100);
  }
}

test('with the files as printed the API server gives its token to the notifier, and to nobody else', async () => {
  await createUntil('without', () => notify.logged.length > 0);
  expect(notify).toMatchObject({
    sent: [],
    logged: expect.arrayContaining(['token refused: nothing was sent']),
  });

  const [admission, kubeconfig] = compileAdmissionConfiguration(cluster);
  const { apiServer } = compileKubeadm(cluster) as {
    readonly apiServer: { readonly extraArgs: readonly { readonly name: string; readonly value: string }[] };
  };
  writeFileSync(join(node, 'notify-token'), token);
  save({ 'admission.yaml': admission, 'notify-kubeconfig': kubeconfig });
  await plane.restart(
    Object.fromEntries(
      apiServer.extraArgs.map(({ name, value }) => [name, value.replace(CONTROL_PLANE_DIRECTORY, node)]),
    ),
  );

  await createUntil('with', () => notify.sent.length > 0);
  expect(notify.sent[0]).toMatch(/^CREATE Ingress auth\/with-\d+$/);

  await administrator.apply(
    compileNotifierWebhooks({
      ...cluster,
      notifier: { ...exampleNotifier(), ...cluster.notifier, url: other.url },
    }),
  );
  await createUntil('elsewhere', () => other.logged.length > 0);
  expect(other).toMatchObject({
    sent: [],
    logged: expect.arrayContaining(['token refused: nothing was sent']),
  });
});

test('the audit webhook sends the same token', async () => {
  const [policy, kubeconfig] = compileAuditWebhook(cluster);
  writeFileSync(join(node, 'notify-token'), token);
  save({ 'audit-policy.yaml': policy, 'audit-kubeconfig.yaml': kubeconfig });
  await administrator.delete({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    name: 'sluice-events',
  });
  await plane.restart({
    'audit-policy-file': join(node, 'audit-policy.yaml'),
    'audit-webhook-config-file': join(node, 'audit-kubeconfig.yaml'),
    'audit-webhook-mode': 'batch',
    'audit-webhook-batch-max-wait': '1s',
  });
  notify.sent.splice(0);

  await createIngress('audited');

  await expect.poll(() => notify.sent, { timeout: 60_000 }).toContain('CREATE Ingress auth/audited');
});
