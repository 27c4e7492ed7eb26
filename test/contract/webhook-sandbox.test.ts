import { afterAll, beforeAll, describe } from 'vitest';
import { compileNotifierWebhooks } from '../../manifests/notifier-webhook.ts';
import { createApiServer } from '../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../sandbox/kubernetes/definitions.ts';
import { ADMINISTRATOR, Administrator } from '../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import { exampleCluster, exampleNotifier } from '../stack/example-cluster.ts';
import { runContract } from './contract-case.ts';
import { WEBHOOK_CASES, WEBHOOK_TIMEOUT_SECONDS, type WebhookHarness } from './webhook.contract.ts';
import { startWebhookReceiver } from './webhook-receiver.ts';

let harness: WebhookHarness;

beforeAll(async () => {
  const authority = createCertificateAuthority();
  const receiver = await startWebhookReceiver(authority.issue(['127.0.0.1']));
  const { url } = receiver;
  const notifier = exampleNotifier({ url, ca: authority.ca, timeoutSeconds: WEBHOOK_TIMEOUT_SECONDS });
  const server = createApiServer({ now: Date.now, definitions: readDefinitions() });
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
  const administrator = new Administrator((request) => server.handle(request, ADMINISTRATOR));
  const webhooks = compileNotifierWebhooks(exampleCluster({ notifier }));
  await administrator.apply([...readManifest('namespaces'), namespace, ...webhooks]);
  const ours = { username: 'aws:arn:aws:iam::111122223333:role/x', groups: ['sluice:secrets'] };
  harness = {
    receiver,
    send: (who, { method, path, body }) => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const request = { method, path, headers: { 'content-type': type } };
      return server.handle(
        { ...request, ...(body && { body: JSON.stringify(body) }) },
        who === 'administrator' ? ADMINISTRATOR : ours,
      );
    },
  };
});
afterAll(async () => await harness.receiver.goDown());

describe('the notifier webhook on the sandbox', () =>
  runContract(WEBHOOK_CASES, { implementation: 'sandbox', open: async () => harness }));
