import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SECRET } from '../../lambdas/core/resources.ts';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE, STORE_V1, store } from './objects.ts';
import { createWorld, type World } from './world.ts';

const MARKER = 'hunter2-marker-value';

/** Everything that leaves the function except the Secret itself. */
async function said(world: World, answers: readonly unknown[]): Promise<string> {
  const requests = world.requests
    .filter(({ path }) => !path.includes('/secrets'))
    .map(({ path, body }) => `${path} ${body ?? ''}`);
  const messages: string[] = [];
  world.clock.advance(10 * 60_000);
  for (let next = world.queue.receive(); next !== undefined; next = world.queue.receive()) {
    messages.push(JSON.stringify(next.batch));
  }
  return [...requests, ...messages, ...world.logged, ...answers.map((answer) => JSON.stringify(answer))].join(
    '\n',
  );
}

/** Forms in which a value could appear: as it is, encoded, or as a digest. */
function formsOf(value: string): readonly string[] {
  const digests = ['md5', 'sha1', 'sha256', 'sha512', 'sha3-224'].map((algorithm) =>
    createHash(algorithm).update(value).digest('hex'),
  );
  return [value, Buffer.from(value).toString('base64'), Buffer.from(value).toString('hex'), ...digests];
}

describe('no leak (I1): a value appears in no log, report, status, Event, exception or message', () => {
  it.each([
    ['it is written', {}],
    [
      'it is no JSON and a property is asked for',
      { data: [{ secretKey: 'a', remoteRef: { key: '/app/a', property: 'x' } }] },
    ],
    ['it is no JSON and is extracted', { dataFrom: [{ extract: { key: '/app/a' } }] }],
    [
      'it is no base64',
      { data: [{ secretKey: 'a', remoteRef: { key: '/app/a', decodingStrategy: 'Base64' } }] },
    ],
    ['its parameter goes', { target: { deletionPolicy: 'Delete' } }],
  ])('when %s', async (_name, spec) => {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    world.put('/app/a', MARKER);
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, spec));
    const answers = [await world.sweep(), await world.invoke({ action: 'resync' })];
    world.remove('/app/a');
    answers.push(await world.sweep());

    const text = await said(world, answers);

    for (const form of formsOf(MARKER)) expect(text).not.toContain(form);
  });

  it('when the API server refuses the write, breaks off, or answers with the Secret where JSON is expected', async () => {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    world.put('/app/a', MARKER);
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));
    const answers: unknown[] = [];
    for (const answer of [
      {
        status: 422,
        headers: {},
        body: JSON.stringify({ kind: 'Status', reason: 'Invalid', message: 'data: bad', code: 422 }),
      },
      { status: 200, headers: {}, body: `{"data":{"a":"${Buffer.from(MARKER).toString('base64')}"` },
    ]) {
      world.before = (request) =>
        request.method === 'POST' && request.path.includes('/secrets') ? answer : undefined;
      answers.push(await world.sweep());
    }

    const text = await said(world, answers);

    for (const form of formsOf(MARKER)) expect(text).not.toContain(form);
  });

  it('when AWS fails after the value was read, and when the Secret was edited by hand', async () => {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    world.put('/app/a', MARKER);
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));
    const answers: unknown[] = [await world.sweep()];
    await world.api.patch(
      SECRET,
      { namespace: NAMESPACE, name: 'app' },
      { stringData: { a: `edited ${MARKER}` } },
    );
    world.stores.model().hooks.intercept = () => new AwsServiceError('InternalServerError', 'no', 500);
    answers.push(await world.sweep());

    const text = await said(world, answers);

    for (const form of formsOf(MARKER)) expect(text).not.toContain(form);
  });
});
