import { describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { EXTERNAL_SECRET_V1, externalSecret, STORE_V1, store } from './objects.ts';
import { createWorld, type World } from './world.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `/app/p${index}`);

/** ExternalSecrets that read ten parameters each. */
async function worldOf(parameters: readonly string[]): Promise<World> {
  const world = await createWorld();
  await world.apply(STORE_V1, store());
  for (const name of parameters) world.put(name, `value of ${name}`);
  for (let start = 0; start < parameters.length; start += 10) {
    const data = Object.fromEntries(
      parameters.slice(start, start + 10).map((name, index) => [`k${index}`, name]),
    );
    await world.apply(EXTERNAL_SECRET_V1, externalSecret(`app${start / 10}`, data));
  }
  return world;
}

/** Refuses, as IAM does, every call in which the name stands. */
function deny(world: World, name: string): void {
  world.stores.model().hooks.intercept = (_action, params) =>
    ((params['Names'] ?? []) as readonly string[]).includes(name)
      ? new AwsServiceError('AccessDeniedException', 'not authorized', 400)
      : undefined;
}

describe('reading parameters (DESIGN 4.3)', () => {
  it('asks for ten names a call, each name once however many ExternalSecrets read it', async () => {
    const world = await worldOf(names(20));
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('same', { a: '/app/p0', b: '/app/p19' }));

    await world.sweep();

    expect(world.stores.calls.map(({ action }) => action)).toEqual(['GetParameters', 'GetParameters']);
  });

  it('halves a call that was refused until the guilty name stands alone; the other nine are synced', async () => {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    for (const name of names(10)) {
      world.put(name, 'value');
      await world.apply(EXTERNAL_SECRET_V1, externalSecret(name.slice(5), { a: name }));
    }
    deny(world, '/app/p3');

    await world.sweep();

    const states = await Promise.all(names(10).map((name) => world.ready(name.slice(5))));
    expect(states.filter((state) => state.startsWith('True'))).toHaveLength(9);
    expect(await world.ready('p3')).toContain('AccessDeniedException');
    const alone = world.stores.calls.filter(({ params }) => String(params['Names']) === '/app/p3');
    expect(alone).toHaveLength(1);
  });

  it('does not ask for a denied name again for five minutes', async () => {
    const world = await worldOf(names(1));
    deny(world, '/app/p0');
    await world.sweep();
    world.stores.calls.splice(0);

    await world.sweep();
    expect(world.stores.calls).toEqual([]);

    world.clock.advance(5 * 60_000);
    await world.sweep();
    expect(world.stores.calls).toHaveLength(1);
  });

  it.each([
    ['throttling', 'ThrottlingException', 400],
    ['an error of the service', 'InternalServerError', 500],
  ])('does not halve after %s', async (_name, code, status) => {
    const world = await worldOf(names(10));
    world.stores.model().hooks.intercept = () => new AwsServiceError(code, 'try again', status);

    await world.sweep();

    expect(world.stores.calls).toHaveLength(1);
  });

  it('paces a sweep and not an event', async () => {
    const world = await worldOf(names(100));
    const before = world.clock.now();

    await world.sweep();

    expect(world.clock.now() - before).toBe(900);
  });

  it('keeps the Secret byte-identical when one of its keys fails', async () => {
    const world = await worldOf(names(2));
    await world.sweep();
    const before = await world.secret('app0');
    world.put('/app/p0', 'changed');
    deny(world, '/app/p1');

    await world.changed('/app/p0');

    expect(await world.secret('app0')).toEqual(before);
  });
});

describe('order of reads (DESIGN 4.2)', () => {
  it('is the Secret first, then AWS', async () => {
    const world = await worldOf(names(1));
    await world.sweep();
    const order: string[] = [];
    world.before = (request) => {
      if (request.path.includes('/secrets/app0')) order.push(request.method);
      return undefined;
    };
    world.stores.model().hooks.intercept = (action) => {
      order.push(action);
      return undefined;
    };
    world.put('/app/p0', 'two');
    order.splice(0);

    await world.changed('/app/p0');

    expect(order).toEqual(['GET', 'GetParameters', 'PUT']);
  });
});
