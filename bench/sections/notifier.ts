import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { measureBundle } from '../../stack/bundling/budget.ts';
import { compileConfig, NOTIFY_PATH } from '../container.ts';
import type { Bench } from '../context.ts';
import type { NotifyServer } from '../function/notify-server.ts';
import { measureWrites } from '../notified-writes.ts';
import type { Quantity } from '../quantity.ts';
import type { Section } from '../section.ts';
import { median, quantile } from '../statistics.ts';
import type { ServerMethods } from '../world/main.ts';

const WARM_UP = 40;
const CALLS = 400;

/** What a write of the cluster waits for, and how soon it is acted on. */
export const notifier: Section = {
  name: 'notifier',
  title: 'the notifier: its bundle over TLS with the sandbox’s SQS, then the whole sandbox with its webhook',
  async measure(bench) {
    const { metafile } = await bench.bundle('notify');
    const { mainBytes } = measureBundle(metafile);
    const size: Quantity = {
      name: 'notify: main file',
      value: mainBytes / 1024,
      unit: 'KB',
      target: 30,
      fail: 30,
    };
    return [size, ...(await measureCalls(bench)), ...(await measureWrites(bench.real))];
  },
};

/** A call of the webhook against an answer of bare `node:https`, in turn. */
async function measureCalls(bench: Bench): Promise<readonly Quantity[]> {
  const servers = bench.startServers<ServerMethods>();
  const { aws, keys } = await servers.remote.addresses();
  await servers.remote.createQueue('queue');
  const authority = createCertificateAuthority();
  const certificate = join(bench.directory, 'notify-certificate.json');
  writeFileSync(certificate, JSON.stringify(authority.issue(['127.0.0.1'])), { mode: 0o600 });
  const config = join(bench.directory, 'notify.json');
  writeFileSync(
    config,
    JSON.stringify(compileConfig('notify', { endpoint: 'https://127.0.0.1', ca: authority.ca })),
  );
  const container = await bench.startProgram<NotifyServer>('notify-server', {
    SLUICE_CONFIG: config,
    SLUICE_SECRETS_QUEUE_URL: `${aws}/123456789012/queue`,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: '',
  });
  const { directory } = await bench.bundle('notify');
  const port = await container.remote.listen(join(directory, 'handler.js'), certificate);
  const client = createClient(`https://127.0.0.1:${port}`, authority.ca);
  const samples = { ours: [] as number[], bare: [] as number[] };
  for (let round = -WARM_UP; round < CALLS; round += 1) {
    const ours = await client.post(`/${NOTIFY_PATH}/v1/admission`);
    const bare = await client.post('/bare');
    if (round < 0) continue;
    samples.ours.push(ours);
    samples.bare.push(bare);
  }
  const sent = await servers.remote.countMessages('queue');
  client.close();
  await Promise.all([servers.close(), container.close()]);
  if (sent !== WARM_UP + CALLS) throw new Error(`${sent} messages for ${WARM_UP + CALLS} calls`);
  return [compare('p50', median, samples), compare('p99', (sample) => quantile(sample, 0.99), samples)];
}

function compare(
  name: string,
  of: (sample: readonly number[]) => number,
  { ours, bare }: { readonly ours: readonly number[]; readonly bare: readonly number[] },
): Quantity {
  const [mine, least] = [of(ours), of(bare)];
  const note = `${mine.toFixed(1)} against ${least.toFixed(1)} ms, n ${ours.length}, the message sent included`;
  return {
    name: `a notifier call against an answer of node:https, ${name}`,
    value: mine / least,
    unit: 'x',
    ...(name === 'p99' ? { target: 3 } : {}),
    note,
  };
}

/** POSTs one review after the other over one connection; resolves to the milliseconds until the whole answer. */
function createClient(url: string, ca: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca });
  const body = JSON.stringify(review());
  const post = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const outgoing = request(`${url}${path}`, { method: 'POST', agent }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${path} answered ${response.statusCode}`));
        response.on('end', () => resolve(performance.now() - started)).resume();
      });
      outgoing.on('error', reject).end(body);
    });
  return { post, close: () => agent.destroy() };
}

/** An ExternalSecret of usual size, changed. */
function review(): object {
  const data = Array.from({ length: 10 }, (_, index) => ({
    secretKey: `KEY_${index}`,
    remoteRef: { key: `/eco2/dev/app/key-${index}` },
  }));
  const object = { metadata: { name: 'app', namespace: 'auth', generation: 2 }, spec: { data } };
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: '4f1e9f5c-3c5e-4a55-8f0b-2b8b9a0c0d0e',
      kind: { group: 'external-secrets.io', version: 'v1', kind: 'ExternalSecret' },
      name: 'app',
      namespace: 'auth',
      operation: 'UPDATE',
      object,
      oldObject: object,
      dryRun: false,
    },
  };
}
