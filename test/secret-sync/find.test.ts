import { describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { EXTERNAL_SECRET_V1, externalSecret, STORE_V1, store } from './objects.ts';
import { createWorld, type World } from './world.ts';

type Find = Readonly<Record<string, unknown>>;

function finding(find: Find, spec: Readonly<Record<string, unknown>> = {}, name = 'app') {
  return externalSecret(name, {}, { data: [], dataFrom: [{ find }], ...spec });
}

async function worldWith(
  find: Find,
  spec: Readonly<Record<string, unknown>> = {},
  overrides = {},
): Promise<World> {
  const world = await createWorld({ tagFinds: true, ...overrides });
  await world.apply(STORE_V1, store());
  await world.apply(EXTERNAL_SECRET_V1, finding(find, spec));
  return world;
}

function actions(world: World): readonly string[] {
  return world.stores.calls.splice(0).map(({ action, params }) => {
    const what = params['Path'] ?? params['Names'] ?? params['Name'] ?? '';
    return `${action} ${what}${params['WithDecryption'] === true ? ' decrypted' : ''}`;
  });
}

const BELOW_APP = { path: '/app/db', name: { regexp: '.*' } };

describe('dataFrom.find by path', () => {
  it('makes a key of every parameter below it, and a sweep that finds nothing changed decrypts nothing', async () => {
    const world = await worldWith(BELOW_APP);
    world.put('/app/db/user', 'u');
    world.put('/app/db/sub/pass', 'p');
    world.put('/app/dbx', 'no');

    await world.sweep();
    expect((await world.secret())?.text).toEqual({ _app_db_user: 'u', _app_db_sub_pass: 'p' });
    actions(world);
    world.writes.splice(0);

    await world.sweep();
    expect(actions(world)).toEqual(['GetParametersByPath /app/db']);
    expect(world.writes).toEqual([]);
  });

  it('takes up a new parameter within its event, and leaves events about others alone', async () => {
    const world = await worldWith(BELOW_APP);
    world.put('/app/db/user', 'u');
    await world.sweep();
    actions(world);
    world.put('/app/db/pass', 'p');
    world.put('/app/other', 'o');

    await world.changed('/app/other', 'Create');
    expect(actions(world)).toEqual([]);
    await world.changed('/app/db/pass', 'Create');

    expect((await world.secret())?.text).toEqual({ _app_db_user: 'u', _app_db_pass: 'p' });
  });

  it('finds in a sweep what changed without an event', async () => {
    const world = await worldWith(BELOW_APP);
    world.put('/app/db/user', 'u');
    await world.sweep();
    world.put('/app/db/user', 'v');

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ _app_db_user: 'v' });
  });

  it('lists a path once however many ExternalSecrets want it', async () => {
    const world = await worldWith(BELOW_APP);
    world.put('/app/db/user', 'u');
    await world.apply(
      EXTERNAL_SECRET_V1,
      finding({ path: '/app/db', name: { regexp: 'user' } }, { target: { name: 'two' } }, 'two'),
    );
    await world.sweep();
    actions(world);

    await world.sweep();

    expect(actions(world)).toEqual(['GetParametersByPath /app/db']);
  });

  it('reads by name what few names match of many, with the names that others read', async () => {
    const world = await worldWith({ path: '/app', name: { regexp: '/7$' } });
    for (let index = 0; index < 25; index += 1) world.put(`/app/many/${index}`, `v${index}`);
    await world.sweep();
    world.put('/app/many/7', 'new');
    actions(world);

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ _app_many_7: 'new' });
    expect(actions(world)).toEqual([
      ...Array.from({ length: 3 }, () => 'GetParametersByPath /app'),
      'GetParameters /app/many/7 decrypted',
    ]);
  });

  it('begins at the literal path of an anchored expression', async () => {
    const world = await worldWith({ name: { regexp: '^/app/db/.*' } });
    world.put('/app/db/user', 'u');

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ _app_db_user: 'u' });
    expect(actions(world)).toEqual(['GetParametersByPath /app/db decrypted']);
  });

  it('reads what it matches one by one where the path as a whole is denied, and names what stays denied', async () => {
    const world = await worldWith({ path: '/app/db', name: { regexp: 'user|pass' } });
    for (const leaf of ['user', 'pass', 'foreign']) world.put(`/app/db/${leaf}`, leaf);
    const denied = new AwsServiceError(
      'AccessDeniedException',
      'not authorized to perform: kms:Decrypt',
      400,
    );
    world.stores.model().hooks.intercept = (action, params) =>
      action === 'GetParametersByPath' && params['WithDecryption'] === true ? denied : undefined;

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ _app_db_user: 'user', _app_db_pass: 'pass' });
  });
});

describe('what a find may read', () => {
  it('is refused before any call when the path reaches outside the granted prefixes', async () => {
    const world = await worldWith({ name: { regexp: 'user' } });
    world.put('/app/db/user', 'u');

    await world.sweep();

    expect(await world.ready()).toMatch(/^False KeyNotGranted: .*set find\.path/);
    expect(actions(world)).toEqual([]);
  });

  it('is refused before any value is read when tags lead outside them', async () => {
    const world = await worldWith({ tags: { env: 'prod' } });
    const Tags = [{ Key: 'env', Value: 'prod' }];
    for (const Name of ['/app/a', '/hidden']) {
      world.stores.model().call('PutParameter', { Name, Value: 'x', Type: 'String', Tags });
    }

    await world.sweep();

    expect(await world.ready()).toMatch(/^False .*KeyNotGranted/);
    expect(await world.ready()).not.toContain('/hidden');
    expect(actions(world).filter((call) => call.includes('decrypted'))).toEqual([]);
  });

  it('by tags takes a line in the configuration', async () => {
    const world = await worldWith({ tags: { env: 'prod' } }, {}, { tagFinds: false });

    await world.sweep();

    expect(await world.ready()).toMatch(/^False InvalidProviderConfig: .*secrets\.tagFinds: true/);
  });
});

describe('a parameter that a find no longer matches', () => {
  it('keeps its key until two observations agree, under Retain too', async () => {
    const world = await worldWith(BELOW_APP);
    world.put('/app/db/user', 'u');
    world.put('/app/db/pass', 'p');
    await world.sweep();
    world.remove('/app/db/pass');

    await world.changed('/app/db/pass', 'Delete');
    expect((await world.secret())?.text).toEqual({ _app_db_user: 'u', _app_db_pass: 'p' });
    await world.deliver();

    expect((await world.secret())?.text).toEqual({ _app_db_user: 'u' });
    expect(await world.ready()).toBe('True SecretSynced: secret synced');
  });

  it('that came back before the second observation is not lost, whatever else is gone by then', async () => {
    const world = await worldWith(BELOW_APP);
    world.put('/app/db/user', 'u');
    world.put('/app/db/pass', 'p');
    await world.sweep();
    world.remove('/app/db/pass');
    await world.sweep();
    world.put('/app/db/pass', 'again');
    world.remove('/app/db/user');

    world.clock.advance((world.queue.nextAt() ?? 0) - world.clock.now());
    const next = world.queue.receive();
    if (next !== undefined) await world.invoke(next.batch);

    expect((await world.secret())?.text).toEqual({ _app_db_user: 'u', _app_db_pass: 'again' });
  });

  it('does not delay what else changed, and a change of the manifest is written at once', async () => {
    const world = await worldWith(BELOW_APP);
    for (const leaf of ['user', 'pass']) world.put(`/app/db/${leaf}`, leaf);
    await world.sweep();
    world.remove('/app/db/pass');
    world.put('/app/db/user', 'new');
    await world.sweep();
    expect((await world.secret())?.text).toEqual({ _app_db_user: 'new', _app_db_pass: 'pass' });
    world.put('/app/db/pass', 'back');
    await world.sweep();

    await world.apply(EXTERNAL_SECRET_V1, finding({ path: '/app/db', name: { regexp: 'pass' } }));
    await world.sweep();

    expect((await world.secret())?.text).toEqual({ _app_db_pass: 'back' });
  });

  it('deletes nothing when a page of the listing fails', async () => {
    const world = await worldWith(BELOW_APP, { target: { deletionPolicy: 'Delete' } });
    for (let index = 0; index < 15; index += 1) world.put(`/app/db/${index}`, 'x');
    await world.sweep();
    const broken = new AwsServiceError('ThrottlingException', 'Rate exceeded', 400);
    world.stores.model().hooks.intercept = (_action, params) =>
      params['NextToken'] === undefined ? undefined : broken;

    await world.sweep();
    await world.deliver();

    expect(Object.keys((await world.secret())?.text ?? {})).toHaveLength(15);
    expect(await world.ready()).toMatch(/^True/);
  });

  it('deletes the Secret under Delete when two complete observations found nothing', async () => {
    const world = await worldWith(BELOW_APP, { target: { deletionPolicy: 'Delete' } });
    world.put('/app/db/user', 'u');
    await world.sweep();
    world.remove('/app/db/user');

    await world.sweep();
    expect(await world.secret()).toBeDefined();
    await world.deliver();

    expect(await world.secret()).toBeUndefined();
    expect(await world.ready()).toContain('SecretDeleted');
  });

  it('waits after a takeover, too, when the Secret does not say what it was made from', async () => {
    const world = await worldWith(BELOW_APP);
    world.put('/app/db/user', 'u');
    world.put('/app/db/pass', 'p');
    await world.sweep();
    const { text: _text, ...synced } = (await world.secret()) ?? {};
    const metadata = (synced as { metadata: { annotations: Record<string, string> } }).metadata;
    delete metadata.annotations['sluice/source-versions'];
    await world.api.apply(
      { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true },
      synced as never,
    );
    world.restart();
    world.remove('/app/db/pass');

    await world.sweep();
    expect((await world.secret())?.text).toEqual({ _app_db_user: 'u', _app_db_pass: 'p' });
    await world.deliver();

    expect((await world.secret())?.text).toEqual({ _app_db_user: 'u' });
  });

  it('is stopped by the breaker under Retain, too, when too many Secrets lose keys at once', async () => {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    const names = Array.from({ length: 10 }, (_, index) => `app-${index}`);
    for (const name of names) {
      for (const leaf of ['stays', 'goes']) world.put(`/app/${name}/${leaf}`, leaf);
      const find = { path: `/app/${name}`, name: { regexp: '.*' } };
      await world.apply(EXTERNAL_SECRET_V1, finding(find, { target: { name } }, name));
    }
    await world.sweep();
    for (const name of names.slice(0, 4)) world.remove(`/app/${name}/goes`);

    await world.sweep();
    await world.deliver();

    expect(Object.keys((await world.secret('app-0'))?.text ?? {})).toHaveLength(2);
    expect(await world.ready('app-0')).toContain('4 of 10 managed secrets would lose keys');
  });

  it('keeps what it held in a merged object until two observations agree', async () => {
    const merge = {
      rewrite: [{ regexp: { source: '.*/', target: '' } }, { merge: { strategy: 'JSON', into: 'all' } }],
    };
    const world = await worldWith(BELOW_APP, { dataFrom: [{ find: BELOW_APP, ...merge }] });
    world.put('/app/db/a', '{"a":"1"}');
    world.put('/app/db/b', '{"b":"2"}');
    await world.sweep();
    const before = (await world.secret())?.text;
    world.remove('/app/db/b');

    await world.sweep();
    expect((await world.secret())?.text).toEqual(before);
    await world.deliver();

    expect((await world.secret())?.text).toEqual({ a: '{"a":"1"}', all: '{"a":"1"}' });
  });
});
