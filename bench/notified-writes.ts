import { secretText } from '../sandbox/narrative/observations.ts';
import { readManifest } from '../sandbox/runtime/manifests.ts';
import { freePorts } from '../sandbox/runtime/ports.ts';
import { type Sandbox, startSandbox } from '../sandbox/runtime/start-sandbox.ts';
import { NOTIFY_PATH } from './container.ts';
import type { Quantity } from './quantity.ts';
import { median } from './statistics.ts';

const WRITES = 8;
/** A write later than this comes with the sweep, and was not measured. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 5;
const PARAMETER = '/eco2/dev/database/auth/postgres-password';
const OBJECT = {
  apiVersion: 'external-secrets.io/v1beta1',
  kind: 'ExternalSecret',
  namespace: 'auth',
  name: 'postgres-auth-secret',
};

/**
 * From the write of an ExternalSecret, through webhook, queue and function, to its Secret: the two seconds for which
 * a message rests are part of it. `real` puts a kube-apiserver in the sandbox's place.
 */
export async function measureWrites(real: boolean): Promise<readonly Quantity[]> {
  const sandbox = await startSandbox({
    ports: await freePorts(),
    report: (text) => process.stderr.write(`${text}\n`),
    insyncAfterMs: 0,
    real,
    configure: (cluster) => ({
      ...cluster,
      notifier: { path: NOTIFY_PATH, configMaps: true, timeoutSeconds: 3, concurrency: 5 },
    }),
  });
  try {
    const { ssm } = sandbox.aws.in();
    ssm.call('PutParameter', { Name: PARAMETER, Value: 'value', Type: 'SecureString' });
    if (real) await untilTold(sandbox);
    // The announcement of the parameter would find the ExternalSecret before the notifier has told of it.
    await untilQuiet(sandbox);
    await sandbox.administrator.apply(
      readManifest('secrets').filter(({ kind }) => kind === 'ClusterSecretStore'),
    );
    await untilQuiet(sandbox);
    // Containers that are gone, as after an hour of quiet.
    await Promise.all(sandbox.stack.functions.map((deployed) => deployed.close()));
    const objects = readManifest('secrets').filter(({ kind }) => kind === 'ExternalSecret');
    const cold = await timed(sandbox, 'POSTGRES_PASSWORD', () => sandbox.administrator.apply(objects));
    const warm: number[] = [];
    for (let round = 0; round < WRITES; round += 1) {
      await untilQuiet(sandbox);
      const data = [{ secretKey: `KEY_${round}`, remoteRef: { key: PARAMETER } }];
      warm.push(
        await timed(sandbox, `KEY_${round}`, () => sandbox.administrator.patch(OBJECT, { spec: { data } })),
      );
    }
    return compileQuantities(cold, warm, real ? 'kube-apiserver' : 'the sandbox’s API server');
  } finally {
    await sandbox.close();
  }
}

function compileQuantities(cold: number, warm: readonly number[], server: string): readonly Quantity[] {
  const name = 'write of an ExternalSecret to its Secret';
  const note = `2,000 ms of it the delay of the queue; ${server}`;
  return [
    { name: `${name}, cold`, value: cold, unit: 'ms', target: 5_000, note },
    {
      name: `${name}, warm, slowest of ${warm.length}`,
      value: Math.max(...warm),
      unit: 'ms',
      target: 3_000,
      note: `median ${median(warm).toFixed(0)} ms; ${note}`,
    },
  ];
}

/** Milliseconds from before the write to the Secret's having the key. */
async function timed(sandbox: Sandbox, key: string, write: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await write();
  const address = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name: 'postgres-auth' };
  for (;;) {
    const text = secretText(await sandbox.administrator.get(address), key);
    const elapsed = performance.now() - started;
    if (text === 'value') return elapsed;
    if (elapsed > PATIENCE_MS) throw new Error(`no Secret within ${PATIENCE_MS} ms of the write`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Until no message is left, delayed ones included. */
async function untilQuiet({ aws, stack }: Sandbox): Promise<void> {
  const { queues } = aws.in().sqs.state;
  while (!stack.isIdle() || [...queues.values()].some(({ messages }) => messages.size > 0)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A real API server asks a webhook some time after its configuration was accepted. */
async function untilTold({ administrator, aws }: Sandbox): Promise<void> {
  const { queues } = aws.in().sqs.state;
  for (let count = 0; ; count += 1) {
    const metadata = { name: `probe-${count}`, namespace: 'auth' };
    await administrator.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata }]);
    if ([...queues.values()].some(({ messages }) => messages.size > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
