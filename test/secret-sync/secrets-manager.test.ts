import { describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { EXTERNAL_SECRET_V1, externalSecret, STORE_V1, store } from './objects.ts';
import { createWorld, type World } from './world.ts';

const LIST_MS = 300_000;

async function worldWith(data: Readonly<Record<string, string>>, spec: object = {}): Promise<World> {
  const world = await createWorld({
    services: ['ParameterStore', 'SecretsManager'],
    prefixes: ['app/', '/app/'],
  });
  await world.apply(STORE_V1, store({ service: 'SecretsManager' }));
  await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', data, { ...spec }));
  return world;
}

function create(world: World, name: string, value: string): void {
  world.secretsManagers.model().call('CreateSecret', { Name: name, SecretString: value });
}

function put(world: World, name: string, value: string): void {
  world.secretsManagers.model().call('PutSecretValue', { SecretId: name, SecretString: value });
}

function actions(world: World): readonly string[] {
  return world.secretsManagers.calls.splice(0).map(({ action }) => action);
}

function labelUpdated(world: World, name: string): object {
  return {
    'detail-type': 'Secret Label Updated',
    source: 'aws.secretsmanager',
    account: '123456789012',
    region: 'ap-northeast-2',
    time: new Date(world.clock.now()).toISOString(),
    resources: [`arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:${name}-AbCdEf`],
    detail: { name, labelUpdated: 'AWSCURRENT', versionId: 'v' },
  };
}

describe('Secrets Manager', () => {
  it('is read in batches of the current version, and listed every five minutes only', async () => {
    const world = await worldWith({ a: 'app/a', b: 'app/b' });
    create(world, 'app/a', 'one');
    create(world, 'app/b', 'two');

    await world.sweep();
    expect((await world.secret())?.text).toEqual({ a: 'one', b: 'two' });
    expect(actions(world)).toEqual(['BatchGetSecretValue']);

    world.clock.advance(60_000);
    await world.sweep();
    expect(actions(world)).toEqual([]);

    world.clock.advance(LIST_MS);
    await world.sweep();
    expect(actions(world)).toEqual(['ListSecrets']);
  });

  it('is written within the event when a label moves', async () => {
    const world = await worldWith({ a: 'app/a' });
    create(world, 'app/a', 'one');
    await world.sweep();
    put(world, 'app/a', 'two');

    world.queue.put([labelUpdated(world, 'app/a')]);
    await world.deliver();

    expect((await world.secret())?.text).toEqual({ a: 'two' });
  });

  it('leaves an event about another secret alone', async () => {
    const world = await worldWith({ a: 'app/a' });
    create(world, 'app/a', 'one');
    await world.sweep();
    actions(world);

    world.queue.put([labelUpdated(world, 'other/app/a')]);
    await world.deliver();

    expect(actions(world)).toEqual([]);
  });

  it('that no event announced is found by the listing', async () => {
    const world = await worldWith({ a: 'app/a' });
    create(world, 'app/a', 'one');
    await world.sweep();
    put(world, 'app/a', 'two');
    world.clock.advance(LIST_MS);

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'two' });
    expect(world.metrics.get('ChangesFoundBySweep')).toBe(1);
  });

  it('reads a version by label and by id, and says which is missing without deleting anything', async () => {
    const refs = [
      { secretKey: 'old', remoteRef: { key: 'app/a', version: 'AWSPREVIOUS' } },
      { secretKey: 'now', remoteRef: { key: 'app/a' } },
    ];
    const world = await worldWith({}, { data: refs, target: { deletionPolicy: 'Delete' } });
    create(world, 'app/a', 'one');
    put(world, 'app/a', 'two');
    await world.sweep();
    expect((await world.secret())?.text).toEqual({ old: 'one', now: 'two' });

    const broken = [...refs, { secretKey: 'x', remoteRef: { key: 'app/a', version: 'uuid/none' } }];
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret('app', {}, { data: broken, target: { deletionPolicy: 'Delete' } }),
    );
    await world.sweep();
    await world.deliver();

    expect(await world.ready()).toContain('VersionId: none');
    expect((await world.secret())?.text).toEqual({ old: 'one', now: 'two' });
  });

  it('that is marked for deletion is gone after the second observation', async () => {
    const world = await worldWith({ a: 'app/a' }, { target: { deletionPolicy: 'Delete' } });
    create(world, 'app/a', 'one');
    await world.sweep();
    world.secretsManagers.model().call('DeleteSecret', { SecretId: 'app/a', RecoveryWindowInDays: 7 });
    world.clock.advance(LIST_MS);

    await world.sweep();
    expect((await world.secret())?.text).toEqual({ a: 'one' });

    await world.deliver();
    expect(await world.secret()).toBeUndefined();
    expect(await world.ready()).toContain('SecretDeleted');
  });

  it('asks one by one when a batch is refused as a whole', async () => {
    const world = await worldWith({ a: 'app/a' });
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('other', { b: 'app/b' }));
    create(world, 'app/a', 'one');
    create(world, 'app/b', 'two');
    world.secretsManagers.model().hooks.intercept = (action, params) =>
      action === 'BatchGetSecretValue' || params['SecretId'] === 'app/b'
        ? new AwsServiceError('AccessDeniedException', 'not authorized', 400)
        : undefined;

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ a: 'one' });
    expect(await world.ready('other')).toContain('AccessDeniedException');
    actions(world);
    world.clock.advance(60_000);
    await world.sweep();
    // A name that IAM refused is not asked for again for five minutes.
    expect(actions(world)).not.toContain('GetSecretValue');
  });

  it('reads nothing outside the granted prefixes, by name or by ARN', async () => {
    const arn = 'arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:other/a-AbCdEf';
    const world = await worldWith({ a: 'other/a' });
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('arn', { a: arn }));

    await world.sweep();

    expect(await world.ready()).toContain('KeyNotGranted');
    expect(await world.ready('arn')).toContain('KeyNotGranted');
    expect(actions(world)).toEqual([]);
  });

  it('is refused with the line to add where it is not configured', async () => {
    const world = await createWorld();
    await world.apply(STORE_V1, store({ service: 'SecretsManager' }));
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }));

    await world.sweep();

    expect(await world.ready()).toContain('add it to secrets.services: ["SecretsManager"]');
  });
});

describe('metadataPolicy Fetch', () => {
  const fetchTags = (key: string) => [{ secretKey: 'tags', remoteRef: { key, metadataPolicy: 'Fetch' } }];

  it('writes the tags of a parameter as sorted JSON, and follows them in the sweep', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    const tag = (Key: string, Value: string) =>
      world.stores.model().call('AddTagsToResource', {
        ResourceType: 'Parameter',
        ResourceId: '/app/a',
        Tags: [{ Key, Value }],
      });
    tag('team', '<core>');
    tag('env', 'dev');
    await world.apply(STORE_V1, store());
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', {}, { data: fetchTags('/app/a') }));
    await world.sweep();
    expect((await world.secret())?.text).toEqual({ tags: '{"env":"dev","team":"\\u003ccore\\u003e"}' });

    world.writes.splice(0);
    await world.sweep();
    expect(world.writes).toEqual([]);

    tag('env', 'prod');
    await world.sweep();
    expect((await world.secret())?.text['tags']).toContain('"env":"prod"');
  });

  it('writes the tags of a secret', async () => {
    const world = await worldWith({}, { data: fetchTags('app/a') });
    const Tags = [{ Key: 'team', Value: 'core' }];
    world.secretsManagers.model().call('CreateSecret', { Name: 'app/a', SecretString: 'x', Tags });

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ tags: '{"team":"core"}' });
    expect(actions(world)).toEqual(['DescribeSecret']);
  });

  it('of a parameter that is not there is an error, not an absence', async () => {
    const world = await createWorld();
    await world.apply(STORE_V1, store());
    const spec = { data: fetchTags('/app/none'), target: { deletionPolicy: 'Delete' } };
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', {}, spec));

    await world.sweep();

    expect(await world.ready()).toContain('InvalidResourceId');
  });
});

describe('dataFrom.find in Secrets Manager', () => {
  const finding = (find: object, target: object = {}) => ({ data: [], dataFrom: [{ find }], target });

  function tagged(world: World, name: string, value: string, tags: Readonly<Record<string, string>>): void {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    world.secretsManagers.model().call('CreateSecret', { Name: name, SecretString: value, Tags });
  }

  it('takes path, name and tags together, from one listing, and reads what they match in one batch', async () => {
    const find = { path: 'app/prod', name: { regexp: '[abd]$' }, tags: { env: 'prod' } };
    const world = await worldWith({}, finding(find));
    tagged(world, 'app/prod/a', '1', { env: 'prod' });
    tagged(world, 'app/prod/b', '2', { env: 'production' });
    tagged(world, 'app/prod/c', '3', { env: 'prod' });
    tagged(world, 'app/prod/d', '4', { env: 'dev' });
    tagged(world, 'app/dev/a', '5', { env: 'prod' });

    await world.sweep();

    // Filters of Secrets Manager match beginnings.
    expect((await world.secret())?.text).toEqual({ app_prod_a: '1', app_prod_b: '2' });
    expect(actions(world)).toEqual(['ListSecrets', 'BatchGetSecretValue']);
  });

  it('takes up a secret that is made, within the event, and one that is gone after two observations', async () => {
    const world = await worldWith({}, finding({ path: 'app/', name: { regexp: '.*' } }));
    create(world, 'app/a', 'one');
    await world.sweep();
    create(world, 'app/b', 'two');

    world.queue.put([labelUpdated(world, 'app/b')]);
    await world.deliver();
    expect((await world.secret())?.text).toEqual({ app_a: 'one', app_b: 'two' });

    const gone = { SecretId: 'app/a', ForceDeleteWithoutRecovery: true };
    world.secretsManagers.model().call('DeleteSecret', gone);
    world.clock.advance(LIST_MS);
    await world.sweep();
    expect((await world.secret())?.text).toEqual({ app_a: 'one', app_b: 'two' });
    await world.deliver();

    expect((await world.secret())?.text).toEqual({ app_b: 'two' });
  });

  it('is refused before a value is read when it matches a name that is not granted', async () => {
    const world = await worldWith({}, finding({ name: { regexp: 'a$' } }));
    create(world, 'app/a', 'one');
    create(world, 'hidden/a', 'two');

    await world.sweep();

    expect(await world.ready()).toMatch(/^False .*KeyNotGranted/);
    expect(actions(world)).toEqual(['ListSecrets']);
  });
});
