import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { compileNotifierWebhooks } from '../../../manifests/notifier-webhook.ts';
import { createCertificateAuthority } from '../../../sandbox/runtime/certificate-authority.ts';
import { claimsOf } from '../../contract/access.contract.ts';
import { runContract } from '../../contract/contract-case.ts';
import { sendTo } from '../../contract/send-with-token.ts';
import {
  WEBHOOK_CASES,
  WEBHOOK_TIMEOUT_SECONDS,
  type WebhookHarness,
} from '../../contract/webhook.contract.ts';
import { startWebhookReceiver } from '../../contract/webhook-receiver.ts';
import { exampleNotifier } from '../../stack/example-cluster.ts';
import { type RealCluster, startRealCluster } from '../control-plane.ts';

let real: RealCluster;
let harness: WebhookHarness;

beforeAll(async () => {
  real = await startRealCluster();
  const authority = createCertificateAuthority();
  const receiver = await startWebhookReceiver(authority.issue(['127.0.0.1']));
  const { configuration, administrator, transport } = real;
  const { url } = receiver;
  const notifier = exampleNotifier({ url, ca: authority.ca, timeoutSeconds: WEBHOOK_TIMEOUT_SECONDS });
  await administrator.apply(compileNotifierWebhooks({ ...configuration, notifier }));
  const sign = () => real.aws.in().sts.state.keys.signToken('ES384', claimsOf({ configuration }, 'secrets'));
  const send = sendTo(real.endpoint, real.ca);
  harness = {
    receiver,
    send: (who, request) => {
      if (who === 'secret-sync') return send(sign(), request);
      const type = request.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const { method, path, body } = request;
      const headers = { accept: 'application/json', 'content-type': type };
      return transport({ method, path, headers, ...(body && { body: JSON.stringify(body) }) });
    },
  };
  await untilTold();
});
afterAll(async () => {
  await harness?.receiver.goDown();
  await real?.stop();
});

/** A webhook configuration takes effect some time after it was accepted. */
async function untilTold(): Promise<void> {
  const path = '/api/v1/namespaces/auth/configmaps';
  for (;;) {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'probe-' } };
    await harness.send('administrator', { method: 'POST', path, body });
    if (harness.receiver.take().length > 0) return;
    await sleep(100);
  }
}

describe('the notifier webhook on kube-apiserver', () =>
  runContract(WEBHOOK_CASES, { implementation: 'kube-apiserver', open: async () => harness }));
