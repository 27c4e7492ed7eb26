import { afterAll, beforeAll, expect, test } from 'vitest';
import { readyCondition, secretText } from '../../sandbox/narrative/observations.ts';
import { recordNames } from '../../sandbox/narrative/record-observations.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import { exampleNotifier } from '../stack/example-cluster.ts';
import { startWorld, type World } from './world.ts';

const PARAMETER = '/eco2/dev/database/auth/postgres-password';
const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name: 'postgres-auth' };
const OBJECT = { apiVersion: 'external-secrets.io/v1beta1', kind: 'ExternalSecret', namespace: 'auth' };
const INGRESS = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'auth', name: 'auth' };
const HOSTNAME = 'k8s-auth-auth-1a2b3c4d5e-123456789.ap-northeast-2.elb.amazonaws.com';
let world: World;

beforeAll(async () => {
  world = await startWorld(undefined, {
    configure: (cluster) => ({ ...cluster, notifier: exampleNotifier() }),
  });
  await world.putParameter(PARAMETER, 'first');
  await untilTold();
}, 180_000);
afterAll(async () => await world?.sandbox.close());

/** Messages on the queues. */
function bodies(): readonly string[] {
  const { sqs } = world.sandbox.aws.in();
  return [...sqs.state.queues.values()].flatMap(({ messages }) =>
    [...messages.values()].map(({ body }) => body),
  );
}

/** A real API server asks a webhook some time after its configuration was accepted. */
async function untilTold(): Promise<void> {
  let count = 0;
  await world.until(async () => {
    count += 1;
    const metadata = { name: `probe-${count}`, namespace: 'auth' };
    await world.administrator.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata }]);
    return bodies().some((body) => body.includes('ConfigMap'));
  }, true);
}

/** The two seconds that a message of the notifier rests on its queue. */
function settle(): void {
  world.advance(2_000, 'what the notifier put on the queue');
}

const text = async (key: string) => secretText(await world.administrator.get(SECRET), key);

test('a new store and ExternalSecret become a Secret without a sweep', async () => {
  await world.administrator.apply(readManifest('secrets'));
  settle();

  await world.until(() => text('POSTGRES_PASSWORD'), 'first');
  await world.until(
    async () =>
      readyCondition(await world.administrator.get({ ...OBJECT, name: 'postgres-auth-secret' }))?.status,
    'True',
  );
  // No sweep was due: the clock moved by seconds.
  expect(world.sandbox.logs.lines('/aws/lambda/sluice-eco2-dev-secret-sync').join()).not.toContain('"sweep"');
});

test('so does a change of its manifest', async () => {
  const data = [{ secretKey: 'RENAMED', remoteRef: { key: PARAMETER } }];

  await world.administrator.patch({ ...OBJECT, name: 'postgres-auth-secret' }, { spec: { data } });
  settle();

  await world.until(() => text('RENAMED'), 'first');
});

test('the address of a load balancer becomes a record without a sweep', async () => {
  await world.administrator.apply(readManifest('ingress'));
  const status = { loadBalancer: { ingress: [{ hostname: HOSTNAME }] } };
  await world.administrator.patch(INGRESS, { status }, 'status');
  settle();

  await world.until(() => recordNames(world.sandbox, 'auth.dev.growbin.app').length > 0, true);
});

test('a deleted Ingress keeps its record until two observations agree', async () => {
  const before = recordNames(world.sandbox, 'auth.dev.growbin.app');
  await world.administrator.delete(INGRESS);
  settle();
  await world.untilIdle();
  expect(recordNames(world.sandbox, 'auth.dev.growbin.app')).toEqual(before);

  await world.until(async () => {
    await world.secondObservation();
    return recordNames(world.sandbox, 'auth.dev.growbin.app').length;
  }, 0);
});

test('what the notifier sends is the identity of the object and nothing else', async () => {
  await world.untilIdle();
  await world.administrator.patch(
    { ...OBJECT, name: 'postgres-auth-secret' },
    { metadata: { annotations: { note: 'do-not-tell' } } },
  );

  const told = bodies().findLast((body) => body.includes('"object"'));

  expect(JSON.parse(told ?? '{}')).toEqual({
    sluice: 'object',
    group: 'external-secrets.io',
    kind: 'ExternalSecret',
    namespace: 'auth',
    name: 'postgres-auth-secret',
    generation: expect.any(Number),
    operation: 'UPDATE',
    at: expect.any(Number),
  });
  expect(bodies().join()).not.toContain('do-not-tell');
  expect(world.problems).toEqual([]);
  const unused = world.sandbox.aws.roles
    .unusedStatements()
    .filter(({ roleArn }) => roleArn.endsWith('-notify'));
  expect(unused.map(({ statement }) => statement.Sid)).toEqual([]);
});
